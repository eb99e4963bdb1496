import type { Json } from '../language/yaml/yaml.ts';
import type { Check, Verdict } from '../run/events.ts';
import { decidingStep } from '../run/verdict.ts';
import type { LeanSpec, LeanStep } from './compact.ts';
import { answerBefore, excerptOf } from './evidence.ts';
import { isBroken, isBrokenPromise, mostUrgentOf, URGENT_FIRST } from '../run/verdict-order.ts';
import { groupBy } from './group.ts';
import { idOf } from './spec-name.ts';
import { oneLine } from './text/safe-text.ts';
import { cut } from './text/text.ts';

/** One cause that decided the verdicts of several specs. */
export type RootCause = {
  /** What they share: `GET https://api.test/things`, `the token "staff"`, `environments.yaml:3`. */
  readonly what: string;
  /** The problem, in the words of the first spec. */
  readonly reason: string;
  /** How many specs it decided. */
  readonly count: number;
  /** Their number by verdict. */
  readonly verdicts: Readonly<Partial<Record<Verdict, number>>>;
  /** The first of them and its line: `specs/a.md:12`. */
  readonly first: string;
  /** All of them, each once, with its row if only one row is concerned. */
  readonly specs: readonly string[];
  /** The beginning of the response that shows it; absent if there is none, or an empty one. */
  readonly answer?: string;
};

/** A smaller group is not reported as a cause. */
const AT_LEAST = 2;

/** What a result may share with others. Results with the same key have the same cause, whatever their verdicts. */
type Cause = {
  readonly key: readonly unknown[];
  readonly what: string;
  /** The one request that all of them may share, which is more specific than `what`. */
  readonly request?: string;
  readonly reason: string;
  readonly line: number;
  readonly answer?: string;
};

type Decided = { readonly spec: LeanSpec; readonly cause: Cause };

/** The causes shared by several specs that did not pass, the most common first. */
export function rootCauses(specs: readonly LeanSpec[]): readonly RootCause[] {
  const decided = specs.flatMap((spec): Decided[] => {
    const cause = hasCause(spec) ? causeOf(spec) : undefined;
    return cause === undefined ? [] : [{ spec, cause }];
  });
  return [...groupBy(decided, ({ cause }) => JSON.stringify(cause.key)).values()]
    .map(toRootCause)
    .filter(({ count }) => count >= AT_LEAST)
    .toSorted((a, b) => b.count - a.count);
}

/** The keys of the causes that several specs share. */
export function sharedCauseKeys(specs: readonly LeanSpec[]): ReadonlySet<string> {
  const files = new Map<string, string>();
  const shared = new Set<string>();
  for (const spec of specs) {
    const key = causeKeyOf(spec);
    if (key === undefined) continue;
    const first = files.get(key);
    if (first === undefined) files.set(key, spec.file);
    else if (first !== spec.file) shared.add(key);
  }
  return shared;
}

/** The cut of a run is said once, and is no cause. */
const hasCause = ({ verdict, cut: isCut }: LeanSpec): boolean => isBroken(verdict) && !isCut;

/** Identifies the cause of a result; undefined if it is the spec's own. */
export function causeKeyOf(spec: LeanSpec): string | undefined {
  const cause = hasCause(spec) ? causeOf(spec) : undefined;
  return cause && JSON.stringify(cause.key);
}

function causeOf(spec: LeanSpec): Cause | undefined {
  const step = decidingStep(spec);
  if (step === undefined) return causeInFiles(spec);
  const check = step.checks.find(isBrokenPromise);
  return step.request === null ? causeBefore(step, check) : causeOfExchange(step, check);
}

/** A problem outside of the spec, as in environments.yaml. */
function causeInFiles({ diagnostics }: LeanSpec): Cause | undefined {
  const error = diagnostics.find(
    ({ severity, file, rule }) => severity === 'error' && (file !== undefined || rule === 'environment'),
  );
  if (error === undefined) return undefined;
  const { file, line, message } = error;
  const what = file === undefined ? 'the environment' : `${file}:${line}`;
  return { key: [file, line, message], what, reason: message, line: 1 };
}

/** Why nothing was sent: a missing token, variable or document. */
function causeBefore(step: LeanStep, check: Check | undefined): Cause | undefined {
  if (check === undefined) return undefined;
  const { message, name } = check;
  const [what] = /the token "[^"]*"|\{\{[^}]*\}\}/.exec(message) ?? [name];
  return { key: [name, message], what, reason: message, line: step.line, ...shownAnswer(step, check) };
}

