import type { Lint, LintRule } from '../rule.ts';
import { expectsSuccess } from '../statuses.ts';

/** Headers may come from the environment, and a missing path parameter makes another path. */
export const requiredParameter: LintRule = {
  id: 'required-parameter',
  severity: 'warning',
  finds: 'a required query parameter that a request does not send',
  check: (spec, { api }) =>
    spec.steps.flatMap((step): readonly Lint[] => {
      if (!expectsSuccess(spec, step)) return [];
      const operation = api.operationOf(spec, step);
      const sent = [...Object.keys(step.params), ...queryNames(step.path)];
      if (operation === undefined || sent.some((name) => name.includes('{{'))) return [];
      return operation.parameters
        .filter(
          ({ name, in: where, required }) =>
            where === 'query' &&
            required &&
            !operation.credentialNames.includes(name) &&
            !sent.some((each) => each === name || each.startsWith(`${bare(name)}[`) || bare(each) === name),
        )
        .map(
          ({ name }): Lint => ({
            span: step.spans['params'] ?? step.spans['path'] ?? step.span,
            message: `${operation.method} ${operation.template} requires the query parameter "${name}", which is not sent`,
            hint: `add params: { ${name}: … }`,
            ...(step.section === 'test' && { severity: 'error' as const }),
          }),
        );
    }),
};

const bare = (name: string): string => name.replace(/\[.*$/s, '');

const queryNames = (path: string): readonly string[] =>
  (/\?(.*)$/s.exec(path)?.[1] ?? '')
    .split('&')
    .map((pair) => pair.split('=', 1)[0]!)
    .filter(Boolean);
