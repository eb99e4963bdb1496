import { spanOf } from '../../language/source.ts';
import { variablesOfStep } from '../../language/step/step-variables.ts';
import type { Lint, LintRule } from '../rule.ts';

/** Variables that another spec may take from this one by `uses` count as used. */
export const extractUnused: LintRule = {
  id: 'extract-unused',
  severity: 'warning',
  finds: 'a variable that is extracted and never used',
  check: (spec, { isUsed }) => {
    const { steps, source } = spec;
    if (isUsed(spec)) return [];
    const used = new Set(
      steps.flatMap((step) => variablesOfStep(step)).flatMap((name) => [name, name.split('.', 1)[0]!]),
    );
    if (steps.some(({ onBehalfOf }) => onBehalfOf !== false)) for (const name of IMPLIED) used.add(name);
    return steps.flatMap((step) =>
      step.extract
        .filter(({ name, optional }) => !used.has(name) && (optional || step.section !== 'test'))
        .map(
          ({ name }): Lint => ({
            span: spanOf(source.text, spanBefore(step, name), name),
            message: `"${name}" is extracted and never used`,
            hint: `remove it, or use it as {{${name}}}`,
          }),
        ),
    );
  },
};

/** Read for the header X-On-Behalf-Of. */
const IMPLIED = ['business_uid', 'business_id'];

/** In a test step an extract is an expectation too: a missing value fails the step. */
const spanBefore = ({ spans, span }: Parameters<typeof variablesOfStep>[0], name: string) => {
  const value = spans[`extract.${name}`];
  const start = spans['extract']?.start ?? span.start;
  return { start, end: value?.end ?? span.end };
};
