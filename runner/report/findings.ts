import type { Check, SpecResult, StepResult } from '../run/events.ts';
import { decidingStep, isDecidedBy } from '../run/verdict.ts';
import { isBroken, isBrokenPromise } from '../run/verdict-order.ts';
import type { LeanSpec, LeanStep } from './compact.ts';

/** A problem of a spec, and the place of its expectation. */
export type Finding<Step = StepResult> = {
  /** `error` if it decided the verdict, else `warning`. */
  readonly severity: 'error' | 'warning';
  /** The step with the problem; absent if the spec itself could not be read. */
  readonly step?: Step;
  readonly check?: Check;
  /** The broken rule: the name of the check without what it looks at, or the rule of the document. */
  readonly rule: string;
  readonly message: string;
  readonly hint?: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
};

/** The problems of a spec, those that decided its verdict first. */
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

/** Whether this step decided the verdict of its spec. */
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

/** The step whose exchange explains the verdict: the one that decided it, else the last test step that was sent. */
export function explainingStep(spec: SpecResult): StepResult | undefined {
  return (
    decidingStep(spec) ?? spec.steps.findLast((step) => step.section === 'test' && step.request !== null)
  );
}

/** The warnings of a spec, whatever its verdict: those about its text first, each with its place. */
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
