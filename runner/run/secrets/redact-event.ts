import type {
  Check,
  OperationName,
  RunEvent,
  ShownAttempt,
  ShownExchange,
  ShownPoll,
  ShownPolls,
  ShownRedirect,
  ShownRequest,
  ShownResponse,
  SpecDiagnostic,
  SpecResult,
  StepResult,
} from '../events.ts';
import { quotesNothing } from '../events.ts';
import { mapList, mapRecord } from '../../language/records.ts';
import type { Json } from '../../language/yaml/yaml.ts';
import { mayShowBytes } from './binary.ts';
import { cutJson, cutText, owned } from './cut.ts';
import type { Redactor } from './redactor.ts';
import { spellingIn } from './spelling.ts';

/** How many characters of a response the report keeps. */
export const KEPT_WHEN_PASSED = 2_000;
export const KEPT_OTHERWISE = 20_000;
/** The same of a response in an archive. */
export const KEPT_IN_ARCHIVE = 1_000_000;

type Treatment<T> = (value: T, redactor: Redactor) => T;

/** How each field is treated: a new field without an entry does not compile. */
type Treatments<T> = { readonly [Key in keyof T]-?: Treatment<Exclude<T[Key], undefined>> };

/** The fields of an event that hold foreign text, and how each is treated. */
type Plan<T> = readonly (readonly [field: keyof T, treat: Treatment<T[keyof T]>])[];

function planOf<T extends object>(treatments: Treatments<T>): Plan<T> {
  const fields = Object.keys(treatments) as (keyof T)[];
  return fields
    .map((field) => [field, treatments[field] as Treatment<T[keyof T]>] as const)
    .filter(([, treat]) => treat !== ours);
}

/**
 * Written by this program, not by a spec or an API: verdicts, times, places. A secret with the value `passed` must not change
 * them.
 */
const ours = <T>(value: T): T => value;
const text: Treatment<string> = (value, redactor) => redactor.text(value);
/** Text that may quote a part of a response. */
const quoting: Treatment<string> = (value, redactor) => owned(redactor.text(value));
const quotingOrNull: Treatment<string | null> = (value, redactor) =>
  value === null ? null : quoting(value, redactor);
const texts: Treatment<readonly string[]> = (value, redactor) =>
  mapList(value, (each) => text(each, redactor));
/** One of our words, or any text. */
const wordOrText =
  (...words: readonly string[]): Treatment<string> =>
  (value, redactor) =>
    words.includes(value) ? value : text(value, redactor);
/** A date that gate rules compare, or any text. */
const date: Treatment<string> = (value, redactor) =>
  Number.isNaN(Date.parse(value)) ? text(value, redactor) : value;
const json: Treatment<Json> = (value, redactor) => cutJson(redactor.json(value), KEPT_WHEN_PASSED);
/** Our word for a check, and then what it looks at. */
const checkName: Treatment<string> = (value, redactor) => {
  const space = value.indexOf(' ');
  return space === -1 ? value : `${value.slice(0, space)} ${text(value.slice(space + 1), redactor)}`;
};

const OPERATION = planOf<OperationName>({ document: ours, method: ours, template: text });

const CHECK: Treatments<Check> = {
  name: checkName,
  outcome: ours,
  severity: ours,
  expected: json,
  actual: json,
  isAbsent: ours,
  message: quoting,
  line: ours,
  column: ours,
  length: ours,
  hint: text,
  knownUntil: ours,
  pointer: text,
  count: ours,
  side: ours,
  document: ours,
};

const ANY_CHECK = planOf<Check>(CHECK);
const STATUS_CHECK = planOf<Check>({ ...CHECK, expected: ours, actual: ours });

const REQUEST_FIELDS: Treatments<ShownRequest> = {
  method: ours,
  url: text,
  headers: (value, redactor) => redactor.headersOfRequest(value),
  body: (value, redactor) => cutText(value, KEPT_OTHERWISE, redactor.text),
  spelled: (value, redactor) =>
    value.user === undefined ? value : { ...value, user: redactor.text(value.user) },
};
const REQUEST = planOf<ShownRequest>(REQUEST_FIELDS);

