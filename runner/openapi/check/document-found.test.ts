import { expect, test } from 'vitest';
import { contractOf, documentWith } from './fixture.ts';

const sound = documentWith({ type: 'object' });
const asked = { folders: ['/api'], method: 'GET', path: '/things' };

const empty = { openapi: '3.0.3', paths: {} };

test('a document that is there and can be read passes', async () => {
  const contract = contractOf({ '/api/a.json': sound, '/api/b.json': empty });
  for (const [swagger, path] of [
    ['a.json', '/things'],
    ['b.json', '/nowhere'],
  ] as const)
    expect(contract.findDocument({ ...asked, swagger, path })).toMatchObject({
      check: 'document-found',
      outcome: 'passed',
    });
});

test('a document that lacks the endpoint is replaced with a warning', async () => {
  const contract = contractOf({ '/api/a.json': sound, '/api/b.json': empty });
  expect(contract.findDocument({ ...asked, swagger: 'b.json' })).toMatchObject({
    outcome: 'failed',
    severity: 'warn',
    message: 'the API document b.json does not have GET /things; compared with /api/a.json, which has it',
  });
});

test.each(['/home/me/api.json', '/etc/passwd'])(
  '%s, which is elsewhere, counts as absent',
  async (swagger) => {
    const contract = contractOf({ '/api/a.json': sound });
    expect(contract.findDocument({ ...asked, swagger })).toMatchObject({ severity: 'warn' });
    expect(contract.findDocument({ ...asked, swagger: `../..${swagger}` })).toMatchObject({
      outcome: 'not-made',
      severity: 'error',
      message: expect.stringContaining('outside'),
    });
  },
);

test.each([
  ['cut off JSON', '{"openapi":"3.0.3","paths":{"/things":', 'is not sound JSON or YAML'],
  ['a key that is doubled in YAML', 'openapi: 3.0.3\npaths:\n  /a: {}\n  /a: {}\n', 'unique'],
  [
    'a key that is doubled in JSON',
    '{"openapi":"3.0.3","paths":{"/a":{},"/a":{}}}',
    '"/a" is duplicated at line 1, column 37',
  ],
  ['an empty file', '', 'holds no object'],
  ['a page of a web server', '<!DOCTYPE html>\n<html><body>404</body></html>\n', 'it is an HTML page'],
  ['YAML of another kind', 'name: things\n', 'is not an OpenAPI document'],
  ['a version that is not known', 'openapi: 4.0.0\npaths: {}\n', 'found openapi: 4.0.0'],
  ['paths that are no map', 'openapi: 3.0.3\npaths:\n', '"paths" holds no object'],
  ['more than 64 MB', ' '.repeat(64 * 1024 * 1024 + 1), 'larger than 64 MB'],
])('%s is not made, and no other document stands in', async (_, text, why) => {
  const contract = contractOf({ '/api/named.json': text, '/api/other.json': sound });
  expect(contract.findDocument({ ...asked, swagger: 'named.json' })).toMatchObject({
    outcome: 'not-made',
    severity: 'error',
    message: expect.stringContaining(why),
  });
  expect(contract.find({ ...asked, swagger: 'named.json' })).toBeUndefined();
});

test('a readable document of that name further up does not stand in for the nearer one', async () => {
  const contract = contractOf({ '/api/x/a.json': '{', '/api/y/a.json': sound });
  const folders = ['/api/x', '/api/y'];
  expect(contract.findDocument({ ...asked, folders, swagger: 'a.json' })?.outcome).toBe('not-made');
  const other = { ...asked, folders: ['/api/y', '/api/x'], swagger: 'a.json' };
  expect(contract.findDocument(other)?.outcome).toBe('passed');
});

test('an absent document is replaced with a warning, at severity error too', async () => {
  const contract = contractOf({ '/api/other.json': sound }, { 'document-found': 'error' });
  expect(contract.findDocument({ ...asked, swagger: 'named.json' })).toMatchObject({
    outcome: 'failed',
    severity: 'warn',
    message: expect.stringMatching(/named\.json is not there .*compared with \/api\/other\.json/),
  });
});

test('an absent document that nothing replaces is not made', async () => {
  const contract = contractOf({ '/api/other.json': sound });
  const endpoint = { ...asked, path: '/else', swagger: 'named.json' };
  expect(contract.findDocument(endpoint)).toMatchObject({
    outcome: 'not-made',
    severity: 'error',
    message: expect.stringContaining('/api/named.json'),
  });
  expect(contract.findDocument(endpoint, { 'document-found': 'warn' })?.severity).toBe('warn');
  expect(contract.findDocument(endpoint, { 'document-found': 'off' })).toBeUndefined();
});

test('a spec that names no document is only warned of', async () => {
  const contract = contractOf({ '/api/other.json': sound });
  for (const path of ['/things', '/else'])
    expect(contract.findDocument({ ...asked, path }, { 'document-found': 'error' })?.severity).toBe('warn');
});

test('an endpoint behind a part that cannot be read is not made, and no other document stands in', async () => {
  const contract = contractOf({
    '/api/a.json': {
      openapi: '3.0.3',
      paths: { '/things/{id}': { $ref: 'gone.json' }, '/else': { get: {} } },
    },
    '/api/b.json': { openapi: '3.0.3', paths: { '/things/{id}': { get: {} } } },
  });
  const named = { ...asked, swagger: 'a.json' };
  expect(contract.findDocument({ ...named, path: '/things/{id}' })).toMatchObject({
    outcome: 'not-made',
    severity: 'error',
    message: expect.stringContaining('gone.json'),
  });
  expect(contract.find({ ...named, path: '/things/7' })).toBeUndefined();
  expect(contract.findDocument({ ...named, path: '/else' })?.outcome).toBe('passed');
});
