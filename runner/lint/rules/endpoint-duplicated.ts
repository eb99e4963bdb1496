import type { LintRule } from '../rule.ts';

/** Two specs may share an endpoint if they send different requests; the same request twice is a copy. */
export const endpointDuplicated: LintRule = {
  id: 'endpoint-duplicated',
  severity: 'warning',
  finds: 'an endpoint that another spec tests with the same request and expectation',
  check: (spec, { sharing }) => {
    const own = requestsOf(spec);
    const copies = sharing(spec).filter((other) => requestsOf(other) === own);
    const span = spec.metadata.spans['endpoint'];
    if (copies.length === 0 || span === undefined) return [];
    const names = copies.map(({ source }) => source.path).join(', ');
    return [
      {
        span,
        message: `endpoint "${spec.metadata.endpoint}" is duplicated: ${names} tests it with the same request`,
        hint: 'keep one of them, or let each test something of its own',
      },
    ];
  },
};

/** What a spec tests, without ids and descriptions. */
const requestsOf = ({ steps }: Parameters<LintRule['check']>[0]): string =>
  JSON.stringify(
    steps
      .filter(({ section }) => section === 'test')
      .map(
        ({ method, path, token, params, headers, body, formFields, fileFields, expect, when, forEach }) => [
          method,
          path.replaceAll(/\{+[^{}]*\}+|<<[^<>]*>>/g, '{}'),
          token,
          params,
          headers,
          body,
          formFields,
          fileFields,
          expect.status,
          expect.headers,
          expect.body,
          when,
          forEach,
        ],
      ),
  );
