import type { Verdict } from '../run/events.ts';
import { decidingStep } from '../run/verdict.ts';
import { isBroken } from './findings.ts';
import type { LeanSpec, LeanStep } from './compact.ts';

/** One answer, or the lack of one, that decided the verdicts of many specs. */
export type RootCause = {
  /** `GET https://api.test/things`. */
  readonly request: string;
  /** What was wrong with it, in the words of the first spec. */
  readonly reason: string;
  readonly verdict: Verdict;
  /** How many specs it decided. */
  readonly specs: number;
  /** The first of them and the line of the step in it: `specs/a.md:12`. */
  readonly first: string;
};

/** Fewer alike are told one by one. */
const AT_LEAST = 3;

type Decided = { readonly spec: LeanSpec; readonly step: LeanStep };

/** What several specs have in common that did not pass: the same request with the same reason; the most common first. */
export function rootCauses(specs: readonly LeanSpec[]): readonly RootCause[] {
  const groups = new Map<string, Decided[]>();
  for (const spec of specs) {
    const step = decidingStep(spec);
    if (!isBroken(spec.verdict) || step === undefined || step.request === null) continue;
    const { method, url } = step.request;
    const key = JSON.stringify([spec.verdict, method, url, step.reason]);
    const group = groups.get(key) ?? [];
    group.push({ spec, step });
    groups.set(key, group);
  }
  return [...groups.values()]
    .filter((group) => new Set(group.map(({ spec }) => spec.file)).size >= AT_LEAST)
    .map(toRootCause)
    .toSorted((a, b) => b.specs - a.specs);
}

function toRootCause(group: readonly Decided[]): RootCause {
  const { spec, step } = group[0]!;
  return {
    request: `${step.request!.method} ${step.request!.url}`,
    reason: step.reason ?? spec.verdict,
    verdict: spec.verdict,
    specs: new Set(group.map((each) => each.spec.file)).size,
    first: `${spec.file}:${step.line}`,
  };
}
