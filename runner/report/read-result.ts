import { type Check, type SpecResult, type StepResult, VERDICTS } from '../run/events.ts';
import { type SectionName, stepName } from '../language/step/step.ts';
import { isBroken, isBrokenPromise } from '../run/verdict-order.ts';

type Unread = Readonly<Record<string, unknown>>;

/** The type of a field; a list holds the allowed words. */
type Kind = 'text' | 'number' | 'flag' | 'list' | 'map' | readonly string[];
type Field = { readonly kind: Kind; readonly orNull?: true; readonly isOptional?: true };
export type ResultShape = Readonly<Record<string, Kind | Field>>;

const orNull = (kind: Kind): Field => ({ kind, orNull: true });
export const optional = (kind: Kind): Field => ({ kind, isOptional: true });

const SECTION_NAMES = ['prerequisites', 'test', 'cleanup'] as const satisfies readonly SectionName[];

const RESULT: ResultShape = {
  file: 'text',
  endpoint: 'text',
  row: optional('text'),
  rowKey: optional('text'),
  turn: optional('number'),
  status: ['verified', 'pending', 'failed', 'skipped'],
  verifiedAt: optional('text'),
  tags: 'list',
  environment: orNull('text'),
  verdict: VERDICTS,
  decidedBy: optional('text'),
  decidedIn: optional(SECTION_NAMES),
  skippedBy: optional(['read-only']),
  cut: optional('flag'),
  trace: optional('map'),
  reason: orNull('text'),
  flaky: 'flag',
  durationMs: 'number',
  diagnostics: 'list',
  warnings: 'list',
  steps: 'list',
};

const STEP: ResultShape = {
  id: 'text',
  section: SECTION_NAMES,
  verdict: VERDICTS,
  reason: orNull('text'),
  token: 'text',
  api: 'text',
  request: orNull('map'),
  response: orNull('map'),
  requests: optional('number'),
  redirects: optional('list'),
  polled: optional('map'),
  exchanges: optional('list'),
  extracted: 'map',
  checks: 'list',
};

const CHECK: ResultShape = {
  name: 'text',
  outcome: ['passed', 'failed', 'not-made', 'known'],
  severity: ['error', 'warn'],
  message: 'text',
  line: 'number',
};

const POLLED: ResultShape = { paths: 'list', polls: 'list', leftOut: optional('map') };
const POLL: ResultShape = { atMs: 'number', values: 'list', status: optional('number') };
const EXCHANGE: ResultShape = {
  startedAt: 'text',
  durationMs: 'number',
  request: optional('map'),
  response: optional('map'),
  base64: optional('text'),
};

const DIAGNOSTIC: ResultShape = { severity: ['error', 'warning'], message: 'text', line: 'number' };

/** Why a value is not a result that a run could have written; undefined if it is one. */
export function problemOfResult(value: unknown): string | undefined {
  return problemOfShape(value, RESULT, 'a result') ?? problemOfParts(value as SpecResult);
}

function problemOfParts(result: SpecResult): string | undefined {
  for (const diagnostic of result.diagnostics) {
    const problem = problemOfShape(diagnostic, DIAGNOSTIC, 'a diagnostic');
    if (problem !== undefined) return problem;
  }
  for (const step of result.steps) {
    const problem = problemOfShape(step, STEP, 'a step') ?? problemOfStep(step);
    if (problem !== undefined) return problem;
  }
  return contradictionIn(result);
}

function problemOfStep(step: StepResult): string | undefined {
  for (const check of step.checks) {
    const problem = problemOfShape(check, CHECK, `a check of ${stepName(step)}`);
    if (problem !== undefined) return problem;
  }
  const problem =
    step.polled &&
    (problemOfShape(step.polled, POLLED, `the polls of ${stepName(step)}`) ??
      firstProblem(step.polled.polls, POLL, `a poll of ${stepName(step)}`));
  const inExchange = firstProblem(step.exchanges ?? [], EXCHANGE, `an exchange of ${stepName(step)}`);
  if ((problem ?? inExchange) !== undefined) return problem ?? inExchange;
  const broken = step.checks.find((check: Check) => isBrokenPromise(check));
  if (step.verdict === 'passed' && broken !== undefined)
    return `${stepName(step)} is passed, and its check ${broken.name} is ${broken.outcome}`;
  return step.verdict === 'failed' && broken === undefined
    ? `${stepName(step)} is failed, and none of its checks is`
    : undefined;
}

/** A sign that a result was changed after it was written: its verdict does not follow from its steps. */
function contradictionIn({ verdict, steps, diagnostics }: SpecResult): string | undefined {
  if (verdict !== 'passed') return undefined;
  const error = diagnostics.find(({ severity }) => severity === 'error');
  if (error !== undefined) return `it is passed, and its document has an error: ${error.message}`;
  const broken = steps.find((step) => step.section === 'test' && isBroken(step.verdict));
  if (broken !== undefined) return `it is passed, and its step ${stepName(broken)} is ${broken.verdict}`;
  return steps.some((step) => step.section === 'test' && step.verdict === 'passed')
    ? undefined
    : 'it is passed, and none of its test steps is';
}

/** What is wrong with a value that should have these fields; undefined if nothing is. */
export function problemOfShape(value: unknown, shape: ResultShape, what: string): string | undefined {
  if (!isKind(value, 'map')) return `expected ${what}, found ${show(value)}`;
  for (const [key, wanted] of Object.entries(shape)) {
    const found = (value as Unread)[key];
    const { kind, orNull, isOptional }: Field =
      typeof wanted === 'object' && 'kind' in wanted ? wanted : { kind: wanted };
    const isAbsent = (orNull && found === null) || (isOptional && found === undefined);
    if (isAbsent || isKind(found, kind)) continue;
    return typeof kind === 'string'
      ? `expected "${key}" of ${what} to be a ${kind}, found ${show(found)}`
      : `unknown ${key} ${show(found)}, expected one of ${kind.join(', ')}`;
  }
  return undefined;
}

const firstProblem = (values: readonly unknown[], shape: ResultShape, what: string): string | undefined =>
  values.map((each) => problemOfShape(each, shape, what)).find((problem) => problem !== undefined);

function isKind(value: unknown, kind: Kind): boolean {
  if (typeof kind !== 'string') return kind.includes(value as string);
  switch (kind) {
    case 'text':
      return typeof value === 'string';
    case 'number':
      return typeof value === 'number' && Number.isFinite(value);
    case 'flag':
      return typeof value === 'boolean';
    case 'list':
      return Array.isArray(value);
    case 'map':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
  }
}

const show = (value: unknown): string =>
  value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 60);
