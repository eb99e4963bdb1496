import { isDataType } from '../../openapi/operation/media-type.ts';
import { expectsSuccess, isExpected, statusesOf } from '../statuses.ts';
import type { LintRule } from '../rule.ts';

/** A response with a documented schema is checked against it, and an empty one has nothing to expect. */
export const weakExpectation: LintRule = {
  id: 'weak-expectation',
  severity: 'warning',
  finds: 'a test that expects nothing beyond 2xx, of an answer that no document describes',
  check: (spec, { api }) => {
    const tests = spec.steps.filter(({ section }) => section === 'test');
    const isWeak = (step: (typeof tests)[number]): boolean => {
      const { expect, extract, retry } = step;
      const asks = [...Object.keys(expect.body), ...Object.keys(expect.headers), ...extract];
      if (asks.length > 0 || retry !== undefined || !expectsSuccess(spec, step)) return false;
      const operation = api.operationOf(spec, step);
      if (operation === undefined || !expect.schema) return true;
      const statuses = statusesOf(spec, step)!;
      return Object.entries(operation.responses).every(
        ([status, { content }]) =>
          !isExpected(statuses, status) ||
          (Object.keys(content).length > 0 &&
            !Object.entries(content).some(([type, { schema }]) => isDataType(type) && schema !== undefined)),
      );
    };
    const [first] = tests;
    if (first === undefined || !tests.every(isWeak)) return [];
    return [
      {
        span: first.spans['expect.status'] ?? first.spans['expect'] ?? first.spans['id'] ?? first.span,
        message: 'no test step expects anything of the answer beyond a status of 2xx',
        hint: 'add expect: { body: { … } } with the values that show the request did its work',
      },
    ];
  },
};
