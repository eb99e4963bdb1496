import { expect, test } from 'vitest';
import { complaints, contractOf, exchange } from './fixture.ts';

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
  const contract = await contractFor(
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

test('the finding about a header names the place of what its reference stands for', async () => {
  const contract = await contractFor(
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
  const contract = await contractFor(headers);
  expect(complaints(contract.check(answer({ 'x-page': '3' })))).toEqual(['response-headers not-made']);
});

test('what is documented of Content-Type is ignored', async () => {
  const contract = await contractFor({ 'Content-Type': { required: true, schema: { enum: ['x'] } } });
  expect(complaints(contract.check(answer({})))).toEqual([]);
});
