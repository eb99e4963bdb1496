import { expect, test } from 'vitest';
import { complaints, contractOf, documentsOf, exchange, openDocument } from '../check/fixture.ts';
import { operationIndexOf, findOperation } from './operations.ts';
import { basePathsOf } from './servers.ts';

const get = { get: { responses: { '200': { description: '' } } } };

const bases = (servers: unknown, more: object = { openapi: '3.0.3' }): readonly string[] => {
  const documents = documentsOf({ '/api/a.json': { paths: {}, ...more, servers } });
  return basePathsOf(openDocument(documents), []).map(({ path }) => path);
};

const versions = { version: { default: 'v2', enum: ['v1', 'v2'] } };

test.each([
  ['https://x.example.com/{version}/acme', versions, ['/v2/acme', '/v1/acme']],
  [
    'https://{region}.example.com/{version}',
    { ...versions, region: { default: 'eu', enum: ['eu', 'us'] } },
    ['/v2', '/v1'],
  ],
  ['{scheme}://{host}/api', { scheme: { default: 'https' }, host: { default: 'a.b:8080' } }, ['/api']],
  ['{base}/v1', { base: { default: 'https://a.example.com/x' } }, ['/x/v1']],
  ['/{version}', { version: { default: 3, enum: [2, 3] } }, ['/3', '/2']],
  ['/{version}', {}, ['/{version}']],
  ['/{version}', { version: { enum: ['v1'] } }, ['/v1']],
  ['/v1/', {}, ['/v1']],
  ['v1', {}, ['v1']],
  ['./v1', {}, ['v1']],
  ['../../v1', {}, ['v1']],
  ['.', {}, ['']],
  ['/', {}, ['']],
  ['//host.example.com/v1?x=1#y', {}, ['/v1']],
  ['', {}, ['']],
])('the server %s with %j has the base paths %j', (url, variables, paths) => {
  expect(bases([{ url, variables }])).toEqual(paths);
});

test('a server with more choices than can be listed takes any word for what is left', () => {
  const many = (letter: string) => ({
    default: `${letter}0`,
    enum: Array.from({ length: 100 }, (_, index) => `${letter}${index}`),
  });
  const variables = { a: many('a'), b: many('b'), c: many('c') };
  const listed = bases([{ url: '/{a}/{b}/{c}', variables }]);
  expect(listed).toHaveLength(100);
  expect(listed[1]).toBe('/a1/{b}/{c}');
});

test.each([
  ['/v1/acme/vars', true],
  ['/v2/acme/vars', true],
  ['/vars', true],
  ['/v3/acme/vars', false],
  ['/v1/vars', false],
])('below each value of a variable: %s is found: %s', (path, isFound) => {
  const document = {
    openapi: '3.0.3',
    servers: [{ url: 'https://x.example.com/{version}/acme', variables: versions }],
    paths: { '/vars': get },
  };
  const documents = documentsOf({ '/api/a.json': document });
  expect(findOperation(documents, openDocument(documents), 'GET', path) !== undefined).toBe(isFound);
});

test('servers of an operation and of its path stand in for those of the document', () => {
  const document = {
    openapi: '3.1.0',
    servers: [{ url: '/doc' }],
    paths: {
      '/a': { ...get, servers: [{ url: '/{v}', variables: { v: { default: 'p1', enum: ['p1', 'p2'] } } }] },
      '/b': { servers: [{ url: '/path' }], get: { ...get.get, servers: [{ url: '/op' }] } },
      '/c': get,
    },
  };
  const documents = documentsOf({ '/api/a.json': document });
  const found = (path: string) =>
    findOperation(documents, openDocument(documents), 'GET', path) !== undefined;
  expect(['/p1/a', '/p2/a', '/op/b', '/doc/c'].map(found)).toEqual([true, true, true, true]);
  expect(['/doc/a', '/doc/b', '/path/b', '/p1/c'].map(found)).toEqual([false, false, false, false]);
  const index = operationIndexOf(documents);
  expect(index.basePaths(openDocument(documents))).toEqual(['/doc', '/p1', '/p2', '/op']);
});