function redactRequest(sent: ShownRequest, redactor: Redactor): ShownRequest {
  const shown = apply(REQUEST, sent, redactor);
  const spelled = spellingIn(sent, shown, redactor);
  return spelled === undefined ? shown : { ...shown, spelled };
}

const RESPONSE = (kept: number): Plan<ShownResponse> =>
  planOf<ShownResponse>({
    status: ours,
    headers: (value, redactor) => redactor.headers(value),
    body: (value, redactor) => cutText(value, kept, redactor.text),
    bodyBytes: ours,
  });
const RESPONSE_OF_PASSED = RESPONSE(KEPT_WHEN_PASSED);
const RESPONSE_OF_OTHERS = RESPONSE(KEPT_OTHERWISE);

type AnyAttempt = {
  readonly durationMs: number;
  readonly span: string;
  readonly status: number;
  readonly error: string;
};
const ATTEMPT = planOf<AnyAttempt>({ durationMs: ours, span: ours, status: ours, error: quoting });

const REDIRECT = planOf<ShownRedirect>({
  status: ours,
  durationMs: ours,
  method: ours,
  // A server may put a key into the redirect's address.
  url: (value, redactor) => redactor.line(value),
  span: ours,
});

const POLL = planOf<ShownPoll>({ atMs: ours, status: ours, values: texts, span: ours });
const POLLS = planOf<ShownPolls>({
  paths: texts,
  polls: (value, redactor) => mapList(value, (each) => apply(POLL, each, redactor)),
  leftOut: ours,
});

const REQUEST_IN_ARCHIVE = planOf<ShownRequest>({
  ...REQUEST_FIELDS,
  // A redirect may have led to it.
  url: (value, redactor) => redactor.line(value),
});
const RESPONSE_IN_ARCHIVE = RESPONSE(KEPT_IN_ARCHIVE);
const EXCHANGE = planOf<ShownExchange>({
  startedAt: ours,
  durationMs: ours,
  timings: ours,
  request: (value, redactor) => apply(REQUEST_IN_ARCHIVE, value, redactor),
  response: (value, redactor) => apply(RESPONSE_IN_ARCHIVE, value, redactor),
  base64: (value, redactor) => (mayShowBytes(value, redactor) ? value : ''),
  error: quoting,
});

const STEP: Treatments<StepResult> = {
  id: text,
  section: ours,
  description: text,
  verdict: ours,
  reason: quotingOrNull,
  line: ours,
  token: text,
  api: wordOrText('primary', 'fallback'),
  apiReason: text,
  operation: (value, redactor) => apply(OPERATION, value, redactor),
  request: (value, redactor) => value && redactRequest(value, redactor),
  response: (value, redactor) => value && apply(RESPONSE_OF_OTHERS, value, redactor),
  durationMs: ours,
  attempts: ours,
  requests: ours,
  retried: (value, redactor) =>
    mapList(value, (each) => apply(ATTEMPT, each as AnyAttempt, redactor) as ShownAttempt),
  redirects: (value, redactor) => mapList(value, (each) => apply(REDIRECT, each, redactor)),
  polled: (value, redactor) => apply(POLLS, value, redactor),
  exchanges: (value, redactor) => mapList(value, (each) => apply(EXCHANGE, each, redactor)),
  timings: ours,
  extracted: (value, redactor) => cutEach(redactor.json(value), KEPT_OTHERWISE),
  checks: (value, redactor) => mapList(value, (each) => redactCheck(each, redactor)),
};
const ANY_STEP = planOf<StepResult>(STEP);
const STEP_PASSED = planOf<StepResult>({
  ...STEP,
  response: (value, redactor) => value && apply(RESPONSE_OF_PASSED, value, redactor),
  extracted: (value, redactor) => cutEach(redactor.json(value), KEPT_WHEN_PASSED),
});

