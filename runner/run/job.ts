import { startTimer } from '../http/timer.ts';
import type { PlannedRun } from '../plan/plan.ts';
import type { Diagnostic } from '../language/diagnostic.ts';
import { hasErrors, type Spec } from '../language/parse.ts';
import { addDefined, type Mutable } from '../language/records.ts';
import { findVerifiedAt } from '../language/verified-at.ts';
import { stepName } from '../language/step/step.ts';
import { placeAt } from '../language/source.ts';
import { createBreaks } from './breaks.ts';
import { cleanUp } from './cleanup.ts';
import { createCookies, noCookies } from './request/cookies.ts';
import { type EndpointWatch, watchEndpoint } from './check/endpoint-called.ts';
import { destinationsOf } from './request/destinations.ts';
import type { Environment } from '../environment/environment.ts';
import {
  type Check,
  NOT_STARTED,
  type RunEvent,
  type SpecDiagnostic,
  type SpecResult,
  type StepResult,
} from './events.ts';
import { holdResults } from './held-results.ts';
import { reportFixed } from './check/known-issues.ts';
import { redactorOf } from './secrets/redactor.ts';
import { createEventRedactor } from './secrets/redact-event.ts';
import { createTrace, type Trace } from './request/trace.ts';
import { createScope } from './scope/create-scope.ts';
import type { Scope } from './scope/scope.ts';
import { runSections } from './sections.ts';
import { notSent, withCheck } from './step-result.ts';
import { decide, type Decision, isOf } from './verdict.ts';
import { type EnvironmentProblem, whyNotRun } from './why-not-run.ts';
import type { RunOptions } from './run-options.ts';
import type { StepContext } from './step-context.ts';

/** One spec to run, with its environment. */
export type Job = PlannedRun<Environment | EnvironmentProblem>;

type Emit = (event: RunEvent) => void;

/** Runs a spec from its first prerequisite to its last cleanup, and returns its result. */
export async function runJob(job: Job, index: number, run: RunOptions, tell: Emit): Promise<void> {
  const spec = job.summary.read();
  const redactor = redactorOf({ file: spec.source.path, row: job.row?.label, turn: job.turn }, run.redactor);
  const options = { ...run, redactor };
  const shown = createEventRedactor(redactor);
  const emit: Emit = (event) => tell(shown(event));
  emit({ type: 'spec-started', index });
  const startedAt = new Date(options.clock.nowMs()).toISOString();
  const started = options.clock.elapsedMs();
  const steps: StepResult[] = [];
  const warnings: string[] = [];
  const record = (step: StepResult): void => {
    steps.push(step);
    emit({ type: 'step-finished', index, step });
  };
  const trace = traceOf(job, options.seed);
  const decision = await perform({ job, spec, index, trace }, options, record, warnings).catch(
    // A defect of this program must not end the other specs, nor look like an answer.
    (error: unknown): Decision => ({
      verdict: 'errored',
      reason: `the runner itself failed: ${String(error)}`,
    }),
  );
  const { environment } = job;
  const problems = 'problems' in environment ? environment.problems : [];
  // In the order that `report.json` shows; optional keys come last, because an object takes longer with a spread before others.
  const result: Mutable<SpecResult> = {
    file: spec.source.path,
    endpoint: spec.metadata.endpoint,
    tags: spec.metadata.tags,
    status: spec.metadata.status,
    environment: 'problems' in environment ? null : environment.name,
    verdict: decision.verdict,
    reason: decision.reason,
    startedAt,
    durationMs: Math.round(options.clock.elapsedMs() - started),
    diagnostics: [...spec.diagnostics.map((each) => placeDiagnostic(spec, each)), ...problems],
    warnings,
    flaky:
      decision.verdict === 'passed' &&
      steps.some((step) => step.section !== 'cleanup' && step.retried.length > 0),
    steps,
  };
  addDefined(result, {
    row: job.row?.label,
    rowKey: job.row?.key,
    turn: job.turn,
    domain: spec.metadata.domain,
    verifiedAt: verifiedAtOf(spec),
    decidedBy: decision.decidedBy,
    decidedIn: decision.decidedIn,
    skippedBy: decision.skippedBy,
    cut: decision.cut,
    trace: trace?.shown,
  });
  emit({ type: 'spec-finished', index, result });
  redactor.settle();
}

const verifiedAtOf = ({ metadata, diagnostics, source }: Spec): string | undefined =>
  metadata.verifiedAt ?? (hasErrors(diagnostics) ? findVerifiedAt(source.text) : undefined);

type ScopeOptions = Pick<
  RunOptions,
  'vars' | 'secretVars' | 'readSecret' | 'redactor' | 'seed' | 'startedAtMs'
>;

/** The variables that a job has before its first answer. */
export const scopeOf =
  ({ summary, row, turn, ordinal }: Job, index: number, options: ScopeOptions) =>
  (environment: Environment): Scope => {
    const { vars, secretVars, readSecret, redactor, seed, startedAtMs } = options;
    const key = [summary.path, row?.label, turn].filter((each) => each !== undefined).join('#');
    return createScope({
      environment,
      identity: { key, ordinal: ordinal ?? index, seed, nowMs: startedAtMs },
      vars,
      secretVars,
      readSecret: readSecret(environment),
      redactor,
      ...(row !== undefined && { row: row.values }),
    });
  };

