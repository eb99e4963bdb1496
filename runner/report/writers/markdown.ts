import type { SpecResult, Verdict } from '../../run/events.ts';
import { stepName } from '../../language/step/step.ts';
import { conclusionParts, firstLines } from '../conclusion.ts';
import type { Extras } from '../extras.ts';
import { curlOf } from '../text/failure.ts';
import { findingsOf, reasonOf, explainingStep, warningsOf } from '../findings.ts';
import { isBroken, URGENT_FIRST, worstOfRun } from '../../run/verdict-order.ts';
import { countRequests, countVerdicts } from '../fold.ts';
import { systemOf } from '../folder.ts';
import { groupBy } from '../group.ts';
import { mdCode, mdFence, mdTable, mdText } from '../text/markdown-text.ts';
import { idOf, titleOf } from '../spec-name.ts';
import { count, cut, formatDuration } from '../text/text.ts';
import { NOTHING, valuesOf } from '../text/values.ts';
import type { Report } from '../report.ts';

/** GitHub's limit for the summary of a step; a longer one is not shown at all. */
export const SUMMARY_LIMIT_BYTES = 1_048_576;
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
export function renderMarkdown(report: Report, extras: Extras, limitBytes = SUMMARY_LIMIT_BYTES): string {
  return cutTo(limitBytes, [
    ...overview(report, extras),
    ...troubles(report),
    ...warnings(report.specs),
    ...skipped(report.specs),
    ...passed(report.specs),
  ]);
}

function overview(report: Report, extras: Extras): readonly string[] {
  const requests = countRequests(report.specs);
  const bySystem = groupBy(report.specs, ({ file }) => systemOf(file));
  const facts = [
    report.environment === '' ? '' : `environment ${mdCode(report.environment)}`,
    mdText(report.startedAt),
    formatDuration(report.durationMs),
    count(requests, 'request'),
    `seed ${mdCode(report.seed)}`,
    `verify ${mdText(extras.version)}`,
  ];
  return [
    headline(report),
    ...conclusion(report),
    ...(report.interrupted ? ['**The run was stopped before its end; this is what is known.**'] : []),
    facts.filter(Boolean).join(' · '),
    mdTable(
      ['system', '# specs', ...URGENT_FIRST.map((verdict) => `# ${verdict}`)],
      [...bySystem].map(([system, specs]) => {
        const counts = countVerdicts(specs);
        return [
          mdText(system || 'at the top'),
          counts.total,
          ...URGENT_FIRST.map((verdict) => counts[verdict] || ''),
        ].map(String);
      }),
    ),
  ];
}

/** The decision of the gate leads, if requested: a failure may be allowed, and a pass not be enough. */
function headline(report: Report): string {
  const { summary, gate } = report;
  const counts = `${count(summary.total, 'spec')}: ${countsText(summary)}`;
  if (gate === undefined) return `## ${MARKS[worstOfRun(report)]} ${counts}`;
  return `## ${gate.decision === 'open' ? MARKS.passed : MARKS.failed} gate: ${gate.decision} · ${counts}`;
}

/** More lines of one part would hide the parts below it. */
const SHOWN_LINES = 50;

function conclusion(report: Report): readonly string[] {
  return conclusionParts(report)
    .filter(({ lines }) => lines.length > 0)
    .map(({ heading, lines }) =>
      [
        `**${mdText(heading)}**`,
        '',
        ...firstLines(lines, SHOWN_LINES).map((line) => `- ${mdText(line)}`),
      ].join('\n'),
    );
}

const countsText = (summary: Report['summary']): string =>
  URGENT_FIRST.filter((verdict) => summary[verdict] > 0)
    .map((verdict) => `${summary[verdict]} ${verdict}`)
    .join(', ') || 'nothing was run';

function troubles({ specs }: Report): readonly string[] {
  return URGENT_FIRST.flatMap((verdict) => {
    const group = isBroken(verdict) ? specs.filter((spec) => spec.verdict === verdict) : [];
    return group.length === 0
      ? []
      : [`### ${MARKS[verdict]} ${group.length} ${verdict}`, ...group.map(trouble)];
  });
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
  ].join('\n\n');
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

function warnings(specs: readonly SpecResult[]): readonly string[] {
  const rows = specs.flatMap((spec) =>
    (isBroken(spec.verdict) ? spec.warnings : warningsOf(spec)).map((warning) => [
      mdCode(idOf(spec)),
      mdText(warning),
    ]),
  );
  return rows.length === 0
    ? []
    : [`### ${count(rows.length, 'warning')}`, mdTable(['spec', 'warning'], rows)];
}

function skipped(specs: readonly SpecResult[]): readonly string[] {
  const rows = specs
    .filter(({ verdict }) => verdict === 'skipped')
    .map((spec) => [mdCode(idOf(spec)), mdText(titleOf(spec)), mdText(reasonOf(spec))]);
  return rows.length === 0
    ? []
    : [`### ${MARKS.skipped} ${rows.length} skipped`, mdTable(['spec', 'endpoint', 'reason'], rows)];
}

function passed(specs: readonly SpecResult[]): readonly string[] {
  const rows = specs
    .filter(({ verdict }) => verdict === 'passed')
    .map((spec) => [mdCode(idOf(spec)), mdText(titleOf(spec)), formatDuration(spec.durationMs)]);
  return rows.length === 0
    ? []
    : [
        [
          `<details><summary>${MARKS.passed} ${rows.length} passed</summary>`,
          mdTable(['spec', 'endpoint', 'time'], rows),
          '</details>',
        ].join('\n\n'),
      ];
}

/** Drops whole pieces from the end, so that no table or block is cut in half. */
function cutTo(limitBytes: number, pieces: readonly string[]): string {
  let bytes = 0;
  const kept: string[] = [];
  for (const [index, piece] of pieces.entries()) {
    bytes += Buffer.byteLength(piece) + 2;
    const isLast = index === pieces.length - 1;
    if (bytes > limitBytes - (isLast ? 0 : NOTE_BYTES)) {
      kept.push(
        `**Cut here: ${pieces.length - index} of ${pieces.length} parts did not fit into ${limitBytes} bytes. report.json and report.html have everything.**`,
      );
      break;
    }
    kept.push(piece);
  }
  return `${kept.join('\n\n')}\n`;
}