const slashes = {
  openapi: '3.0.3',
  servers: [{ url: 'https://a.example.com/v1' }],
  paths: { '/things': get, '/list/': get, '/': get, '/one/{id}': get },
};

test.each([
  [slashes, '/things', undefined],
  [slashes, '/v1/things', undefined],
  [slashes, '/things?x=/', undefined],
  [slashes, '/list/', undefined],
  [slashes, '/v1/', undefined],
  [slashes, '/things/', '/things/ ends in a slash, and the path in the document does not'],
  [slashes, '/one/2/', '/one/2/ ends in a slash, and the path in the document does not'],
  [slashes, '/v1/list', '/v1/list does not end in a slash, as the path in the document does'],
  [slashes, '/v1//things', '/v1//things has an empty segment'],
  [
    { ...slashes, servers: [{ url: 'https://a.example.com/v1/' }] },
    '/v1/things',
    'the base path /v1/ ends in a slash, which makes the path /v1//things',
  ],
  [{ ...slashes, servers: [{ url: 'https://a.example.com/v1/' }] }, '/v1//things', undefined],
  [{ ...slashes, servers: [{ url: 'https://a.example.com/' }] }, '/things', undefined],
])('a slash more or less is said: %j %s: %s', async (document, path, message) => {
  const contract = contractOf({ '/api/a.json': document });
  const [found] = contract.check(exchange({ path }));
  expect(found?.check).toBe('operation-found');
  if (message === undefined) expect(found?.outcome).toBe('passed');
  else
    expect(found).toMatchObject({
      outcome: 'failed',
      severity: 'warn',
      message: expect.stringContaining(message),
    });
});

test.each<[unknown, RegExp]>([
  [{ url: '/v1' }, /"servers" is .*; expected a list/],
  [['/v1'], /"servers" lists "\/v1"; expected an object with a url/],
  [[{ url: '/{v}' }], /the variable {v} of the server \/{v} is not listed/],
  [[{ url: '/{v}', variables: [] }], /the "variables" of the server \/{v} are .*; expected an object/],
  [
    [{ url: '/{v}', variables: { v: { enum: ['a'] } } }],
    /the variable {v} of the server \/{v} has no default/,
  ],
  [[{ url: '/{v}', variables: { v: { default: true } } }], /has the default true; expected a text/],
  [
    [{ url: '/{v}', variables: { v: { default: 'b', enum: ['a', 'c'] } } }],
    /has the default "b", which is not in its enum: a, c/,
  ],
  [
    [{ url: '/{v}', variables: { v: { default: 'b', enum: [] } } }],
    /has the enum .*; expected a list of texts/,
  ],
])('the servers %j are said once, whether an operation is found or not', async (servers, message) => {
  const contract = contractOf({
    '/api/a.json': { openapi: '3.0.3', servers, paths: { '/vars': get, '/b/vars': get, '/a/vars': get } },
  });
  for (const path of ['/vars', '/nowhere']) {
    const said = contract
      .check(exchange({ path, response: { size: 0 } }))
      .filter(({ check, outcome }) => check === 'operation-found' && outcome === 'not-made');
    expect(said.map((each) => [each.severity, each.message])).toEqual([
      ['warn', expect.stringMatching(message)],
    ]);
  }
});

test('servers that say all there is to say are not said', async () => {
  const variables = { v: { default: 3, enum: [2, 3] }, unused: {} };
  const contract = contractOf({
    '/api/a.json': { openapi: '3.0.3', servers: [{ url: '/{v}', variables }], paths: { '/vars': get } },
  });
  expect(complaints(contract.check(exchange({ path: '/3/vars', response: { size: 0 } })))).toEqual([]);
});
