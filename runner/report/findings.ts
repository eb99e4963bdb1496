import type { Check, SpecResult, StepResult, Verdict } from '../run/events.ts';
import { decidingStep, isDecidedBy } from '../run/verdict.ts';
import type { LeanSpec, LeanStep } from './compact.ts';

/** The order to read verdicts in: what needs a person comes first. */
export const URGENT_FIRST: readonly Verdict[] = ['failed', 'errored', 'blocked', 'skipped', 'passed'];

/** One thing that went wrong in a spec, and where the promise stands. */
export type Finding<Step = StepResult> = {
  /** `error` when it made the verdict; the rest is worth knowing. */
  readonly severity: 'error' | 'warning';
  /** The step it was found in; absent when the spec itself could not be read. */
  readonly step?: Step;
  readonly check?: Check;
  /** What was not kept to: the name of the check without what it looks at, or the rule of the document. */
  readonly rule: string;
  readonly message: string;
  readonly hint?: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
};

/** Everything that went wrong in a spec, what decided its verdict first. */
export function findingsOf<Step extends LeanStep>(spec: LeanSpec<Step>): readonly Finding<Step>[] {
  const ofText = spec.diagnostics.map(
    ({ rule, severity, message, hint, line, column, file }): Finding<Step> => ({
      severity: severity === 'error' && isBroken(spec.verdict) ? 'error' : 'warning',
      rule,
      message,
      file: file ?? spec.file,
      line,
      column,
      ...(hint !== undefined && { hint }),
    }),
  );
  const ofSteps = spec.steps.flatMap((step) =>
    step.checks
      .filter((check) => check.outcome !== 'passed')
      .map(
        (check): Finding<Step> => ({
          severity: isBrokenPromise(check) && decides(spec, step) ? 'error' : 'warning',
          step,
          check,
          rule: ruleOf(check),
          message: `${check.name}: ${check.message}`,
          file: spec.file,
          line: check.line,
          column: check.column,
          ...(check.hint !== undefined && { hint: check.hint }),
        }),
      ),
  );
  const all = [...ofText, ...ofSteps];
  return [
    ...all.filter(({ severity }) => severity === 'error'),
    ...all.filter(({ severity }) => severity === 'warning'),
  ];
}

const ruleOf = ({ name }: Check): string => name.split(' ', 1)[0]!;

/** Whether a verdict keeps a run from being all right. */
export const isBroken = (verdict: Verdict): boolean => verdict !== 'passed' && verdict !== 'skipped';

/** Whether a check speaks against the verdict `passed`; one that is known is forgiven for now. */
export const isBrokenPromise = ({ outcome, severity }: Check): boolean =>
  severity === 'error' && (outcome === 'failed' || outcome === 'not-made');

/** Whether the verdict of a spec rests on this step. */
export function decides(spec: LeanSpec, step: LeanStep): boolean {
  if (!isBroken(spec.verdict) || step.section === 'cleanup') return false;
  return spec.decidedBy === undefined ? isBroken(step.verdict) : isDecidedBy(spec, step);
}

/** Where to look first: the first error, else the top of the spec. */
export function firstPlace(spec: LeanSpec): Pick<Finding, 'file' | 'line' | 'column'> {
  return (
    findingsOf(spec).find(({ severity }) => severity === 'error') ?? { file: spec.file, line: 1, column: 1 }
  );
}

/** The step whose exchange explains the verdict: the one that decided it, else the last of the test that was sent. */
export function explainingStep(spec: SpecResult): StepResult | undefined {
  return (
    decidingStep(spec) ?? spec.steps.findLast((step) => step.section === 'test' && step.request !== null)
  );
}

/** Everything that a spec is warned of, whatever its verdict: in its text first, each with its place. */
export const warningsOf = (spec: LeanSpec): readonly string[] => [
  ...spec.diagnostics
    .filter(({ severity }) => severity === 'warning')
    .map(
      ({ message, hint, file, line, column }) =>
        `${file ?? spec.file}:${line}:${column}: ${message}${hint === undefined ? '' : ` (${hint})`}`,
    ),
  ...spec.warnings,
];

/** Why a spec has its verdict, in one sentence. */
export const reasonOf = (spec: LeanSpec): string =>
  spec.reason ?? findingsOf(spec)[0]?.message ?? spec.verdict;
