import type { SpecResult, Verdict } from '../../../run/events.ts';
import { isBroken, URGENT_FIRST } from '../../../run/verdict-order.ts';
import { systemOf } from '../../folder.ts';
import { idOf } from '../../spec-name.ts';
import type { PageData } from '../page-data.ts';

/** The state of the page; it is part of the address, so that a link leads to the same view. */
export type PageView = {
  readonly verdicts: readonly Verdict[];
  readonly system: string;
  readonly tag: string;
  readonly query: string;
  /** The open spec, by its id. */
  readonly spec: string;
  /** The open step, by its name. */
  readonly step: string;
};

export function readView(hash: string): PageView {
  const params = new URLSearchParams(hash.replace(/^#/, ''));
  const text = (name: string): string => params.get(name) ?? '';
  const words = text('verdict').split(',');
  return {
    verdicts: URGENT_FIRST.filter((verdict) => words.includes(verdict)),
    system: text('system'),
    tag: text('tag'),
    query: text('q'),
    spec: text('spec'),
    step: text('step'),
  };
}

export function writeView(view: PageView): string {
  const pairs: [string, string][] = [
    ['verdict', URGENT_FIRST.filter((verdict) => view.verdicts.includes(verdict)).join(',')],
    ['system', view.system],
    ['tag', view.tag],
    ['q', view.query],
    ['spec', view.spec],
    ['step', view.spec === '' ? '' : view.step],
  ];
  return `#${new URLSearchParams(pairs.filter(([, value]) => value !== '')).toString()}`;
}

/** A spec in the list, with its index in the report. */
export type ListRow = {
  readonly index: number;
  readonly id: string;
  readonly spec: SpecResult;
  readonly system: string;
};

export const rowsOf = ({ report }: PageData): readonly ListRow[] =>
  report.specs.map((spec, index) => ({ index, id: idOf(spec), spec, system: systemOf(spec.file) }));

/** The specs that match a view. Every word of the query must occur in the texts of a spec. */
export function filterRows(rows: readonly ListRow[], view: PageView): readonly ListRow[] {
  const words = view.query.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter(
    ({ spec, system }) =>
      (view.verdicts.length === 0 || view.verdicts.includes(spec.verdict)) &&
      (view.system === '' || system === view.system) &&
      (view.tag === '' || spec.tags.includes(view.tag)) &&
      words.every((word) => searchText(spec).includes(word)),
  );
}

const searchTexts = new WeakMap<SpecResult, string>();

function searchText(spec: SpecResult): string {
  const known = searchTexts.get(spec);
  if (known !== undefined) return known;
  const steps = spec.steps.map(({ id, description, request }) => [id, description, request?.url].join('\n'));
  const text = [idOf(spec), spec.endpoint, spec.verdict, spec.reason, spec.domain, ...spec.tags, ...steps]
    .join('\n')
    .toLowerCase();
  searchTexts.set(spec, text);
  return text;
}

/** A system in the list. */
export type Group = { readonly system: string; readonly rows: readonly ListRow[] };

/** What needs a person comes first: systems with problems, and problems within each; else the order of the report. */
export function groupRows(rows: readonly ListRow[]): readonly Group[] {
  const systems = [...new Set(rows.map(({ system }) => system))];
  const groups = systems.map((system) => ({
    system,
    rows: rows
      .filter((row) => row.system === system)
      .toSorted((a, b) => rankOf(a.spec.verdict) - rankOf(b.spec.verdict) || a.index - b.index),
  }));
  return groups.toSorted((a, b) => Number(needsPerson(b)) - Number(needsPerson(a)));
}

const needsPerson = ({ rows }: Group): boolean => rows.some(({ spec }) => isBroken(spec.verdict));

const rankOf = (verdict: Verdict): number => URGENT_FIRST.indexOf(verdict);
