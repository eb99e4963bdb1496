import type { LintRule } from '../rule.ts';
import { expectsRefusal } from '../statuses.ts';

/** Looked up as a run looks up the operation of its requests. An endpoint that is meant to be refused may be undocumented. */
export const endpointUndocumented: LintRule = {
  id: 'endpoint-undocumented',
  severity: 'warning',
  finds: 'an endpoint that is not in the API document; the nearest one is named',
  check: (spec, { api }) => {
    const { method, path, spans } = spec.metadata;
    const span = spans['endpoint'];
    const tests = spec.steps.filter(({ section }) => section === 'test');
    if (tests.length > 0 && tests.every((step) => expectsRefusal(spec, step))) return [];
    if (method === undefined || path === undefined || span === undefined) return [];
    const located = api.locate(spec, method, path);
    if (located.outcome === 'found' || located.draft?.outcome !== 'failed') return [];
    return [
      {
        span,
        message: api.show(located.draft.message),
        hint: 'correct the endpoint, or document the operation',
      },
    ];
  },
};
