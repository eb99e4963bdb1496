import type { Page } from '../../report/text/failure.ts';
import type { Style } from '../../report/text/paint.ts';
import { oneLine } from '../../report/text/safe-text.ts';
import { count } from '../../report/text/text.ts';
import { fit, widthOf } from '../../report/text/width.ts';
import type { Drift } from '../drift.ts';
import type { DriftFinding, DriftPlace, DriftSeverity, Side } from '../finding.ts';
import { countSeverities, groupByDocument, type DocumentGroup, type SeverityCounts } from './groups.ts';

const STYLES: Readonly<Record<DriftSeverity, Style>> = { error: 'red', warn: 'yellow', info: 'cyan' };
/** A document with more findings is shown in part; the other formats have all. */
const SHOWN = 20;
const SHOWN_NOTES = 5;
const SHOWN_OPERATIONS = 3;

/** For people: counts first, then the documents, the worst first. */
export function renderDriftText(drift: Drift, page: Page): readonly string[] {
  const { paint } = page;
  const operations = drift.documents.reduce((sum, document) => sum + document.operations, 0);
  const seen =
    drift.observed === 0 ? 'nothing observed yet' : `${count(drift.observed, 'operation')} observed`;
  const groups = groupByDocument(drift);
  const loud = groups.filter((group) => group.findings.length > 0);
  const quiet = groups.filter((group) => group.findings.length === 0 && group.withoutSpec.length > 0);
  return [
    `${paint('bold', 'drift')}: ${sayCounts(countSeverities(drift.findings), page)}`,
    ...wrap(
      `${count(drift.specs, 'spec')}, ${count(drift.documents.length, 'document')} with ${count(operations, 'operation')}, ${seen}`,
      page,
    ).map((line) => paint('dim', line)),
    ...loud.flatMap((group) => ['', ...groupLines(group, page)]),
    ...(quiet.length > 0 ? ['', ...quietLines(quiet, page)] : []),
  ];
}

function sayCounts(counts: SeverityCounts, { paint }: Pick<Page, 'paint'>): string {
  const said = [
    counts.error > 0 && paint('red', count(counts.error, 'error')),
    counts.warn > 0 && paint('yellow', count(counts.warn, 'warning')),
    counts.info > 0 && paint('cyan', count(counts.info, 'note')),
  ].filter((each) => each !== false);
  return said.length > 0 ? said.join(', ') : paint('green', 'the specs and the documents agree');
}

function groupLines(
  { document, findings, withoutSpec, operations }: DocumentGroup,
  page: Page,
): readonly string[] {
  const { paint, columns } = page;
  const grave = findings.filter(({ severity }) => severity !== 'info');
  const notes = findings.filter(({ severity }) => severity === 'info');
  const counts = sayCounts(countSeverities([...findings, ...withoutSpec]), page);
  return [
    paint('bold', fit(document ?? 'in no API document', columns, 'middle')),
    `  ${counts}`,
    ...grave.slice(0, SHOWN).flatMap((finding) => ['', ...findingLines(finding, page)]),
    ...more(grave.length - SHOWN, 'finding'),
    ...(notes.length > 0 ? [''] : []),
    ...notes.slice(0, SHOWN_NOTES).flatMap((finding) => noteLines(finding, page)),
    ...more(notes.length - SHOWN_NOTES, 'note'),
    ...(withoutSpec.length > 0 ? ['', ...withoutLines(withoutSpec, operations, page)] : []),
  ];
}

const more = (rest: number, word: string): readonly string[] =>
  rest > 0 ? ['', `  … and ${count(rest, `more ${word}`)}: see --format json`] : [];