const DIAGNOSTIC = planOf<SpecDiagnostic>({
  rule: ours,
  severity: ours,
  message: quoting,
  hint: text,
  line: ours,
  column: ours,
  length: ours,
  file: ours,
});

const SPEC = planOf<SpecResult>({
  // The history, the gate and the write-back find a spec by its path and environment.
  file: ours,
  environment: ours,
  endpoint: text,
  row: text,
  // Redacted, several rows might have the same key.
  rowKey: (value, redactor) => (text(value, redactor) === value ? value : ''),
  turn: ours,
  domain: text,
  tags: texts,
  status: ours,
  verifiedAt: date,
  verdict: ours,
  reason: quotingOrNull,
  skippedBy: ours,
  cut: ours,
  trace: ({ id, url }, redactor) => (url === undefined ? { id } : { id, url: redactor.text(url) }),
  flaky: ours,
  trend: ({ before, ...trend }, redactor) =>
    before === undefined ? trend : { ...trend, before: { ...before, reason: text(before.reason, redactor) } },
  decidedBy: text,
  decidedIn: ours,
  startedAt: ours,
  durationMs: ours,
  diagnostics: (value, redactor) => mapList(value, (each) => apply(DIAGNOSTIC, each, redactor)),
  warnings: texts,
  steps: (value, redactor) => mapList(value, (each) => redactStep(each, redactor)),
});

/** A step's result as it may be stored and shown. */
const redactStep = (step: StepResult, redactor: Redactor): StepResult =>
  apply(step.verdict === 'passed' ? STEP_PASSED : ANY_STEP, step, redactor);

/** A spec's result as it may be stored and shown. */
export const redactResult = <T extends Partial<SpecResult>>(result: T, redactor: Redactor): T =>
  apply(SPEC as unknown as Plan<T>, result, redactor);

const redactCheck = (check: Check, redactor: Redactor): Check =>
  quotesNothing(check) ? check : apply(check.name === 'status' ? STATUS_CHECK : ANY_CHECK, check, redactor);

/**
 * Turns events into those that may be stored and shown. A step is redacted once; with its spec it is redacted again only if
 * secrets have become known since.
 */
export function createEventRedactor(redactor: Redactor): (event: RunEvent) => RunEvent {
  const steps = new Map<StepResult, { readonly shown: StepResult; readonly generation: number }>();
  const stepOf = (step: StepResult): StepResult => {
    const generation = redactor.generation();
    const before = steps.get(step);
    if (before?.generation === generation) return before.shown;
    const shown = redactStep(before?.shown ?? step, redactor);
    steps.set(step, { shown, generation });
    return shown;
  };
  return (event) => {
    switch (event.type) {
      case 'run-started':
        return { ...event, specs: event.specs.map((spec) => redactResult(spec, redactor)) };
      case 'step-finished':
        return { ...event, step: stepOf(event.step) };
      case 'spec-finished': {
        const result = redactResult({ ...event.result, steps: [] }, redactor);
        return { ...event, result: { ...result, steps: event.result.steps.map(stepOf) } };
      }
      case 'spec-started':
      case 'run-finished':
        return event;
    }
  };
}

/** Returns the same object if nothing changes. */
function apply<T extends object>(plan: Plan<T>, value: T, redactor: Redactor): T {
  let changed: T | undefined;
  for (let at = 0; at < plan.length; at++) {
    const [field, treat] = plan[at]!;
    const before = value[field];
    if (before === undefined || before === null || before === '') continue;
    const after = treat(before, redactor);
    if (after === before) continue;
    changed ??= { ...value };
    changed[field] = after;
  }
  return changed ?? value;
}

const cutEach = (values: Readonly<Record<string, Json>>, kept: number): Readonly<Record<string, Json>> =>
  mapRecord(values, (value) => cutJson(value, kept));
