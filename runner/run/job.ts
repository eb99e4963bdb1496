import { hasErrors, type Spec } from '../spec/parse.ts';
import type { Diagnostic } from '../spec/diagnostic.ts';
import { variablesOfStep } from '../spec/step-variables.ts';
import type { Environment } from './environment.ts';
import {
  NOT_STARTED,
  type RunEvent,
  type SpecDiagnostic,
  type SpecResult,
  type StepResult,
} from './events.ts';
import { placeOf } from './check.ts';
import { unresolved } from './request.ts';
import type { RunOptions } from './run.ts';
import { createScope } from './scope.ts';
import { erroredResult, notSent, runStep, type StepContext } from './step.ts';
import { consequenceOf, decide, type Decision } from './verdict.ts';

/** One spec to run, and where. */
export type Job = {
  readonly spec: Spec;
  readonly environment: Environment | EnvironmentProblem;
};

/** Why a spec has no environment to run in. */
export type EnvironmentProblem = { readonly problems: readonly SpecDiagnostic[] };

type Emit = (event: RunEvent) => void;

/** Runs a spec from its first prerequisite to its last cleanup, and says what became of it. */
export async function runJob(job: Job, index: number, options: RunOptions, emit: Emit): Promise<void> {
  emit({ type: 'spec-started', index });
  const startedAt = new Date(options.clock.nowMs()).toISOString();
  const started = options.clock.elapsedMs();
  const steps: StepResult[] = [];
  const warnings: string[] = [];
  const record = (step: StepResult): void => {
    steps.push(step);
    emit({ type: 'step-finished', index, step });
  };
  const decision = await perform(job, index, options, record, warnings).catch(
    // A defect of ours must not take the other specs with it, nor look like an answer.
    (error: unknown): Decision => ({
      verdict: 'errored',
      reason: `the runner itself failed: ${String(error)}`,
    }),
  );
  const { spec, environment } = job;
  const problems = 'problems' in environment ? environment.problems : [];
  const result: SpecResult = {
    file: spec.source.path,
    endpoint: spec.metadata.endpoint,
    environment: 'problems' in environment ? null : environment.name,
    verdict: decision.verdict,
    reason: decision.reason === null ? null : options.redactor.text(decision.reason),
    startedAt,
    durationMs: options.clock.elapsedMs() - started,
    diagnostics: [...spec.diagnostics.map((each) => placeDiagnostic(spec, each)), ...problems],
    warnings: warnings.map((each) => options.redactor.text(each)),
    flaky:
      decision.verdict === 'passed' &&
      steps.some((step) => step.section !== 'cleanup' && step.retried.length > 0),
    steps,
    ...(decision.decidedBy !== undefined && { decidedBy: decision.decidedBy }),
  };
  emit({ type: 'spec-finished', index, result });
}

async function perform(
  { spec, environment }: Job,
  index: number,
  options: RunOptions,
  record: (result: StepResult) => void,
  warnings: string[],
): Promise<Decision> {
  const unusable = whyUnusable(spec, environment);
  if (unusable !== undefined) return unusable;
  if ('problems' in environment)
    return { verdict: 'errored', reason: environment.problems[0]?.message ?? 'no environment' };
  if (options.signal.aborted) return { verdict: 'errored', reason: NOT_STARTED };
  const identity = { key: spec.source.path, ordinal: index, seed: options.seed, nowMs: options.startedAtMs };
  const { vars, readSecret, redactor } = options;
  const scope = createScope({ environment, identity, vars, readSecret: readSecret(environment), redactor });
  const context: StepContext = {
    spec,
    environment,
    scope,
    options,
    seenIssues: new Set(),
    signal: options.signal,
    identity: `${options.seed}-${index}`,
  };

  const results: StepResult[] = [];
  const add = (result: StepResult): void => {
    results.push(result);
    record(result);
  };
  const hopeless = preflight(context);
  if (hopeless !== undefined) add(hopeless);
  else await runSections(context, add, warnings);
  const decision = withFixedIssues(context, results, decide(spec, results), warnings);
  for (const step of spec.steps)
    if (step.section !== 'cleanup' && !results.some((result) => result.id === step.id))
      record(
        notSent(
          spec,
          step,
          decision.verdict === 'blocked' ? 'blocked' : 'skipped',
          `not sent: ${decision.decidedBy ?? 'the spec'} came first`,
        ),
      );
  await cleanUp(context, results, record, warnings);
  return decision;
}

function whyUnusable(spec: Spec, environment: Job['environment']): Decision | undefined {
  if (spec.metadata.status === 'skipped' && !hasErrors(spec.diagnostics))
    return { verdict: 'skipped', reason: spec.metadata.skipReason ?? 'the spec says status: skipped' };
  const broken = spec.diagnostics.find((each) => each.severity === 'error');
  if (broken !== undefined) return { verdict: 'errored', reason: broken.message };
  if ('problems' in environment)
    return { verdict: 'errored', reason: environment.problems[0]?.message ?? 'no environment' };
  return undefined;
}

