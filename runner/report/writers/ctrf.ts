import type { SpecResult, StepResult, Verdict } from '../../run/events.ts';
import { stepName } from '../../language/step/step.ts';
import { conclusionLines } from '../conclusion.ts';
import { explainSpec } from '../text/explain-spec.ts';
import type { Extras } from '../extras.ts';
import { firstPlace, reasonOf, warningsOf } from '../findings.ts';
import { isBroken } from '../../run/verdict-order.ts';
import { folderOf } from '../folder.ts';
import { runCaseOf } from '../text/incomplete.ts';
import { jsonWithLists } from './pieces.ts';
import { retriesOf } from '../retries.ts';
import { namedBy, shortIdOf } from '../spec-name.ts';
import type { RenderedFrom, Results } from '../report.ts';

/**
 * `failed` means that the API broke an expectation, so results that say nothing about the API are `other`. Neither counts as
 * passed, and `rawStatus` keeps the verdict.
 */
const STATUSES: Readonly<Record<Verdict, 'passed' | 'failed' | 'skipped' | 'other'>> = {
  passed: 'passed',
  failed: 'failed',
  blocked: 'other',
  errored: 'other',
  skipped: 'skipped',
};

/** The Common Test Report Format: one test for each spec, and one for the gate if requested. */
export function renderCtrf(report: RenderedFrom, extras: Extras): Generator<string> {
  const { summary } = report;
  const said = conclusionLines(report);
  const gate = [...gateTest(report), ...runTest(report)];
  const start = Date.parse(report.startedAt) || 0;
  const { suites, flaky } = countedIn(report.specs);
  const head = {
    tool: { name: 'verify-specs', version: extras.version },
    summary: {
      tests: summary.total + gate.length,
      passed: summary.passed + countOf(gate, 'passed'),
      failed: summary.failed + countOf(gate, 'failed'),
      skipped: summary.skipped + countOf(gate, 'skipped'),
      pending: 0,
      other: summary.blocked + summary.errored + countOf(gate, 'other'),
      flaky,
      suites: suites + gate.length,
      start,
      stop: start + report.durationMs,
      duration: report.durationMs,
      extra: {
        blocked: summary.blocked,
        errored: summary.errored,
        interrupted: report.interrupted,
        ...(report.cutBy !== undefined && { cutBy: report.cutBy }),
        ...(report.part !== undefined && { part: report.part }),
        ...(report.shard !== undefined && { shard: report.shard }),
        ...(report.gate !== undefined && { gate: report.gate }),
        ...(report.conclusion !== undefined && { conclusion: report.conclusion }),
        ...(said.length > 0 && { said }),
      },
    },
    environment: {
      ...(report.environment !== '' && { testEnvironment: report.environment }),
      extra: { seed: report.seed },
    },
  };
  return jsonWithLists(head, { tests: testsOf(gate, report.specs) }, (results) => ({
    reportFormat: 'CTRF',
    specVersion: '0.0.0',
    timestamp: new Date(start + report.durationMs).toISOString(),
    generatedBy: 'verify-specs',
    results,
  }));
}

function countedIn(specs: Results): { readonly suites: number; readonly flaky: number } {
  const folders = new Set<string>();
  let flaky = 0;
  for (const spec of specs) {
    folders.add(folderOf(spec.file));
    if (spec.flaky) flaky++;
  }
  return { suites: folders.size, flaky };
}

function* testsOf(gate: readonly object[], specs: Results): Generator<object> {
  yield* gate;
  for (const spec of specs) yield test(spec);
}

/** The gate as a test that fails if it is closed, because readers only look at tests and their counts. */
function gateTest({ gate }: RenderedFrom) {
  if (gate === undefined) return [];
  const isOpen = gate.decision === 'open';
  const name = `gate: ${gate.decision}`;
  return [
    {
      name,
      status: isOpen ? ('passed' as const) : ('failed' as const),
      rawStatus: gate.decision,
      duration: 0,
      suite: ['gate'],
      type: 'gate',
      ...(!isOpen && { message: gate.lines[0] ?? name, trace: gate.lines.join('\n') }),
    },
  ];
}

/** A test that is not passed for a run that is not a whole one. */
function runTest(report: RenderedFrom) {
  const runCase = runCaseOf(report);
  if (runCase === undefined) return [];
  const { name, verdict, lines } = runCase;
  const message = lines[0] ?? name;
  return [
    {
      name,
      status: STATUSES[verdict],
      rawStatus: verdict,
      duration: 0,
      suite: ['run'],
      type: 'run',
      message,
      trace: lines.join('\n'),
    },
  ];
}

const countOf = (
  tests: readonly { readonly status: string }[],
  wanted: 'passed' | 'failed' | 'skipped' | 'other',
): number => tests.filter(({ status }) => status === wanted).length;

function test(spec: SpecResult) {
  const duration = Math.round(spec.durationMs);
  const start = Date.parse(spec.startedAt);
  const folders = folderOf(spec.file).split('/').filter(Boolean);
  const attempts = retriesOf(spec).map(({ isAnswered, durationMs, message }, index) => ({
    attempt: index + 1,
    status: isAnswered ? STATUSES.failed : STATUSES.errored,
    duration: Math.round(durationMs),
    message,
  }));
  return {
    name: namedBy(spec, shortIdOf(spec)),
    status: STATUSES[spec.verdict],
    rawStatus: spec.verdict,
    duration,
    ...(!Number.isNaN(start) && { start, stop: start + duration }),
    ...(folders.length > 0 && { suite: folders }),
    filePath: spec.file,
    type: 'api',
    ...(spec.tags.length > 0 && { tags: spec.tags }),
    flaky: spec.flaky,
    retries: attempts.length,
    ...(attempts.length > 0 && { retryAttempts: attempts }),
    ...(spec.verdict !== 'passed' && { message: reasonOf(spec) }),
    ...(isBroken(spec.verdict) && { line: firstPlace(spec).line, trace: explainSpec(spec).join('\n') }),
    ...(spec.steps.length > 0 && { steps: spec.steps.map(step) }),
    extra: {
      verdict: spec.verdict,
      environment: spec.environment,
      warnings: warningsOf(spec),
      ...(spec.trend !== undefined && { trend: spec.trend }),
      ...(spec.trace !== undefined && { trace: spec.trace }),
    },
  };
}

const step = ({ id, section, verdict, reason, response, durationMs }: StepResult) => ({
  name: stepName({ id, section }),
  status: STATUSES[verdict],
  extra: {
    verdict,
    section,
    reason,
    responseStatus: response?.status ?? null,
    durationMs: Math.round(durationMs),
  },
});
