import { expect, test } from 'vitest';
import { measureCoverage, type Seen } from './coverage.ts';
import { compareSides, disagreements } from './drift.ts';
import { documentsOf, openDocument } from './fixture.ts';
import { listOperations } from './operations.ts';

const document = {
  openapi: '3.0.0',
  paths: {
    '/a': {
      get: {
        description: 'Available for **Staff and Internal tokens**',
        parameters: [{ name: 'page', in: 'query' }],
        responses: { 200: {}, '4XX': {}, 500: {} },
      },
    },
    '/b': { get: { responses: { 200: {} } } },
  },
};
const documents = documentsOf({ '/api/a.json': document });
const operations = listOperations(documents, openDocument(documents));
const [first] = operations;
const seen = (status: number, operation = first): Seen => ({
  spec: 'a.md',
  method: 'GET',
  path: '/a',
  status,
  operation,
});

test('coverage counts answers by documented status, and names what nobody asked for', () => {
  const coverage = measureCoverage(operations, [seen(200), seen(200), seen(404), seen(302)]);
  expect(coverage).toMatchObject({ exercised: 1, total: 2, undocumented: [] });
  expect(coverage.operations[0]).toMatchObject({
    specs: ['a.md'],
    unseen: ['500'],
    statuses: [
      { status: '200', count: 2 },
      { status: '500', count: 0 },
      { status: '4XX', count: 1 },
      { status: '302', count: 1 },
    ],
  });
});

test('a request without an operation is listed once', () => {
  const stray: Seen = { spec: 'x.md', method: 'GET', path: '/x', status: 200, operation: undefined };
  expect(measureCoverage(operations, [stray, stray])).toMatchObject({
    exercised: 0,
    undocumented: ['GET /x'],
  });
});

test('three sides are put beside each other, and only contradictions are disagreements', () => {
  if (!first) throw new Error('no operation');
  const rows = compareSides({ statuses: ['2xx'], tokens: ['staff', 'client'], query: [] }, first, {
    statuses: [200, 302],
    tokens: ['internal'],
    query: ['page', 'sort'],
  });
  expect(rows.map(({ aspect, name, ...sides }) => [aspect, name, ...Object.values(sides)].join(' '))).toEqual(
    [
      'status 200 yes yes yes',
      'status 302 silent no yes',
      'status 500 silent yes silent',
      'token admin no yes yes',
      'token client yes no silent',
      'token staff yes yes silent',
      'query page silent yes yes',
      'query sort silent no yes',
    ],
  );
  expect(disagreements(rows).map(({ aspect, name }) => `${aspect} ${name}`)).toEqual([
    'status 302',
    'token admin',
    'token client',
    'query sort',
  ]);
});
