import type { Row } from '../plan/rows.ts';
import { hasErrors, type Spec } from '../spec/parse.ts';
import type { Diagnostic } from '../spec/diagnostic.ts';
import { variablesOfStep } from '../spec/step-variables.ts';
import type { Step } from '../spec/step.ts';
import { renderJson } from '../spec/template.ts';
import type { Json } from '../spec/yaml.ts';
import type { Environment } from './environment.ts';
import {
  NOT_STARTED,
  type RunEvent,
  type SpecDiagnostic,
  type SpecResult,
  type StepResult,
} from './events.ts';
import { placeOf } from './check.ts';
import { createCookies, noCookies } from './cookies.ts';
import { unresolved } from './request.ts';
import type { RunOptions } from './run.ts';
import { createScope } from './scope.ts';
import { erroredResult, notSent, runStep, type StepContext } from './step.ts';
import { consequenceOf, decide, type Decision, isOf } from './verdict.ts';

/** One spec to run, and where. */
export type Job = {
  readonly spec: Spec;
  readonly environment: Environment | EnvironmentProblem;
  /** The row of data it runs with. */
  readonly row?: Row;
  /** Which of several turns it is, from 1. */
  readonly turn?: number;
  /** Its place in the whole plan, of which this run may be a shard; its index when absent. */
  readonly ordinal?: number;
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
    ...(job.row !== undefined && { row: job.row.label }),
    ...(job.turn !== undefined && { turn: job.turn }),
    endpoint: spec.metadata.endpoint,
    ...(spec.metadata.domain !== undefined && { domain: spec.metadata.domain }),
    tags: spec.metadata.tags,
    status: spec.metadata.status,
    ...(spec.metadata.verifiedAt !== undefined && { verifiedAt: spec.metadata.verifiedAt }),
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
  job: Job,
  index: number,
  options: RunOptions,
  record: (result: StepResult) => void,
  warnings: string[],
): Promise<Decision> {
  const { spec, environment, row, turn, ordinal = index } = job;
  const unusable = whyUnusable(spec, environment);
  if (unusable !== undefined) return unusable;
  if ('problems' in environment)
    return { verdict: 'errored', reason: environment.problems[0]?.message ?? 'no environment' };
  if (options.stop.aborted) return { verdict: 'errored', reason: NOT_STARTED };
  if (options.readOnly) {
    const unsafe = spec.steps.find(
      (step) => step.section !== 'cleanup' && !SAFE_METHODS.includes(step.method),
    );
    if (unsafe !== undefined)
      return {
        verdict: 'skipped',
        reason: `read-only: ${unsafe.id} would send ${unsafe.method}`,
        decidedBy: unsafe.id,
      };
  }
  const key = [spec.source.path, row?.label, turn].filter((each) => each !== undefined).join('#');
  const identity = { key, ordinal, seed: options.seed, nowMs: options.startedAtMs };
  const { vars, readSecret, redactor } = options;
  const scope = createScope({
    environment,
    identity,
    vars,
    readSecret: readSecret(environment),
    redactor,
    ...(row !== undefined && { row: row.values }),
  });
  const limited = limitTime(options.signal, environment.specTimeoutMs);
  const context: StepContext = {
    spec,
    environment,
    scope,
    options,
    seenIssues: new Set(),
    cookies: environment.cookies ? createCookies() : noCookies,
    signal: limited.signal,
    identity: `${options.seed}-${ordinal}`,
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
    if (step.section !== 'cleanup' && !results.some((result) => isOf(step, result)))
      record(
        notSent(
          spec,
          step,
          decision.verdict === 'blocked' ? 'blocked' : 'skipped',
          `not sent: ${decision.decidedBy ?? 'the spec'} came first`,
        ),
      );
  limited.release();
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

const SAFE_METHODS: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];

const whyStopped = ({ signal }: StepContext): string =>
  signal.aborted && signal.reason instanceof Error ? signal.reason.message : 'the run was stopped';

/** A signal that also aborts when the spec has had its time. */
function limitTime(
  signal: AbortSignal,
  limitMs: number | undefined,
): { readonly signal: AbortSignal; readonly release: () => void } {
  if (limitMs === undefined) return { signal, release: () => undefined };
  const controller = new AbortController();
  const timer = setTimeout(
    () => controller.abort(new Error(`the spec took longer than ${limitMs} ms`)),
    limitMs,
  );
  return { signal: AbortSignal.any([signal, controller.signal]), release: () => clearTimeout(timer) };
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
    if (options.stop.aborted || context.signal.aborted) {
      add(notSent(spec, step, 'errored', `not sent: ${whyStopped(context)}`));
      return;
    }
    const result = await runTurns(context, step, add);
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

/** Runs a step, once for each item where it says `forEach`, up to the first turn that does not hold; the last result counts. */
async function runTurns(
  context: StepContext,
  step: Step,
  add: (result: StepResult) => void,
): Promise<StepResult> {
  const scope = context.scope.within(step.origin);
  if (step.forEach === undefined) {
    const result = await runStep({ ...context, scope }, step);
    add(result);
    return result;
  }
  const { as, max } = step.forEach;
  const { value, missing } = renderJson(step.forEach.in, scope.lookup);
  const items = missing.length === 0 && Array.isArray(value) ? (value as readonly Json[]) : undefined;
  if (items === undefined || items.length === 0 || items.length > max) {
    const found =
      items === undefined
        ? 'no list'
        : items.length === 0
          ? 'an empty list'
          : `${items.length} items, and at most ${max} are allowed`;
    const problem = {
      check: 'forEach',
      message: `expected items to go through, found ${found}`,
      span: step.spans['forEach'] ?? step.span,
    };
    const result = erroredResult(context, step, problem);
    add(result);
    return result;
  }
  const collected = new Map<string, Json[]>();
  let last: StepResult | undefined;
  for (const [turn, item] of items.entries()) {
    last = await runStep({ ...context, scope: scope.with(as, item) }, { ...step, id: `${step.id}[${turn}]` });
    add(last);
    if (last.verdict !== 'passed' && last.verdict !== 'skipped') return last;
    for (const { name } of step.extract)
      collected.set(name, [...(collected.get(name) ?? []), scope.lookup(name) as Json]);
  }
  for (const [name, values] of collected) scope.extract(name, values);
  return last!;
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
  for (const step of spec.steps) {
    if (step.section === 'cleanup') continue;
    const inUse = step.origin === undefined ? '' : `${step.origin.use}:`;
    const isProvided = (name: string): boolean =>
      [name, name.split('.')[0]!].some((each) => extracted.has(each) || extracted.has(inUse + each)) ||
      scope.has(name);
    const missing = variablesOfStep(step).filter((name) => !isProvided(name));
    if (step.onBehalfOf === true && !isProvided('business_uid') && !isProvided('business_id'))
      missing.push('business_uid');
    if (missing.length > 0 && (step.section === 'test' || step.onFail === 'abort'))
      return erroredResult(context, step, unresolved(spec, step, missing, scope));
    for (const { name } of step.extract) extracted.add(inUse + name);
    for (const name of Object.keys(step.origin?.outputs ?? {})) extracted.add(name);
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
    const own = scope.within(step.origin);
    const lacking = variablesOfStep(step).find(
      (name) => extractable.has(name.split('.')[0]!) && !own.has(name),
    );
    const nothing = notSent(spec, step, 'skipped', `nothing to clean: {{${lacking}}} was never extracted`);
    if (lacking !== undefined) record(nothing);
    const cleaning = { ...context, signal: options.cleanupSignal };
    const result = lacking === undefined ? await runTurns(cleaning, step, record) : nothing;
    if (result.verdict !== 'passed' && result.verdict !== 'skipped')
      warnings.push(`cleanup ${step.id}: ${result.reason ?? ''}`);
    if (step.sleepMs > 0 && result.request !== null)
      await options.clock.sleep(step.sleepMs, options.cleanupSignal);
  }
}

function placeDiagnostic(spec: Spec, { span, fix: _fix, ...diagnostic }: Diagnostic): SpecDiagnostic {
  return { ...diagnostic, ...placeOf(spec.source.text, span) };
}
