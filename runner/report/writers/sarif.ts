import { createHash } from 'node:crypto';
import { stepName } from '../../language/step/step.ts';
import type { SpecResult } from '../../run/events.ts';
import { conclusionLines } from '../conclusion.ts';
import type { Extras } from '../extras.ts';
import { type Finding, findingsOf, reasonOf } from '../findings.ts';
import { isBroken } from '../../run/verdict-order.ts';
import { baseNameOf } from '../folder.ts';
import { flatMapResults } from './pieces.ts';
import type { RenderedFrom } from '../report.ts';
import { type FoundIn, foundIn, joinRows, type RowsFinding, sayRows } from '../rows.ts';
import { namedBy, shortIdOf } from '../spec-name.ts';
import { cutOf, shortfallsOf } from '../text/incomplete.ts';
import { oneLine, visible } from '../text/safe-text.ts';
import { cut } from '../text/text.ts';
import { wellFormed } from '../text/well-formed.ts';
import { sarifLocation } from './sarif-place.ts';

/** GitHub refuses a file with more results. */
const MAX_RESULTS = 25_000;
const SHOWN_MESSAGE = 2_000;

/** The rule of a result without a failed check, as when the run was stopped before it. */
const NOT_RUN = 'not-run';

/** SARIF 2.1.0 for the pages of code hosts: a rule for each check, a result for each place where it failed. */
export function renderSarif(report: RenderedFrom, extras: Extras): string {
  const all = joinRows([...flatMapResults(report.specs, findingsIn)]);
  const shown = [
    ...all.filter(({ finding }) => finding.severity === 'error'),
    ...all.filter(({ finding }) => finding.severity === 'warning'),
  ].slice(0, MAX_RESULTS);
  const rules = [...new Set(shown.map(({ finding }) => finding.rule))].sort();
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'verify', semanticVersion: extras.version, rules: rules.map(toRule) } },
        // Results of one environment must not replace those of another.
        automationDetails: { id: `verify/${oneLine(wellFormed(report.environment))}/` },
        columnKind: 'utf16CodeUnits',
        invocations: [invocationOf(report, all.length - shown.length)],
        results: shown.map((found) => toResult(found, rules)),
        properties: {
          summary: report.summary,
          seed: report.seed,
          ...(report.gate !== undefined && { gate: report.gate }),
          ...(report.conclusion !== undefined && { conclusion: report.conclusion }),
        },
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

/** All findings of a spec; a broken spec has at least one error. */
function findingsIn(spec: SpecResult): readonly FoundIn[] {
  const findings = findingsOf(spec);
  const isExplained = !isBroken(spec.verdict) || findings.some(({ severity }) => severity === 'error');
  return (isExplained ? findings : [unexplained(spec), ...findings]).map((finding) => foundIn(spec, finding));
}

const unexplained = (spec: SpecResult): Finding => ({
  severity: 'error',
  rule: NOT_RUN,
  message: reasonOf(spec),
  file: spec.file,
  line: 1,
  column: 1,
});

const toRule = (id: string) => ({
  id,
  shortDescription: {
    text:
      id === NOT_RUN ? 'The spec was not run to its end' : `The check "${id}" did not hold, or was not made`,
  },
});

function toResult({ spec, finding, rows }: RowsFinding, rules: readonly string[]) {
  const { rule, severity, message, hint, file, line, column, check } = finding;
  const said = `${namedBy(spec, rows.length > 1 ? baseNameOf(spec.file) : shortIdOf(spec))}: ${message}`;
  return {
    ruleId: rule,
    ruleIndex: rules.indexOf(rule),
    level: severity,
    message: { text: plain(`${said}${sayRows(rows)}${hint === undefined ? '' : ` (${hint})`}`) },
    locations: [sarifLocation({ path: file, line, column })],
    ...(check?.document !== undefined && {
      relatedLocations: [{ id: 1, ...sarifLocation(check.document), message: { text: 'the API document' } }],
    }),
    ...(rows.length > 1 && { occurrenceCount: rows.length }),
    ...(check?.outcome === 'known' && {
      suppressions: [{ kind: 'inSource', justification: 'a known issue of the spec' }],
    }),
    partialFingerprints: { 'verifyCheck/v1': fingerprintOf({ spec, finding }) },
    properties: {
      verdict: spec.verdict,
      ...(check?.side !== undefined && { side: check.side }),
      ...(spec.trace !== undefined && { trace: spec.trace }),
      ...(spec.trend !== undefined && { trend: spec.trend.state, since: spec.trend.since }),
      ...(rows.length > 0 && { rows }),
    },
  };
}

/**
 * Identifies a result even after lines were added above it, and from night to night: without the line, values of the response,
 * or an index in a list.
 */
function fingerprintOf({ spec: { file }, finding: { rule, step, check, message } }: FoundIn): string {
  const place = check?.pointer?.replace(/\/\d+(?=\/|$)/g, '/*') ?? '';
  const what = check?.name ?? `${rule}: ${message}`;
  return createHash('sha256')
    .update(JSON.stringify([file, step === undefined ? '' : stepName(step), what, place]))
    .digest('hex')
    .slice(0, 32);
}

/** The outcome of the run and the gate: SARIF has no other place for them. */
function invocationOf(report: RenderedFrom, leftOut: number) {
  const started = Date.parse(report.startedAt);
  const lines = conclusionLines(report, 50);
  const isClosed = report.gate?.decision === 'closed';
  const isCut = cutOf(report) !== undefined;
  const notices = [
    ...(lines.length > 0 ? [{ level: isClosed ? 'error' : 'note', text: lines.join('\n') }] : []),
    ...shortfallsOf(report).map((text) => ({ level: isCut ? 'error' : 'warning', text })),
    ...(leftOut > 0
      ? [{ level: 'warning', text: `${leftOut} more results are left out; report.json has all` }]
      : []),
  ];
  return {
    executionSuccessful: !isCut && report.part === undefined,
    ...(!Number.isNaN(started) && {
      startTimeUtc: new Date(started).toISOString(),
      endTimeUtc: new Date(started + report.durationMs).toISOString(),
    }),
    toolExecutionNotifications: notices.map(({ level, text }) => ({
      level,
      message: { text: visible(wellFormed(text)) },
    })),
  };
}

/** A message without links: `[text](1)` would be one. */
const plain = (text: string): string =>
  cut(oneLine(wellFormed(text)), SHOWN_MESSAGE).replace(/\[(?=[^\]]*\]\()/g, '\\[');
