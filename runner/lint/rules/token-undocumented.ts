import { normaliseToken } from '../../openapi/document/tokens.ts';
import type { Lint, LintRule } from '../rule.ts';
import { expectsSuccess } from '../statuses.ts';

/** A request that is meant to be refused may use an undocumented token. */
export const tokenUndocumented: LintRule = {
  id: 'token-undocumented',
  severity: 'warning',
  finds: 'a token type that the API document does not name for the operation',
  check: (spec, { api }) =>
    spec.steps.flatMap((step): readonly Lint[] => {
      const token = step.token ?? spec.metadata.tokens[0];
      if (token === undefined || token === 'none' || token.includes('{{') || !expectsSuccess(spec, step))
        return [];
      const documented = api.operationOf(spec, step)?.tokens ?? [];
      if (documented.length === 0 || documented.includes(normaliseToken(token))) return [];
      return [
        {
          span: step.spans['token'] ?? step.spans['path'] ?? step.span,
          message: `token ${token} is not documented for ${step.method} ${step.path}: expected ${documented.join(' or ')}`,
          hint: 'use a documented token, or document this one',
        },
      ];
    }),
};
