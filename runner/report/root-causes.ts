import type { Check, Verdict } from '../run/events.ts';
import { decidingStep } from '../run/verdict.ts';
import type { LeanSpec, LeanStep } from './compact.ts';
import { isBroken, isBrokenPromise, URGENT_FIRST } from './findings.ts';
import { groupBy } from './group.ts';
import { idOf } from './spec-name.ts';

/** One thing that decided the verdicts of several specs. */
export type RootCause = {
  /** What they share: `GET https://api.test/things`, `the token "staff"`, `environments.yaml:3`. */
  readonly what: string;
  /** What was wrong with it, in the words of the first spec. */
  readonly reason: string;
  /** How many specs it decided. */
  readonly count: number;
  /** Of these, how many have which verdict. */
  readonly verdicts: Readonly<Partial<Record<Verdict, number>>>;
  /** The first of them and the line in it: `specs/a.md:12`. */
  readonly first: string;
  /** All of them, by their names in the report. */
  readonly specs: readonly string[];
};

/** Fewer alike are told one by one. */
const AT_LEAST = 2;

/** What a result may share with others. Two with the same key have the same cause, whatever their verdicts. */
type Cause = {
  readonly key: readonly unknown[];
  readonly what: string;
  readonly reason: string;
  readonly line: number;
};

type Decided = { readonly spec: LeanSpec; readonly cause: Cause };

/** What several specs have in common that did not pass, the most common first. */
export function rootCauses(specs: readonly LeanSpec[]): readonly RootCause[] {
  const decided = specs.flatMap((spec): Decided[] => {
    const cause = isBroken(spec.verdict) ? causeOf(spec) : undefined;
    return cause === undefined ? [] : [{ spec, cause }];
  });
  return [...groupBy(decided, ({ cause }) => JSON.stringify(cause.key)).values()]
    .map(toRootCause)
    .filter(({ count }) => count >= AT_LEAST)
    .toSorted((a, b) => b.count - a.count);
}

function causeOf(spec: LeanSpec): Cause | undefined {
  const step = decidingStep(spec);
  if (step === undefined) return causeInFiles(spec);
  const check = step.checks.find(isBrokenPromise);
  return step.request === null ? causeBefore(step, check) : causeOfExchange(step, check);
}

/** What is wrong outside of the spec, as in environments.yaml. */
function causeInFiles({ diagnostics }: LeanSpec): Cause | undefined {
  const error = diagnostics.find(({ severity, file }) => severity === 'error' && file !== undefined);
  if (error === undefined) return undefined;
  const { file, line, message } = error;
  return { key: [file, line, message], what: `${file}:${line}`, reason: message, line: 1 };
}

/** Why nothing was sent: a token that did not come, a variable that is missing, a document that is not there. */
function causeBefore({ line }: LeanStep, check: Check | undefined): Cause | undefined {
  if (check === undefined) return undefined;
  const [what] = /the token "[^"]*"|\{\{[^}]*\}\}/.exec(check.message) ?? [check.name];
  return { key: [check.name, check.message], what, reason: check.message, line };
}

/** What is wrong with an answer, or with the lack of one. */
function causeOfExchange(step: LeanStep, check: Check | undefined): Cause {
  const { method, url } = step.request!;
  const { line } = step;
  const what = `${method} ${url}`;
  const reason = step.reason ?? step.verdict;
  if (step.response === null) {
    const host = /^\w+:\/\/[^/?#]+|^[^/?#]+/.exec(url)?.[0] ?? url;
    return { key: ['host', host, check?.name, check?.message ?? reason], what: host, reason, line };
  }
  // Specs may expect different statuses of the same answer.
  if (check?.name === 'status')
    return { key: ['status', method, url, step.response.status], what, reason, line };
  if (check?.document !== undefined) {
    const { path, line: at, column } = check.document;
    return { key: [check.name, path, at, column, check.message], what: `${path}:${at}`, reason, line };
  }
  return { key: [method, url, reason], what, reason, line };
}

function toRootCause(group: readonly Decided[]): RootCause {
  // Rows and turns of one document are one spec; its worst result stands for it.
  const files = groupBy(group, ({ spec }) => spec.file);
  const worst = [...files.values()].map(
    (results) => URGENT_FIRST.find((verdict) => results.some(({ spec }) => spec.verdict === verdict))!,
  );
  const counts = URGENT_FIRST.map((verdict) => [verdict, worst.filter((each) => each === verdict).length]);
  const { spec, cause } = group[0]!;
  return {
    what: cause.what,
    reason: cause.reason,
    count: files.size,
    verdicts: Object.fromEntries(counts.filter(([, count]) => count !== 0)) as RootCause['verdicts'],
    first: `${spec.file}:${cause.line}`,
    specs: group.map((each) => idOf(each.spec)),
  };
}
