import { relative, resolve } from 'node:path';
import { readLoosely, readSource, shownPath } from '../workspace/files.ts';
import { type SpecSummary, summarize } from '../plan/spec-summary.ts';
import { isSelected, matcherOf } from '../plan/select.ts';
import { createLastFailed } from '../report/history.ts';
import type { History } from '../report/history/entry.ts';
import type { Spec } from '../language/parse.ts';
import { SpecStore, unreadable } from '../workspace/spec-store.ts';
import type { RunFlags } from './run-flags.ts';
import { UsageError } from '../workspace/usage-error.ts';
import type { Host } from './host.ts';
import { findSpecs } from '../workspace/discovery.ts';

/** The specs of a command; or why there are none. */
export type Selected = {
  readonly summaries: readonly SpecSummary[];
  /** The paths of all specs before the selection. */
  readonly found: ReadonlySet<string>;
  /** Other paths of these files: links. */
  readonly aliases: readonly string[];
  /** The Markdown files among them that are not specs. */
  readonly others: readonly string[];
  readonly why: string;
};

/** Facts from before specs are read. */
export type KnownBefore = {
  readonly store: SpecStore;
  readonly history: History;
  /** Whether an earlier run recorded a file as a spec. */
  readonly isKnown: IsKnown;
  /** The name of the environment of a spec; undefined where it is unknown. */
  readonly environmentOf: (summary: SpecSummary) => Promise<string | undefined>;
};

/** Whether a file that no longer looks like a spec was one in an earlier run. */
export type IsKnown = (path: string) => boolean;

type Wanted = Pick<
  RunFlags,
  'patterns' | 'selection' | 'lastFailed' | 'changed' | 'swagger' | 'maxDocumentMb'
>;

/** Reads the named specs, and applies the selection. */
export async function selectSpecs(
  wanted: Wanted,
  { store, history, isKnown, environmentOf }: KnownBefore,
  host: Host,
): Promise<Selected> {
  const { summaries, others, aliases } = await readSpecs(wanted.patterns, host.cwd, store, isKnown);
  const found = new Set(summaries.map(({ path }) => path));
  const where = wanted.patterns.join(' ');
  if (summaries.length === 0)
    return {
      summaries,
      found,
      aliases,
      others,
      why: `${others.length === 0 ? 'no Markdown files' : 'no specs'} in ${where}`,
    };
  let kept: readonly SpecSummary[] = summaries.filter((summary) => isSelected(summary, wanted.selection));
  if (wanted.lastFailed) {
    const hasFailed = createLastFailed(history);
    const places = await Promise.all(kept.map(environmentOf));
    kept = kept.filter(({ path, isUnread }, index) => hasFailed(path, places[index]) || isUnread);
  }
  if (wanted.changed !== undefined && kept.length > 0) {
    const { changedSpecs } = await import('./changed.ts');
    // Over all specs: a selected one may use another that is not selected.
    const { changed: ref, swagger, maxDocumentMb } = wanted;
    const changed = new Set(await changedSpecs(summaries, { ref, swagger, maxDocumentMb }, host));
    kept = kept.filter((summary) => changed.has(summary) || summary.isUnread);
  }
  return {
    summaries: kept,
    found,
    aliases,
    others,
    why: `none of the ${summaries.length} specs in ${where} is selected`,
  };
}

/**
 * The specs that the arguments name, kept in the store, and the other Markdown files among them. Throws {@link UsageError} for a path that does not exist, and for a folder or glob that leads to no spec beside others
 * that do: a misspelt one must not drop its specs from the run.
 */
export async function readSpecs(
  patterns: readonly string[],
  cwd: string,
  store = new SpecStore(),
  isKnown: IsKnown = () => false,
): Promise<Pick<Selected, 'summaries' | 'aliases' | 'others'>> {
  const { files, aliases, missing, matches, unreadable: closed } = await findSpecs(patterns, cwd);
  if (missing.length > 0)
    throw new UsageError(
      `${missing.join(', ')}: no such file or folder`,
      'name specs, folders or globs, for example: verify specs/',
    );
  if (closed.length > 0)
    throw new UsageError(
      closed.join('; '),
      'nobody knows which specs are there: make it readable, or name what is to be run',
    );
  const summaries: SpecSummary[] = [];
  const others = new Map<string, string>();
  for (const { path, isNamed } of files) {
    const shown = shownPath(path, cwd);
    const source = readSource(path, shown);
    const summary =
      'problem' in source
        ? summarize(unreadable(shown, source.problem, readLoosely(path)))
        : store.add(source, (spec) => (isNamed || isKnown(shown) ? notASpec(spec) : undefined));
    if (summary !== undefined) summaries.push(summary);
    else others.set(path, shown);
  }
  const empty = [...matches].filter(([, paths]) => paths.every((path) => others.has(path)));
  if (summaries.length > 0 && empty.length > 0)
    throw new UsageError(
      empty
        .map(
          ([pattern, paths]) =>
            `${pattern} leads to no spec${paths.length === 0 ? '' : `, though to ${namesOf(paths.map((path) => others.get(path)!))}`}`,
        )
        .join('; '),
      'correct it, or leave it out: a path, folder or glob that is named has to lead to a spec',
    );
  return {
    summaries,
    aliases: aliases.map((path) => shownPath(path, cwd)),
    others: [...others.values()],
  };
}

/** More names than this are only counted. */
const MAX_NAMES = 10;

const namesOf = (names: readonly string[]): string =>
  names.length <= MAX_NAMES
    ? names.join(', ')
    : `${names.slice(0, MAX_NAMES).join(', ')} and ${names.length - MAX_NAMES} more`;

/** A sentence that names the Markdown files that are not specs; empty where there are none. */
export const sayOthers = (others: readonly string[]): readonly string[] =>
  others.length === 0
    ? []
    : [
        others.length === 1
          ? `1 Markdown file is no spec: ${others[0]}`
          : `${others.length} Markdown files are no specs: ${namesOf(others)}`,
      ];

/** Whether a file, by its shown path, is among the named folders, files and globs. */
export function isAmong(patterns: readonly string[], cwd: string): (file: string) => boolean {
  const tests = patterns.map((pattern) => {
    const glob = /[*?{}[\]!]/.test(pattern) ? matcherOf(pattern) : undefined;
    const named = resolve(cwd, pattern);
    return (file: string): boolean => glob?.(file) ?? !relative(named, resolve(cwd, file)).startsWith('..');
  });
  return (file) => tests.some((test) => test(file));
}

/** `--list`: a line for each spec. */
export function listing(summaries: readonly SpecSummary[]): readonly string[] {
  const width = Math.max(...summaries.map(({ metadata }) => metadata.status.length));
  return summaries.map(
    ({ path, metadata }) => `${metadata.status.padEnd(width)}  ${path}  ${metadata.endpoint}`,
  );
}

function notASpec(spec: Spec): Spec {
  const message = 'expected a spec, found no frontmatter with an endpoint and no "## Test Request"';
  return {
    ...spec,
    diagnostics: [
      ...spec.diagnostics,
      { rule: 'not-a-spec', severity: 'error', message, span: { start: 0, end: 1 } },
    ],
  };
}
