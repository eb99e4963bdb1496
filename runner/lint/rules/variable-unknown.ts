import { nearest } from '../../language/diagnostic.ts';
import { spanOf } from '../../language/source.ts';
import { stepName } from '../../language/step/step.ts';
import { variablesOfStep } from '../../language/step/step-variables.ts';
import type { Lint, LintRule } from '../rule.ts';

/** Checks the steps in the order of a run. Without an environments.yaml a variable may still come from one. */
export const variableUnknown: LintRule = {
  id: 'variable-unknown',
  severity: 'error',
  finds: 'a variable that nothing provides',
  check: (spec, { isProvided, hasEnvironment }) => {
    const { steps, uses, source } = spec;
    const extracted = new Set<string>();
    const later = new Map(steps.flatMap((step) => step.extract.map(({ name }) => [name, step] as const)));
    for (const { outputs } of uses) for (const name of Object.keys(outputs)) extracted.add(name);
    const known = (name: string): boolean => {
      const root = name.split('.', 1)[0]!;
      return extracted.has(name) || extracted.has(root) || isProvided(name);
    };
    return steps.flatMap((step): readonly Lint[] => {
      const missing = variablesOfStep(step).filter((name) => !known(name));
      for (const { name } of step.extract) extracted.add(name);
      const mayGo = step.section === 'prerequisites' && step.onFail !== 'abort';
      return missing.flatMap((name): readonly Lint[] => {
        const producer = later.get(name.split('.', 1)[0]!);
        const guess = nearest(name, [...extracted]);
        if (!hasEnvironment && (producer === undefined || producer === step) && guess === undefined)
          return [];
        const isWarning = !hasEnvironment || mayGo || step.section === 'cleanup';
        const lint: Lint = {
          span: spanOf(source.text, step.span, name),
          message: `nothing provides {{${name}}}`,
          hint:
            producer !== undefined && producer !== step
              ? `${stepName(producer)} extracts it, and runs later`
              : guess !== undefined
                ? `did you mean {{${guess}}}?`
                : `extract it in an earlier step, or add it to "variables:" of the environment`,
        };
        return [isWarning ? { ...lint, severity: 'warning' } : lint];
      });
    });
  },
};