type Performed = {
  readonly job: Job;
  readonly spec: Spec;
  readonly index: number;
  readonly trace: Trace | undefined;
};

function traceOf({ summary, row, turn, environment }: Job, seed: string): Trace | undefined {
  const settings = 'problems' in environment ? undefined : environment.trace;
  return settings && createTrace(settings, [seed, summary.path, row?.label ?? null, turn ?? null]);
}

async function perform(
  { job, spec, index, trace }: Performed,
  options: RunOptions,
  record: (result: StepResult) => void,
  warnings: string[],
): Promise<Decision> {
  const { redactor, readOnly, contract } = options;
  const ready = whyNotRun(spec, job.environment, {
    readOnly,
    redactor,
    severity: options.severity,
    contract,
    scopeIn: scopeOf(job, index, options),
  });
  if (!ready.runs) {
    const { step, decision } = ready;
    if (step !== undefined) {
      record(step);
      recordUnsent(spec, [step], decision, record);
    }
    return decision;
  }
  if (options.stop.aborted) return { verdict: 'errored', reason: NOT_STARTED, cut: true };
  const { environment, scope, severity, document } = ready;
  const destinations = destinationsOf(environment, options);
  const limited = limitTime(options.signal, environment.specTimeoutMs);
  const endpoint = watchEndpoint({ spec, environment, destinations, options, severity });
  const context: StepContext = {
    spec,
    environment,
    scope,
    options,
    destinations,
    severity,
    specChecksAt: showOnce(document, endpoint),
    seenIssues: new Set(),
    cookies: environment.cookies ? createCookies(destinations.groupOf) : noCookies,
    trace,
    signal: limited.signal,
    tokenSignal: options.signal,
    takeBreak: createBreaks(options.clock.elapsedMs),
    identity: `${options.seed}-${job.ordinal ?? index}`,
  };

  const results: StepResult[] = [];
  const held = holdResults((result) => {
    results.push(result);
    record(result);
  }, endpoint.isSettled);
  try {
    await runSections(context, held.add, warnings);
    const [last] = held.waiting();
    const isMissed = last !== undefined && decide(spec, [...results, ...held.waiting()]).verdict === 'passed';
    const missed = isMissed ? endpoint.missed() : undefined;
    if (last !== undefined && missed !== undefined) {
      held.release(withCheck(last, missed));
      if (missed.severity === 'warn') warnings.push(`${stepName(last)}: ${missed.name}: ${missed.message}`);
    }
  } finally {
    held.release();
  }
  const decided = reportFixed(context, results, decide(spec, results), warnings);
  // Asked before cleanup, which a stop does not change.
  const decision = options.stop.aborted && decided.verdict === 'errored' ? markCut(decided) : decided;
  recordUnsent(spec, results, decision, record);
  await cleanUp(context, results, record, warnings);
  limited.release();
  return decision;
}

/** A step that the stop of the run may have ended says nothing. */
const markCut = (decision: Decision): Decision => ({ ...decision, cut: true });

/** Records the prerequisites and test steps that were not reached, and those that a run in part leaves out. */
function recordUnsent(
  spec: Spec,
  results: readonly StepResult[],
  decision: Decision,
  record: (result: StepResult) => void,
): void {
  for (const step of spec.steps)
    if (step.section !== 'cleanup' && !results.some((result) => isOf(step, result)))
      record(
        notSent(
          spec,
          step,
          decision.verdict === 'blocked' ? 'blocked' : 'skipped',
          `not sent: ${nameOfDecider(decision)} came first`,
        ),
      );
  const { steps, why } = spec.unsent ?? { steps: [], why: '' };
  for (const step of steps) record(notSent(spec, step, 'skipped', `not sent: ${why}`));
}

/** The check of the document is shown at the first answered test step, that of the endpoint at the first step that calls it. */
function showOnce(document: Check | undefined, endpoint: EndpointWatch): StepContext['specChecksAt'] {
  let waiting = document === undefined ? [] : [document];
  return (step, path, operation) => {
    if (step.section !== 'test') return [];
    const called = endpoint.see(step, path, operation);
    const shown = called === undefined ? waiting : [...waiting, called];
    waiting = [];
    return shown;
  };
}

const nameOfDecider = ({ decidedBy, decidedIn }: Decision): string =>
  decidedBy === undefined || decidedIn === undefined
    ? 'the spec'
    : stepName({ id: decidedBy, section: decidedIn });

/** A signal that also aborts when the time of the spec is over. */
function limitTime(
  signal: AbortSignal,
  limitMs: number | undefined,
): { readonly signal: AbortSignal; readonly release: () => void } {
  if (limitMs === undefined) return { signal, release: () => undefined };
  const controller = new AbortController();
  const release = startTimer(limitMs, () =>
    controller.abort(new Error(`the spec took longer than ${limitMs} ms`)),
  );
  return { signal: AbortSignal.any([signal, controller.signal]), release };
}

function placeDiagnostic(spec: Spec, { span, fix: _fix, ...diagnostic }: Diagnostic): SpecDiagnostic {
  return { ...diagnostic, ...placeAt(spec.source, span) };
}
