import { expect, test } from 'vitest';
import { complaints, contractOf, documentsOf, exchange, openDocument } from '../check/fixture.ts';
import { operationIndexOf, listOperations } from './operations.ts';

const id = { name: 'id', in: 'query', required: true, schema: { type: 'integer' } };
const get = { parameters: [id], responses: { 200: { description: '' } } };

/** What is wrong with `GET /things?id=x`, which must be one thing. */
async function said(paths: object, files: object = {}, more: object = { openapi: '3.1.0' }) {
  const contract = contractOf({ '/api/a.json': { ...more, paths }, ...files });
  return complaints(contract.check(exchange({ query: 'id=x' })));
}

test.each([
  ['in components', { '/things': { $ref: '#/components/pathItems/Things' } }, {}],
  ['in another file', { '/things': { $ref: 'items/things.json' } }, { '/api/items/things.json': { get } }],
  [
    'over several files',
    { '/things': { $ref: 'b.json#/paths/~1x' } },
    { '/api/b.json': { openapi: '3.0.0', paths: { '/x': { $ref: 'c.json' } } }, '/api/c.json': { get } },
  ],
  ['another path', { '/x': { get }, '/things': { $ref: '#/paths/~1x' } }, {}],
  ['with parameters beside it', { '/things': { $ref: '#/components/pathItems/Bare', parameters: [id] } }, {}],
  [
    'with parameters behind it',
    { '/things': { $ref: '#/components/pathItems/Params', get: { responses: get.responses } } },
    {},
  ],
  ['of an operation', { '/things': { get: { $ref: 'op.json' } } }, { '/api/op.json': get }],
  [
    'of a parameter',
    { '/things': { get: { ...get, parameters: [{ $ref: 'id.json#/a~1b' }] } } },
    { '/api/id.json': { 'a/b': id } },
  ],
])('a $ref %s is followed', async (_name, paths, files) => {
  const pathItems = {
    Things: { get },
    Bare: { get: { responses: get.responses } },
    Params: { parameters: [id] },
  };
  expect(await said(paths, files, { openapi: '3.1.0', components: { pathItems } })).toEqual([
    'request-params failed',
  ]);
});

test.each([
  ['a path item that is not there', { '/things': { $ref: '#/components/pathItems/Gone' } }],
  ['a path item in a circle', { '/things': { $ref: '#/paths/~1things' } }],
  ['path items in a circle', { '/things': { $ref: '#/paths/~1b' }, '/b': { $ref: '#/paths/~1things' } }],
  ['an operation in a circle', { '/things': { get: { $ref: '#/paths/~1things/get' } } }],
  ['an operation that is not there', { '/things': { get: { $ref: 'gone.json' } } }],
  ['an operation beside a $ref and behind it', { '/things': { $ref: '#/paths/~1b', get }, '/b': { get } }],
])('%s is not made', async (_name, paths) => {
  expect(await said(paths)).toEqual(['operation-found not-made']);
});

test('parameters in a circle, and parameters of which two lists could count, are not made', async () => {
  const circle = { ...get, parameters: [{ $ref: '#/components/parameters/A' }] };
  const components = {
    parameters: { A: { $ref: '#/components/parameters/B' }, B: { $ref: '#/components/parameters/A' } },
  };
  const circled = await said({ '/things': { get: circle } }, {}, { openapi: '3.1.0', components });
  expect(circled).toEqual(['request-params not-made']);
  const twice = {
    '/things': { $ref: '#/paths/~1b', parameters: [] },
    '/b': { parameters: [id], get: { responses: {} } },
  };
  expect(await said(twice)).toContain('request-params not-made');
});

test('a document of many operations is read once, and few of its problems are listed', async () => {
  const count = 20_000;
  const paths = Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `/things/t${index}`,
      index % 2 === 0 ? { get } : { $ref: `#/paths/~1things~1t${index}` },
    ]),
  );
  const files = {
    '/api/a.json': {
      openapi: '3.0.0',
      servers: [{ url: '/v{v}', variables: { v: { default: '1', enum: ['1', '2', '3'] } } }],
      paths,
    },
  };
  const documents = documentsOf(files);
  const document = openDocument(documents);
  const index = operationIndexOf(documents);
  expect(index.find(document, 'GET', '/v3/things/t19998')?.operation.template).toBe('/things/t19998');
  expect(index.unread(document, '/v2/things/t1')).toHaveLength(1);
  expect(index.explainMissing(document, 'GET', '/v1/thing/t2')).toMatch(/nearest/);
  const [finding] = contractOf(files).check(exchange({ path: '/none' }));
  expect(finding?.message).toMatch(/and 9997 more$/);
});

test('header names ignore case, and parameters of the operation replace those of its path', () => {
  const parameters = [{ name: 'X-A', in: 'header', required: true }];
  const own = { ...get, parameters: [{ name: 'x-a', in: 'header' }] };
  const documents = documentsOf({
    '/api/a.json': { openapi: '3.0.0', paths: { '/a': { parameters, get: own } } },
  });
  const [operation] = listOperations(documents, openDocument(documents));
  expect(operation?.parameters.map(({ name, required }) => [name, required])).toEqual([['x-a', false]]);
});
