import { expect, test } from 'vitest';
import { documentsOf, openDocument } from '../check/fixture.ts';
import { operationIndexOf, findOperation, listOperations } from './operations.ts';

const get = { get: { responses: { '200': { description: '' } } } };
const open = (document: unknown, more = {}) => {
  const documents = documentsOf({ '/api/a.json': document, ...more });
  return { documents, document: openDocument(documents) };
};
const find = (document: unknown, method: string, path: string) => {
  const opened = open(document);
  return findOperation(opened.documents, opened.document, method, path)?.operation.template;
};

test.each([
  ['/business/payments/v1/products', '/v1/products'],
  ['/v1/products', '/v1/products'],
  ['/business/payments/v1/products/?page=1', '/v1/products'],
  ['/payments/v1/products', undefined],
])('under a basePath %s is %s', (path, template) => {
  const document = { swagger: '2.0', basePath: '/business/payments/', paths: { '/v1/products': get } };
  expect(find(document, 'get', path)).toBe(template);
});

test.each([
  ['/v3/a', '/a'],
  ['/eu/b', '/b'],
  ['/v3/b', undefined],
  ['/own/c', '/c'],
  ['/c', '/c'],
])('a server prefix counts, the innermost one: %s is %s', (path, template) => {
  const document = {
    openapi: '3.0.0',
    servers: [{ url: 'https://api.example.com/{version}/', variables: { version: { default: 'v3' } } }],
    paths: {
      '/a': get,
      '/b': { ...get, servers: [{ url: '//x.example.com/eu' }] },
      '/c': { get: { ...get.get, servers: [{ url: '/own' }] } },
    },
  };
  expect(find(document, 'GET', path)).toBe(template);
});

test.each([
  ['/a/mine', '/a/mine'],
  ['/a/7', '/a/{id}'],
  ['/a/7.json', '/a/{id}.json'],
  ['/a/7/c', '/a/{id}/c'],
  ['/a/b/c', '/a/b/{x}'],
  ['/r/1-2', '/r/{from}-{to}'],
  ['/r/12', undefined],
  ['/r/1-', undefined],
  ['/a/x%20y', '/a/{id}'],
  ['/a/{id}', '/a/{id}'],
])('the most specific template wins: %s is %s', (path, template) => {
  const templates = ['/a/{id}', '/a/mine', '/a/{id}.json', '/a/{id}/c', '/a/b/{x}', '/r/{from}-{to}'];
  const paths = Object.fromEntries(templates.map((each) => [each, get]));
  expect(find({ openapi: '3.0.0', paths }, 'GET', path)).toBe(template);
});

test('the path gives its values to the parameters, as they are written', () => {
  const { documents, document } = open({ openapi: '3.0.0', paths: { '/a/{x}-{y}.json': get } });
  const found = findOperation(documents, document, 'GET', '/a/1%2F2-z.json');
  expect(Object.fromEntries(found?.pathValues ?? [])).toEqual({ x: '1%2F2', y: 'z' });
});

test('a HEAD that is not documented is the GET', () => {
  expect(find({ openapi: '3.0.0', paths: { '/a': get } }, 'HEAD', '/a')).toBe('/a');
});

test('an operation merges the parameters of its path and follows references', () => {
  const { documents, document } = open(
    {
      openapi: '3.0.0',
      paths: { '/a': { $ref: 'item.json' } },
      components: {
        parameters: { Page: { name: 'page', in: 'query', required: true, schema: { type: 'integer' } } },
        responses: {
          No: { description: '', content: { 'application/json': { schema: {}, example: { a: 1 } } } },
        },
      },
    },
    {
      '/api/item.json': {
        parameters: [
          { name: 'page', in: 'query' },
          { name: 'x', in: 'header' },
        ],
        get: {
          deprecated: true,
          parameters: [{ $ref: 'a.json#/components/parameters/Page' }, { $ref: '#/gone' }],
          responses: { '4xx': { $ref: 'a.json#/components/responses/No' }, default: { description: '' } },
        },
      },
    },
  );
  const [operation] = listOperations(documents, document);
  expect(operation).toMatchObject({
    method: 'GET',
    deprecated: true,
    parameters: [
      {
        name: 'page',
        required: true,
        schema: { file: '/api/a.json', pointer: '/components/parameters/Page/schema' },
      },
      { name: 'x', in: 'header', required: false },
    ],
    responses: {
      '4XX': { content: { 'application/json': { examples: [{ a: 1 }] } } },
      default: { content: {} },
    },
    gaps: [{ part: 'parameters', message: expect.stringMatching(/#\/gone/) }],
  });
});

test('a 2.0 operation reads its body, media types and examples', () => {
  const { documents, document } = open({
    swagger: '2.0',
    produces: ['application/json'],
    paths: {
      '/a': {
        post: {
          consumes: ['application/json'],
          parameters: [{ in: 'body', name: 'b', required: true, schema: { type: 'object' } }],
          responses: {
            '200': { examples: { 'application/json': '{"a": 1}' } },
            '201': { schema: { type: 'string' } },
          },
        },
        put: { parameters: [{ in: 'formData', name: 'f', type: 'file' }], responses: {} },
      },
    },
  });
  const [put, post] = listOperations(documents, document);
  expect(post?.requestBody).toMatchObject({
    required: true,
    content: { 'application/json': { schema: { pointer: '/paths/~1a/post/parameters/0/schema' } } },
  });
  expect(post?.responses['200']?.content).toEqual({
    'application/json': { schema: undefined, examples: [{ a: 1 }], problems: [], encoding: {} },
  });
  expect(post?.responses['201']?.content['application/json']?.schema).toBeDefined();
  expect(Object.keys(put?.requestBody?.content ?? {})).toEqual([
    'application/x-www-form-urlencoded',
    'multipart/form-data',
  ]);
});

test.each([
  [{ 'x-on-behalf-of': true }, true],
  [{ parameters: [{ name: 'x-on-behalf-of', in: 'header' }] }, true],
  [{ parameters: [{ name: 'X-On-Behalf-Of', in: 'query' }] }, false],
])('%j declares acting on behalf: %s', (operation, declares) => {
  const { documents, document } = open({
    openapi: '3.0.0',
    paths: { '/a': { get: { responses: {}, ...operation } } },
  });
  expect(listOperations(documents, document)[0]?.declaresOnBehalf).toBe(declares);
});

test('what a document lacks is explained by what it has', () => {
  const { documents, document } = open({ openapi: '3.0.0', paths: { '/v1/products/{id}': get } });
  const index = operationIndexOf(documents);
  expect(index.explainMissing(document, 'DELETE', '/v1/products/1')).toMatch(
    /documented for GET, not for DELETE/,
  );
  expect(index.explainMissing(document, 'GET', '/v1/product/1')).toMatch(
    /nearest .* GET \/v1\/products\/{id}/,
  );
  expect(index.explainMissing(document, 'GET', '/else')).toMatch(/no path like it/);
});
