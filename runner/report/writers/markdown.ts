import type { SpecResult, Verdict } from '../../run/events.ts';
import { stepName } from '../../language/step/step.ts';
import { conclusionParts, shownLines } from '../conclusion.ts';
import type { Extras } from '../extras.ts';
import { curlOf } from '../text/failure.ts';
import { findingsOf, reasonOf, explainingStep, warningsOf } from '../findings.ts';
import { isBroken, URGENT_FIRST, worstOfRun } from '../../run/verdict-order.ts';
import { countRequests, countVerdicts } from '../fold.ts';
import { systemOf } from '../folder.ts';
import { shortfallsOf } from '../text/incomplete.ts';
import { mdCode, mdFence, mdTable, mdText } from '../text/markdown-text.ts';
import { idOf, titleOf, shownTraceOf } from '../spec-name.ts';
import { count, cut, formatDuration, sayMinute } from '../text/text.ts';
import { NOTHING, valuesOf } from '../text/values.ts';
import { SUMMARY_LIMIT_BYTES } from '../text/summary-limit.ts';
import type { RenderedFrom, Results, Summary } from '../report.ts';

/** Room for the note about what was cut. */
const NOTE_BYTES = 300;
const SHOWN_BODY = 4_000;

/** A mark for each verdict; they differ by more than colour. */
const MARKS: Readonly<Record<Verdict, string>> = {
  passed: '✅',
  failed: '❌',
  blocked: '⛔',
  errored: '⚠️',
  skipped: '⏭️',
};

/** The report for people, in Markdown for GitHub; cut with a note if it would exceed `limitBytes`. */
export function renderMarkdown(
  report: RenderedFrom,
  extras: Extras,
  limitBytes = SUMMARY_LIMIT_BYTES,
): string {
  const found = gather(report.specs);
  const before = overview(report, extras, found);
  const after = [...table('warnings', found), ...table('skipped', found), ...table('passed', found)];
  const headings = BROKEN_FIRST.filter((verdict) => found.places[verdict].length > 0).length;
  const total = before.length + headings + found.broken + after.length;
  return cutTo(limitBytes, total, [before, troubles(report.specs, found), after]);
}

const BROKEN_FIRST = URGENT_FIRST.filter(isBroken);

/** What the report shows of all specs, gathered in one pass; the results themselves need not stay in memory. */
type Gathered = {
  readonly systems: ReadonlyMap<string, Summary>;
  readonly places: Readonly<Record<Verdict, readonly number[]>>;
  readonly broken: number;
  readonly requests: number;
  readonly rows: Readonly<Record<Table, readonly (readonly string[])[]>>;
};

type Table = 'warnings' | 'skipped' | 'passed';

function gather(specs: Results): Gathered {
  const systems = new Map<string, Summary>();
  const places: Record<Verdict, number[]> = { passed: [], failed: [], blocked: [], errored: [], skipped: [] };
  const rows: Record<Table, (readonly string[])[]> = { warnings: [], skipped: [], passed: [] };
  let requests = 0;
  let place = 0;
  for (const spec of specs) {
    const { verdict } = spec;
    const system = systemOf(spec.file);
    systems.set(system, added(systems.get(system), verdict));
    places[verdict].push(place++);
    requests += countRequests([spec]);
    for (const warning of isBroken(verdict) ? spec.warnings : warningsOf(spec))
      rows.warnings.push([mdCode(idOf(spec)), mdText(warning)]);
    if (verdict === 'skipped')
      rows.skipped.push([mdCode(idOf(spec)), mdText(titleOf(spec)), mdText(reasonOf(spec))]);
    if (verdict === 'passed')
      rows.passed.push([mdCode(idOf(spec)), mdText(titleOf(spec)), formatDuration(spec.durationMs)]);
  }
  const broken = BROKEN_FIRST.reduce((sum, verdict) => sum + places[verdict].length, 0);
  return { systems, places, broken, requests, rows };
}

const added = (counts: Summary = countVerdicts([]), verdict: Verdict): Summary => ({
  ...counts,
  total: counts.total + 1,
  [verdict]: counts[verdict] + 1,
});

function overview(report: RenderedFrom, extras: Extras, { systems, requests }: Gathered): readonly string[] {
  const facts = [
    report.environment === '' ? '' : `environment ${mdCode(report.environment)}`,
    mdText(sayMinute(report.startedAt)),
    formatDuration(report.durationMs),
    count(requests, 'request'),
    report.seed === '' ? '' : `seed ${mdCode(report.seed)}`,
    `verify ${mdText(extras.version)}`,
  ];
  return [
    headline(report),
    ...conclusion(report),
    facts.filter(Boolean).join(' · '),
    ...(systems.size === 0
      ? []
      : [
          mdTable(
            ['system', '# specs', ...URGENT_FIRST.map((verdict) => `# ${verdict}`)],
            Array.from(systems, ([system, counts]) =>
              [
                mdText(system || 'at the top'),
                counts.total,
                ...URGENT_FIRST.map((verdict) => counts[verdict] || ''),
              ].map(String),
            ),
          ),
        ]),
  ];
}

