import { expect, test } from 'vitest';
import { complaints, contractOf, exchange } from '../check/fixture.ts';

const contractFor = (headers: unknown, more: object = {}, files: object = {}) =>
  contractOf({
    '/api/a.json': {
      openapi: '3.0.3',
      paths: { '/things': { get: { responses: { 200: { headers } } } } },
      ...more,
    },
    ...files,
  });
const answer = (headers: Readonly<Record<string, string>>) => exchange({ response: { headers } });

const page = { required: true, schema: { type: 'integer' } };

test.each([
  ['in place', { 'X-Page': page }],
  ['behind a reference', { 'X-Page': { $ref: '#/components/headers/Page' } }],
  ['behind two', { 'X-Page': { $ref: '#/components/headers/Alias' } }],
  ['in another file', { 'X-Page': { $ref: 'shared/headers.json#/Page' } }],
])('a header is held %s', async (_, headers) => {
  const contract = contractFor(
    headers,
    { components: { headers: { Page: page, Alias: { $ref: '#/components/headers/Page' } } } },
    { '/api/shared/headers.json': { Page: page } },
  );
  const messages = (sent: Readonly<Record<string, string>>) =>
    contract.check(answer(sent)).flatMap(({ outcome, message }) => (outcome === 'failed' ? [message] : []));
  expect(messages({ 'x-page': '3' })).toEqual([]);
  expect(messages({})).toEqual(['header X-Page is missing']);
  expect(messages({ 'x-page': 'x' })).toEqual(['header X-Page is "x"; expected integer']);
});

test('the finding about a header names the place behind its reference', async () => {
  const contract = contractFor(
    { 'X-Page': { $ref: 'shared/headers.json#/Page' } },
    {},
    { '/api/shared/headers.json': { Page: page } },
  );
  const missing = contract.check(answer({})).find(({ outcome }) => outcome === 'failed');
  expect(missing).toMatchObject({
    check: 'response-headers',
    severity: 'warn',
    document: { path: '/api/shared/headers.json' },
  });
});

test.each([
  ['a reference to nothing', { 'X-Page': { $ref: '#/components/headers/None' } }],
  ['a reference to itself', { 'X-Page': { $ref: '#/paths/~1things/get/responses/200/headers/X-Page' } }],
  ['no header at all', { 'X-Page': null }],
  ['a list of headers', [page]],
  ['no headers', null],
])('with %s, nothing is known and the check is not made', async (_, headers) => {
  const contract = contractFor(headers);
  expect(complaints(contract.check(answer({ 'x-page': '3' })))).toEqual(['response-headers not-made']);
});

test('what is documented of Content-Type is ignored', async () => {
  const contract = contractFor({ 'Content-Type': { required: true, schema: { enum: ['x'] } } });
  expect(complaints(contract.check(answer({})))).toEqual([]);
});

const list = (type: string) => ({ schema: { type: 'array', items: { type } } });
const object = {
  type: 'object',
  required: ['a'],
  properties: { a: { type: 'integer' }, b: { type: 'string' } },
};

test.each([
  ['a list', list('integer'), '1, 2,3', []],
  ['a list of one', list('integer'), '1', []],
  ['a list of none', list('integer'), '', []],
  ['an item of a list', list('integer'), '1, x', ['header X-V at $[1] is "x"; expected integer']],
  ['an object', { schema: object }, 'a,1,b,x', []],
  ['a field of an object', { schema: object }, 'a,x', ['header X-V at $.a is "x"; expected integer']],
  ['an exploded object', { schema: object, explode: true }, 'a=1,b=x', []],
  [
    'an object of another style',
    { schema: object },
    'a=1',
    ['header X-V is "a=1"; expected names and values, as in a,…,b,…'],
  ],
  ['JSON', { content: { 'application/json': { schema: object } } }, '{"a":1}', []],
  [
    'JSON that does not fit',
    { content: { 'application/json': { schema: object } } },
    '{"a":"x"}',
    ['header X-V at $.a is "x"; expected integer'],
  ],
  [
    'a text that is not JSON',
    { content: { 'application/json': { schema: object } } },
    'a',
    ['header X-V is "a", which is not JSON; the document describes it as application/json'],
  ],
  ['a text that is a number', { schema: { type: 'string' } }, '5', []],
  ['a date', { schema: { type: 'string', format: 'date-time' } }, '2026-01-01T00:00:00Z', []],
  [
    'no date',
    { schema: { type: 'string', format: 'date-time' } },
    'soon',
    ['header X-V is "soon"; expected the format date-time'],
  ],
  ['a whole number', { schema: { type: 'boolean' } }, '1', ['header X-V is "1"; expected boolean']],
])('%s in a header is held', async (_, header, value, expected) => {
  const contract = contractFor({ 'X-V': header });
  const findings = contract.check(answer({ 'x-v': value }), { 'response-headers': 'error' });
  const found = findings.filter(({ outcome }) => outcome !== 'passed');
  expect(found.map(({ message }) => message)).toEqual(expected);
  for (const each of found) expect(each).toMatchObject({ severity: 'error', outcome: 'failed', side: 'api' });
});

test.each([
  ['csv', '1,2', '1|2'],
  ['pipes', '1|2', '1,2'],
  ['ssv', '1 2', '1,2'],
])('a list of a 2.0 header is cut as %s', async (collectionFormat, right, wrong) => {
  const headers = { 'X-V': { type: 'array', collectionFormat, items: { type: 'integer' } } };
  const contract = contractOf({
    '/api/a.json': { swagger: '2.0', paths: { '/things': { get: { responses: { 200: { headers } } } } } },
  });
  expect(complaints(contract.check(answer({ 'x-v': right })))).toEqual([]);
  expect(complaints(contract.check(answer({ 'x-v': wrong })))).toEqual(['response-headers failed']);
});

test.each([
  ['a style that headers have not', { style: 'form', schema: {} }],
  ['a schema that is null', { schema: null }],
  ['a schema that leads nowhere', { schema: { $ref: '#/none' } }],
  ['a media type that is not looked into', { content: { 'application/xml': { schema: {} } } }],
])('%s is not made', async (_, header) => {
  const contract = contractFor({ 'X-V': header });
  const found = contract.check(answer({ 'x-v': '1' })).filter(({ outcome }) => outcome !== 'passed');
  expect(found).toMatchObject([{ check: 'response-headers', outcome: 'not-made', side: 'document' }]);
});

const cookies = {
  'set-cookie': ['a=1; Expires=Wed, 21 Oct 2099 07:28:00 GMT', 'b=2; Path=/'],
} as const;

test.each([
  ['a list', { type: 'array', items: { type: 'string', pattern: '^[ab]=' }, minItems: 2, maxItems: 2 }, []],
  ['a list of others', { type: 'array', items: { pattern: '^a=' } }, ['response-headers failed']],
  ['one text', { type: 'string', pattern: '^[ab]=\\d;' }, []],
  ['another text', { type: 'string', pattern: '^a=' }, ['response-headers failed']],
])('each line of Set-Cookie is one value of %s', async (_, schema, expected) => {
  const contract = contractFor({ 'Set-Cookie': { schema } });
  expect(complaints(contract.check(exchange({ response: { headers: cookies } })))).toEqual(expected);
});
