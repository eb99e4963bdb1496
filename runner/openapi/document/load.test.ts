import { expect, test } from 'vitest';
import { documentsOf, openDocument } from '../check/fixture.ts';
import { createDocuments } from './load.ts';

const at = { file: '/api/a.json', pointer: '' };
const minimal = { openapi: '3.0.0', paths: {} };

test('a document is read once, and only when it is asked for', () => {
  const reads: string[] = [];
  const documents = createDocuments({
    read: (path) => {
      reads.push(path);
      return JSON.stringify(minimal);
    },
  });
  expect(reads).toEqual([]);
  documents.open('/api/a.json');
  documents.open('/api/a.json');
  documents.resolve('#/paths', at);
  expect(reads).toEqual(['/api/a.json']);
});

test.each([
  ['{"swagger": "2.0"}', '2.0'],
  ['openapi: 3.0.1\npaths: {}\n', '3.0'],
  ['openapi: "3.1.0"\n', '3.1'],
  ['openapi: 3.1\n', '3.1'],
  ['swagger: 2.0\n', '2.0'],
  ['{"basePath": "/v1", "paths": {}}', '2.0'],
  ['{"servers": [{}], "paths": {}}', '3.0'],
  ['\uFEFF{"openapi": "3.0.0",}', '3.0'],
])('recognises the dialect of %j', (text, dialect) => {
  expect(openDocument(documentsOf({ '/api/a.json': text })).dialect).toBe(dialect);
});

test.each([
  ['no file', undefined, /there is no file/],
  ['another format', '{"name": "x"}', /not an OpenAPI document/],
  ['a list', '[1]', /not an OpenAPI document/],
  ['broken text', '{"openapi": [}', /not sound JSON or YAML/],
  ['aliases that multiply', billionLaughs(), /not sound JSON or YAML/],
  ['aliases that never end', 'openapi: 3.0.0\npaths: &a { b: *a }', /not sound JSON or YAML/],
  ['endless nesting', `{"openapi":"3.0.0","x":${'['.repeat(5000)}${']'.repeat(5000)}}`, /500 levels deep/],
  [
    'more than 64 MB',
    `{"openapi":"3.0.0","x":"${'x'.repeat(65 * 1024 * 1024)}"}`,
    /larger than 64 MB; --max-document/,
  ],
  [
    'an HTML page',
    '\n<!DOCTYPE html><html><body>Sign in</body></html>',
    /not an API document: it is an HTML page/,
  ],
  ['XML', '<?xml version="1.0"?><a/>', /HTML or XML/],
])('%s is a problem, not an exception', (_, text, problem) => {
  expect(documentsOf({ '/api/a.json': text }).open('/api/a.json')).toMatchObject({
    problem: expect.stringMatching(problem),
    ...(text === undefined && { isAbsent: true }),
  });
});

test('a document of 13 MB is read, and the limit can be set', () => {
  const description = 'x'.repeat(1000);
  const schemas = Object.fromEntries(
    Array.from({ length: 13_000 }, (_, n) => [`S${n}`, { type: 'object', description }]),
  );
  const text = JSON.stringify({ openapi: '3.0.0', paths: {}, components: { schemas } });
  expect(text.length).toBeGreaterThan(13_000_000);
  expect(openDocument(documentsOf({ '/api/a.json': text })).dialect).toBe('3.0');
  const limited = createDocuments({ read: () => text, maxMegabytes: 12 });
  expect(limited.open('/api/a.json')).toMatchObject({
    problem: expect.stringMatching(/larger than 12 MB; --max-document/),
  });
});

test('a reader that throws is a problem too', () => {
  const documents = createDocuments({
    read: () => {
      throw new Error('EACCES');
    },
  });
  expect(documents.open('/api/a.json')).toMatchObject({ problem: '/api/a.json cannot be read: EACCES' });
});

test('a $ref follows escaped and percent-encoded keys', () => {
  const documents = documentsOf({ '/api/a.json': { paths: { '/a b': { 'x~y': 1 } } } });
  expect(documents.resolve('#/paths/~1a%20b/x~0y', at)).toEqual({
    file: '/api/a.json',
    pointer: '/paths/~1a b/x~0y',
    value: 1,
  });
});

test('a $ref crosses files, and a mapped address leads to its folder', () => {
  const documents = documentsOf({
    '/api/a.json': { x: { $ref: 'more/b.yaml#/y' } },
    '/api/more/b.yaml': 'y: { $ref: "https://entities.example.com/c.json?v=1" }',
    '/entities/c.json': { type: 'string' },
  });
  const found = documents.deref({ ...at, pointer: '/x', value: { $ref: 'more/b.yaml#/y' } });
  expect(found).toEqual({ file: '/entities/c.json', pointer: '', value: { type: 'string' } });
});

test.each([
  ['https://elsewhere.example.com/x.json', /nothing is fetched; map the beginning/],
  ['//elsewhere.example.com/x.json', /nothing is fetched/],
  ['file:///etc/passwd', /nothing is fetched/],
  ['../secret.json', /outside the folders/],
  ['%2e%2e/secret.json', /outside the folders/],
  ['/etc/passwd', /outside the folders/],
  ['https://entities.example.com/../secret.json', /outside the folders/],
  ['missing.json', /there is no file/],
  ['#/definitions/none', /points at nothing/],
  ['#/__proto__', /points at nothing/],
  ['#name', /no schema has this \$anchor/],
])('the $ref %s is a problem that says why', (ref, problem) => {
  const documents = documentsOf({ '/api/a.json': minimal, '/secret.json': {}, '/etc/passwd': 'x' });
  expect(documents.resolve(ref, at)).toMatchObject({ problem: expect.stringMatching(problem) });
});

test('a document that may not be read is a problem', () => {
  const documents = createDocuments({ read: (path) => ({ problem: `${path} lies outside` }) });
  expect(documents.open('/else.json')).toEqual({ problem: '/else.json lies outside' });
});

test('references that lead in a circle end', () => {
  const value = { $ref: '#/a' };
  const documents = documentsOf({ '/api/a.json': { a: { $ref: '#/b' }, b: { $ref: '#/a' } } });
  expect(documents.deref({ ...at, value })).toEqual({
    problem: expect.stringMatching(/only leads to itself/),
  });
});

function billionLaughs(): string {
  const lines = ['openapi: 3.0.0', 'a0: &a0 [x, x, x, x, x, x, x, x, x]'];
  for (let n = 1; n < 12; n++)
    lines.push(
      `a${n}: &a${n} [${Array(9)
        .fill(`*a${n - 1}`)
        .join(', ')}]`,
    );
  return lines.join('\n');
}