/** The decision of the gate leads, if requested: a failure may be allowed, and a pass not be enough. */
function headline(report: RenderedFrom): string {
  const { summary, gate } = report;
  const counts = [
    ...shortfallsOf(report).map(mdText),
    `${count(summary.total, 'spec')}: ${countsText(summary)}`,
  ].join(' · ');
  if (gate === undefined) return `## ${MARKS[worstOfRun(report)]} ${counts}`;
  return `## ${gate.decision === 'open' ? MARKS.passed : MARKS.failed} gate: ${gate.decision} · ${counts}`;
}

/** More lines of one part would hide the parts below it. */
const SHOWN_LINES = 50;

function conclusion(report: RenderedFrom): readonly string[] {
  return conclusionParts(report)
    .filter(({ lines }) => lines.length > 0)
    .map((part) =>
      [
        `**${mdText(part.heading)}**`,
        '',
        ...shownLines(part, SHOWN_LINES).map((line) => `- ${mdText(line)}`),
      ].join('\n'),
    );
}

const countsText = (summary: Summary): string =>
  URGENT_FIRST.filter((verdict) => summary[verdict] > 0)
    .map((verdict) => `${summary[verdict]} ${verdict}`)
    .join(', ') || 'nothing was run';

function* troubles(specs: Results, { places }: Gathered): Generator<string> {
  for (const verdict of BROKEN_FIRST) {
    const group = places[verdict];
    if (group.length > 0) yield `### ${MARKS[verdict]} ${group.length} ${verdict}`;
    for (const place of group) yield trouble(specs.at(place)!);
  }
}

function trouble(spec: SpecResult): string {
  const findings = findingsOf(spec);
  const rows = findings.map(({ message, hint, step, check, file, line, column }) => {
    const values = check && valuesOf(check, 200);
    return [
      mdCode(`${file}:${line}:${column}`),
      mdText(step === undefined ? '' : stepName(step)),
      `${mdText(message)}${hint === undefined ? '' : `<br>→ ${mdText(hint)}`}`,
      mdCode(values?.expected ?? ''),
      check?.isAbsent === true ? NOTHING : mdCode(values?.actual ?? ''),
    ];
  });
  return [
    `#### ${mdText(titleOf(spec))}`,
    `${mdCode(idOf(spec))}: ${mdText(reasonOf(spec))}`,
    ...(rows.length === 0 ? [] : [mdTable(['place', 'step', 'what', 'expected', 'actual'], rows)]),
    ...exchange(spec),
    ...traceLine(spec),
  ].join('\n\n');
}

function traceLine(spec: SpecResult): readonly string[] {
  const trace = shownTraceOf(spec);
  return trace === undefined ? [] : [`Trace: ${mdCode(trace)}`];
}

function exchange(spec: SpecResult): readonly string[] {
  const step = explainingStep(spec);
  if (!step?.request) return [];
  const answer =
    step.response === null
      ? []
      : [
          `Answer: ${step.response.status}, ${count(step.response.bodyBytes, 'byte')}`,
          ...(step.response.body === '' ? [] : [mdFence('', cut(step.response.body, SHOWN_BODY))]),
        ];
  return [
    `<details><summary>${mdText(stepName(step))}: what was sent, what came back</summary>`,
    mdFence('sh', cut(curlOf(step), SHOWN_BODY)),
    ...answer,
    '</details>',
  ];
}

function table(name: Table, { rows: { [name]: rows } }: Gathered): readonly string[] {
  if (rows.length === 0) return [];
  switch (name) {
    case 'warnings':
      return [`### ${count(rows.length, 'warning')}`, mdTable(['spec', 'warning'], rows)];
    case 'skipped':
      return [`### ${MARKS.skipped} ${rows.length} skipped`, mdTable(['spec', 'endpoint', 'reason'], rows)];
    case 'passed':
      return [
        [
          `<details><summary>${MARKS.passed} ${rows.length} passed</summary>`,
          mdTable(['spec', 'endpoint', 'time'], rows),
          '</details>',
        ].join('\n\n'),
      ];
  }
}

/** Drops whole pieces from the end, so that no table or block is cut in half; those are not even made. */
function cutTo(limitBytes: number, total: number, parts: readonly Iterable<string>[]): string {
  let bytes = 0;
  const kept: string[] = [];
  for (const part of parts)
    for (const piece of part) {
      bytes += Buffer.byteLength(piece) + 2;
      const isLast = kept.length === total - 1;
      if (bytes > limitBytes - (isLast ? 0 : NOTE_BYTES)) {
        kept.push(
          `**Cut here: ${total - kept.length} of ${total} parts did not fit into ${limitBytes} bytes. report.json and report.html have everything.**`,
        );
        return `${kept.join('\n\n')}\n`;
      }
      kept.push(piece);
    }
  return `${kept.join('\n\n')}\n`;
}
