import type { Check, CutBy, Verdict } from './events.ts';

/** The order in which to read verdicts: those that need a person come first. */
export const URGENT_FIRST: readonly Verdict[] = ['failed', 'errored', 'blocked', 'skipped', 'passed'];

/** The order for a document, whose rows share one verdict. `errored` is last: where a row is not known, nothing is written. */
const BEST_FIRST_FOR_DOCUMENT: readonly Verdict[] = ['passed', 'skipped', 'failed', 'blocked', 'errored'];

/** Whether a verdict lets a run pass: the spec passed, or was left out. */
export const isFine = (verdict: Verdict): boolean => verdict === 'passed' || verdict === 'skipped';

/** Whether a verdict keeps a run from passing. */
export const isBroken = (verdict: Verdict): boolean => !isFine(verdict);

/** Whether a step itself was wrong, and not one before it. */
export const isOwnFailure = (verdict: Verdict): boolean => verdict === 'failed' || verdict === 'errored';

/** Whether a verdict is written into its document; any other leaves open what the API does. */
export const isWritten = (verdict: Verdict): verdict is 'passed' | 'failed' =>
  verdict === 'passed' || verdict === 'failed';

/** The verdict that stands for several results; undefined for none. */
export const mostUrgentOf = (verdicts: readonly Verdict[]): Verdict | undefined =>
  URGENT_FIRST.find((verdict) => verdicts.includes(verdict));

/** The verdict of a document of which two runs have these. */
export const worseForDocument = (one: Verdict, other: Verdict): Verdict =>
  BEST_FIRST_FOR_DOCUMENT.indexOf(one) > BEST_FIRST_FOR_DOCUMENT.indexOf(other) ? one : other;

/** The worst verdict of a run; a run that was cut, lacks reports, ran in part, or in which nothing ran, has not passed. */
export function worstOfRun({
  summary,
  interrupted,
  cutBy,
  part,
  missing = [],
}: {
  readonly summary: Readonly<Record<Verdict, number>>;
  readonly interrupted: boolean;
  readonly cutBy?: CutBy;
  readonly part?: string;
  readonly missing?: readonly string[];
}): Verdict {
  const broken = URGENT_FIRST.find((verdict) => isBroken(verdict) && summary[verdict] > 0);
  if (broken !== undefined) return broken;
  if (interrupted || cutBy !== undefined || missing.length > 0) return 'errored';
  return part === undefined && summary.passed > 0 ? 'passed' : 'skipped';
}

/** Whether a check prevents the verdict `passed`; a known one is forgiven for now. */
export const isBrokenPromise = ({ outcome, severity }: Pick<Check, 'outcome' | 'severity'>): boolean =>
  severity === 'error' && (outcome === 'failed' || outcome === 'not-made');

/** The verdict of a step with a broken promise: a check that was not made says nothing for or against the API. */
export const verdictOfBroken = ({ outcome }: Pick<Check, 'outcome'>): 'failed' | 'errored' =>
  outcome === 'failed' ? 'failed' : 'errored';