/** Runs prerequisites and test steps in order, up to the first that must not be followed. */
async function runSections(
  context: StepContext,
  add: (result: StepResult) => void,
  warnings: string[],
): Promise<void> {
  const { spec, options } = context;
  for (const step of spec.steps) {
    if (step.section === 'cleanup') continue;
    const result = await runStep(context, step);
    add(result);
    for (const check of result.checks)
      if (check.outcome === 'known')
        warnings.push(`${step.id}: ${check.name}: ${check.message} (${check.hint ?? 'known'})`);
      else if (check.outcome !== 'passed' && check.severity === 'warn')
        warnings.push(`${step.id}: ${check.name}: ${check.message}`);
    if (result.verdict !== 'passed' && result.verdict !== 'skipped') {
      if (consequenceOf(step, result) === 'stop') return;
      warnings.push(
        `${step.id} did not hold, and the spec goes on (onFail: ${step.onFail}): ${result.reason ?? ''}`,
      );
    }
    if (step.sleepMs > 0 && result.request !== null) await options.clock.sleep(step.sleepMs, context.signal);
  }
}

/** A known issue whose check was made and did not fail is no issue any more; with `strictKnown` that fails the spec. */
function withFixedIssues(
  { spec, options, seenIssues }: StepContext,
  results: readonly StepResult[],
  decision: Decision,
  warnings: string[],
): Decision {
  if (decision.verdict !== 'passed') return decision;
  const wasMade = (name: string): boolean =>
    results.some((result) =>
      result.checks.some(
        (check) => check.outcome !== 'not-made' && (check.name === name || check.name.startsWith(`${name} `)),
      ),
    );
  const fixed = spec.metadata.knownIssues.filter(
    (issue) => !seenIssues.has(issue) && issue.checks.some(wasMade),
  );
  const messages = fixed.map((issue) => {
    const { line } = placeOf(spec.source.text, issue.span);
    return `the known issue in line ${line} (${[issue.checks[0], issue.at].filter(Boolean).join(' at ')}) no longer happens: remove it`;
  });
  warnings.push(...messages);
  return options.strictKnown && messages[0] !== undefined
    ? { verdict: 'failed', reason: messages[0] }
    : decision;
}

/**
 * Before anything is sent: a variable that no earlier step extracts and nobody else provides makes the spec
 * unanswerable, so its prerequisites are not sent either.
 */
function preflight(context: StepContext): StepResult | undefined {
  const { spec, scope } = context;
  const extracted = new Set<string>();
  const isProvided = (name: string): boolean =>
    extracted.has(name.split('.')[0]!) || extracted.has(name) || scope.has(name);
  for (const step of spec.steps) {
    if (step.section === 'cleanup') continue;
    const missing = variablesOfStep(step).filter((name) => !isProvided(name));
    if (step.onBehalfOf === true && !isProvided('business_uid') && !isProvided('business_id'))
      missing.push('business_uid');
    if (missing.length > 0 && (step.section === 'test' || step.onFail === 'abort'))
      return erroredResult(context, step, unresolved(spec, step, missing, scope));
    for (const { name } of step.extract) extracted.add(name);
  }
  return undefined;
}

/**
 * Cleanup runs whatever happened, once anything was sent, and decides nothing. A cleanup step that needs what was
 * never extracted has nothing to clean.
 */
async function cleanUp(
  context: StepContext,
  results: readonly StepResult[],
  record: (result: StepResult) => void,
  warnings: string[],
): Promise<void> {
  const { spec, scope, options } = context;
  if (!results.some((result) => result.request !== null)) return;
  scope.beginCleanup();
  const extractable = new Set(spec.steps.flatMap((step) => step.extract.map(({ name }) => name)));
  for (const step of spec.steps) {
    if (step.section !== 'cleanup') continue;
    const lacking = variablesOfStep(step).filter(
      (name) => extractable.has(name.split('.')[0]!) && !scope.has(name),
    );
    const result =
      lacking.length > 0
        ? notSent(spec, step, 'skipped', `nothing to clean: {{${lacking[0]}}} was never extracted`)
        : await runStep({ ...context, signal: options.cleanupSignal }, step);
    record(result);
    if (result.verdict !== 'passed' && result.verdict !== 'skipped')
      warnings.push(`cleanup ${step.id}: ${result.reason ?? ''}`);
    if (step.sleepMs > 0 && result.request !== null)
      await options.clock.sleep(step.sleepMs, options.cleanupSignal);
  }
}

function placeDiagnostic(spec: Spec, { span, fix: _fix, ...diagnostic }: Diagnostic): SpecDiagnostic {
  return { ...diagnostic, ...placeOf(spec.source.text, span) };
}