function findingLines(finding: DriftFinding, page: Page): readonly string[] {
  const { paint } = page;
  const { severity, message, disagrees, at, says, hint, also } = finding;
  const name = severity === 'warn' ? 'warning' : severity;
  const sides: readonly Side[] = ['spec', 'document', 'observed'];
  const head = wrap(headOf(finding, message), page, 10);
  return [
    ...head.map((line, index) =>
      index === 0 ? `  ${paint(STYLES[severity], name.padEnd(7))} ${line}` : `          ${line}`,
    ),
    `          ${paint('dim', disagrees)}`,
    ...sides.flatMap((side) => sideLines(side, side === 'observed' ? null : at[side], says[side], page)),
    ...(hint === undefined ? [] : wrap(`→ ${hint}`, page, 10).map((line) => `          ${line}`)),
    ...alsoLines(also, page),
  ];
}

const headOf = ({ method, template }: DriftFinding, message: string): string =>
  message.includes(`${method} ${template}`) || method === '' ? message : `${method} ${template}: ${message}`;

function sideLines(side: Side, place: DriftPlace | null, says: string | null, page: Page): readonly string[] {
  if (place === null && says === null) return [];
  const where = place === null ? '' : `${place.path}:${place.line}:${place.column}`;
  const label = `    ${side.padEnd(9)} `;
  const room = Math.max(page.columns - label.length, 12);
  const said = says === null ? '' : oneLine(says);
  const shown = fit(where, room, 'middle');
  if (shown !== '' && widthOf(shown) + 2 + widthOf(said) > room)
    return [
      `${page.paint('dim', label)}${shown}`,
      ...(said === '' ? [] : [`${' '.repeat(label.length)}${fit(said, room)}`]),
    ];
  const gap = shown !== '' && said !== '' ? '  ' : '';
  return [
    `${page.paint('dim', label)}${shown}${gap}${fit(said, Math.max(room - widthOf(shown) - gap.length, 8))}`,
  ];
}

function alsoLines(also: readonly DriftPlace[], page: Page): readonly string[] {
  if (also.length === 0) return [];
  const [first] = also;
  const rest = also.length - 1;
  const text = `also ${first!.path}:${first!.line}${rest > 0 ? ` and ${rest} more` : ''}`;
  return [`          ${page.paint('dim', fit(text, Math.max(page.columns - 10, 12), 'middle'))}`];
}

function noteLines(finding: DriftFinding, page: Page): readonly string[] {
  const { spec, document } = finding.at;
  const place = spec ?? document;
  const text = `${headOf(finding, finding.message)}${place ? ` (${place.path}:${place.line})` : ''}`;
  return wrap(text, page, 10).map((line, index) =>
    index === 0 ? `  ${page.paint('cyan', 'note')}    ${line}` : `          ${line}`,
  );
}

function withoutLines(
  withoutSpec: readonly DriftFinding[],
  operations: number,
  page: Page,
): readonly string[] {
  const names = withoutSpec.slice(0, SHOWN_OPERATIONS).map(({ method, template }) => `${method} ${template}`);
  const rest = withoutSpec.length - names.length;
  const text = `no spec for ${withoutSpec.length} of ${count(operations, 'operation')}: ${names.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
  return wrap(text, page, 2).map((line) => `  ${page.paint('dim', line)}`);
}

function quietLines(groups: readonly DocumentGroup[], page: Page): readonly string[] {
  const width = Math.max(
    ...groups.map(({ withoutSpec, operations }) => `${withoutSpec.length} of ${operations}`.length),
  );
  return [
    page.paint('bold', 'operations without a spec'),
    ...groups.map(({ document, withoutSpec, operations }) => {
      const share = `${withoutSpec.length} of ${operations}`.padStart(width);
      return `  ${share}  ${fit(document ?? '', Math.max(page.columns - width - 4, 12), 'middle')}`;
    }),
  ];
}

/** Breaks a text at blanks; a word that is longer than a line is cut in its middle. */
function wrap(text: string, { columns }: Pick<Page, 'columns'>, indent = 0): readonly string[] {
  const room = Math.max(columns - indent, 16);
  const lines: string[] = [];
  let line = '';
  for (const word of oneLine(text)
    .split(/ +/)
    .map((each) => fit(each, room, 'middle'))) {
    if (line !== '' && widthOf(line) + 1 + widthOf(word) > room) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