/** A problem with a response, or its absence. */
function causeOfExchange(step: LeanStep, check: Check | undefined): Cause {
  const { method, url } = step.request!;
  const { line } = step;
  const request = `${method} ${url}`;
  const reason = step.reason ?? step.verdict;
  if (step.response === null) {
    const host = hostOf(url);
    return { key: ['host', host, check?.name, check?.message ?? reason], what: host, reason, line };
  }
  const about = { what: request, reason, line, ...shownAnswer(step, check) };
  if (check?.name === 'status') return { ...about, ...ofStatus(step, check) };
  if (check?.document !== undefined) {
    const { path, line: at, column } = check.document;
    return { ...about, key: [check.name, path, at, column, check.message], what: `${path}:${at}` };
  }
  return { ...about, key: [method, url, reason] };
}

/**
 * Specs that expect different statuses share the cause if a server fails, or a token is refused. Any other status may be right
 * for one request and wrong for another to the same URL: then the expected and the returned status are part of the key.
 */
function ofStatus(
  step: LeanStep,
  { expected }: Check,
): Pick<Cause, 'key' | 'what' | 'request'> & Partial<Pick<Cause, 'reason'>> {
  const { method, url } = step.request!;
  const { status, body = '' } = step.response!;
  const request = `${method} ${url}`;
  if (isOfGateway(status, body))
    return {
      key: ['gateway', hostOf(url), status],
      what: hostOf(url),
      request,
      reason: `a gateway answered ${status} instead of the API`,
    };
  if (status >= 500) return { key: ['status', method, url, status], what: request };
  // All expected successes count alike if the request was refused; two different successes do not.
  const wanted = status >= 300 && isSuccess(expected) ? 'success' : expected;
  const said = withoutIds(excerptOf(body));
  if (status === 401 && wanted === 'success' && !['', 'none'].includes(step.token))
    return { key: ['refused', hostOf(url), step.token, said], what: `the token "${step.token}"`, request };
  return { key: ['status', method, url, status, wanted, said], what: request };
}

/** A page of a gateway in place of an answer of the API is the same trouble for every request to the host. */
const isOfGateway = (status: number, body: string): boolean =>
  [502, 503, 504].includes(status) && /^\s*(?:<|$)/.test(body);

const isSuccess = (expected: Json): boolean =>
  [expected].flat().every((each) => String(each).startsWith('2'));

const hostOf = (url: string): string => /^\w+:\/\/[^/?#]+|^[^/?#]+/.exec(url)?.[0] ?? url;

/** Times and ids differ between otherwise equal responses. */
const withoutIds = (text: string): string =>
  text
    .replace(/\d{4}-\d\d-\d\d[T ][\d:.]+(?:Z|[+-][\d:]+)?/g, '#')
    .replace(/\d{10,}|(?=[\w-]*\d)[\w-]{12,}/g, '#');

const MAX_SHOWN = 200;

/** The response to the step, or to the request before it. */
function shownAnswer({ response }: LeanStep, check: Check | undefined): Pick<Cause, 'answer'> {
  const answered = response ?? (check && answerBefore(check));
  const answer = cut(oneLine((answered?.body ?? '').replace(/\s+/g, ' ').trim()), MAX_SHOWN);
  return answer === '' ? {} : { answer };
}

function toRootCause(group: readonly Decided[]): RootCause {
  // Rows and turns of one document are one spec, represented by its worst result.
  const files = groupBy(group, ({ spec }) => spec.file);
  const worst = [...files.values()].map((results) => mostUrgentOf(results.map(({ spec }) => spec.verdict))!);
  const counts = URGENT_FIRST.map((verdict) => [verdict, worst.filter((each) => each === verdict).length]);
  const { spec, cause } = group[0]!;
  const { request, reason, answer } = cause;
  const isOneRequest = group.every((each) => each.cause.request === request);
  return {
    what: isOneRequest && request !== undefined ? request : cause.what,
    reason,
    count: files.size,
    verdicts: Object.fromEntries(counts.filter(([, count]) => count !== 0)) as RootCause['verdicts'],
    first: `${spec.file}:${cause.line}`,
    specs: Array.from(files, ([file, results]) => nameOf(file, results)),
    ...(answer !== undefined && { answer }),
  };
}

/** A file by its name, with its row or turn if it is one, else with their number. */
function nameOf(file: string, results: readonly Decided[]): string {
  const [{ spec }] = results as readonly [Decided];
  if (results.length === 1) return idOf(spec);
  return `${file} (${results.length} ${spec.row === undefined ? 'turns' : 'rows'})`;
}
