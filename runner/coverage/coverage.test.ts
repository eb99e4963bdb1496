import { expect, test } from 'vitest';
import { documentsOf, openDocument } from '../openapi/check/fixture.ts';
import { listOperations } from '../openapi/operation/operations.ts';
import type { SpecResult, StepResult, Verdict } from '../run/events.ts';
import { coverageOf, percentOf } from './coverage.ts';

const tokens = 'Available for **Staff and Internal tokens**.';
const paths = {
  '/things': {
    get: { description: tokens, responses: { 200: {}, '4XX': {}, default: {} } },
    post: { responses: { 201: {} } },
  },
  '/things/{uid}': { get: { responses: { 200: {} } } },
};
const documents = documentsOf({
  '/api/a.json': { openapi: '3.0.0', paths },
  '/api/b.json': { openapi: '3.0.0', paths },
});
const operations = listOperations(documents, openDocument(documents));
const a = { document: 'a.json', operations };
const b = {
  document: 'b.json',
  operations: listOperations(documents, openDocument(documents, '/api/b.json')),
};

type Asked = {
  readonly method?: string;
  readonly template?: string;
  readonly status?: number;
  readonly token?: string;
};

/** A step as far as coverage looks at it. */
const step = (
  { method = 'GET', template = '/things', status = 200, token = 'staff' }: Asked,
  more: Partial<StepResult> = {},
) =>
  ({
    verdict: 'passed',
    token,
    operation: { document: 'a.json', method, template },
    response: { status },
    extracted: {},
    ...more,
  }) as unknown as StepResult;

const spec = (steps: readonly StepResult[], verdict: Verdict = 'passed', file = 'specs/a.md') =>
  ({ file, verdict, steps }) as unknown as SpecResult;

test('what passing specs were answered counts, by documented status', () => {
  const report = { specs: [spec([step({}), step({}), step({ status: 404 }), step({ status: 302 })])] };
  const coverage = coverageOf(report, [a]);
  expect(coverage.operations[0]).toMatchObject({
    specs: ['specs/a.md'],
    statuses: { 200: 2, '4XX': 1, default: 1 },
    tokens: { staff: 3, admin: 0 },
  });
  expect(coverage.total).toEqual({
    operations: { covered: 1, total: 3 },
    statuses: { covered: 3, total: 5 },
    tokens: { covered: 1, total: 2 },
  });
});

test.each(['failed', 'blocked', 'errored', 'skipped'] as const)(
  'a spec that is %s covers nothing',
  (verdict) => {
    expect(coverageOf({ specs: [spec([step({})], verdict)] }, [a]).total.operations.covered).toBe(0);
  },
);

test('a step that did not pass, or was not answered, covers nothing in a spec that passed', () => {
  const specs = [
    spec([step({}, { verdict: 'failed' }), step({}, { response: null }), step({}, { verdict: 'skipped' })]),
  ];
  expect(coverageOf({ specs }, [a]).total.operations.covered).toBe(0);
});

test('a refused token was not exercised, and the names of one type are one', () => {
  const refused = coverageOf({ specs: [spec([step({ status: 401, token: 'internal' })])] }, [a]);
  expect(refused.operations[0]?.tokens).toEqual({ staff: 0, admin: 0 });
  const accepted = coverageOf({ specs: [spec([step({ token: 'internal' })])] }, [a]);
  expect(accepted.operations[0]?.tokens).toEqual({ staff: 0, admin: 1 });
});

test('the same path in another document is another operation', () => {
  const coverage = coverageOf({ specs: [spec([step({})])] }, [a, b]);
  expect(coverage.documents.map(({ document, operations: { covered } }) => `${document} ${covered}`)).toEqual(
    ['a.json 1', 'b.json 0'],
  );
});

test('requests outside of the documents are counted, and cover nothing', () => {
  const { operation: _, ...outside } = step({});
  const elsewhere = step({}, { operation: { document: 'z.json', method: 'GET', template: '/z' } });
  const coverage = coverageOf({ specs: [spec([outside as StepResult, elsewhere])] }, [a]);
  expect(coverage).toMatchObject({ undocumented: 2, total: { operations: { covered: 0 } } });
});

test('of nothing there is no percentage', () => {
  expect(percentOf({ covered: 0, total: 0 })).toBeUndefined();
  expect(percentOf({ covered: 1, total: 3 })).toBeCloseTo(33.33);
  expect(coverageOf({ specs: [] }, [])).toMatchObject({ documents: [], missing: [], undocumented: 0 });
});

test('the missing specs come cheapest first, with what they need', () => {
  const more = {
    '/free': { get: { responses: {} } },
    '/asks': { get: { parameters: [{ name: 'page_id', in: 'query', required: true }], responses: {} } },
    '/things': { get: { responses: {} }, post: { responses: {} } },
    '/things/{uid}': { get: { responses: {} }, delete: { responses: {} } },
    '/owners/{owner_uid}': { get: { responses: {} } },
    '/parts/{part_uid}': { get: { responses: {} }, put: { responses: {} } },
  };
  const all = documentsOf({ '/api/a.json': { openapi: '3.0.0', paths: more } });
  const document = { document: 'a.json', operations: listOperations(all, openDocument(all)) };
  const specs = [spec([step({}, { extracted: { ownerUid: 'x' } })])];
  const { missing } = coverageOf({ specs }, [document]);
  expect(missing.map(({ cost, method, template, why }) => `${cost} ${method} ${template}: ${why}`)).toEqual([
    'free GET /free: needs nothing',
    'reachable GET /owners/{owner_uid}: {owner_uid} from extract ownerUid',
    'reachable GET /things/{uid}: {uid} from GET /things',
    'other GET /asks: needs ?page_id',
    'other GET /parts/{part_uid}: needs {part_uid}',
    'other POST /things: changes data',
    'other PUT /parts/{part_uid}: changes data; needs {part_uid}',
    'other DELETE /things/{uid}: changes data; {uid} from GET /things',
  ]);
});
