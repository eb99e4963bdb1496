import { expect, test } from 'vitest';
import { complaints, contractOf, exchange } from './fixture.ts';

const contractFor = (
  operation: object,
  document: object = { openapi: '3.0.0' },
  path = '/things',
  method = 'get',
) =>
  contractOf({
    '/api/a.json': { ...document, paths: { [path]: { [method]: { responses: { 200: {} }, ...operation } } } },
  });

const parameters = [
  { name: 'page', in: 'query', schema: { type: 'integer', minimum: 1 } },
  { name: 'sort', in: 'query', schema: { anyOf: [{ enum: ['asc', 'desc'] }, { enum: [null] }] } },
  { name: 'ids', in: 'query', schema: { type: 'array', items: { type: 'integer' } } },
  { name: 'active', in: 'query', schema: { type: 'boolean' } },
  { name: 'code', in: 'query', schema: { type: 'string', pattern: '^\\d+$' } },
  { name: 'filter[state]', in: 'query', schema: { enum: ['open'] } },
  { name: 'where', in: 'query', schema: { type: 'object' } },
];

test.each([
  ['page=2', 0],
  ['page=two', 1],
  ['page=0', 1],
  ['sort=asc', 0],
  ['sort=up', 1],
  ['ids=1,2', 1],
  ['ids=1&ids=2', 0],
  ['ids[]=1', 0],
  ['ids=a&ids=2&ids=b', 2],
  ['active=true', 0],
  ['active=yes', 1],
  ['code=0012', 0],
  ['filter[state]=open', 0],
  ['filter[state]=shut', 1],
  ['where[a]=1', 0],
])('query %s has %d complaints', async (query, count) => {
  const contract = contractFor({ parameters });
  const findings = contract.check(exchange({ query }));
  expect(complaints(findings)).toHaveLength(count);
});

test('a parameter that is not documented is a warning that lists those that are', async () => {
  const contract = contractFor({ parameters: [{ name: 'page', in: 'query' }] });
  const findings = contract.check(exchange({ query: 'pgae=1' }));
  expect(findings.find(({ check }) => check === 'request-params')).toMatchObject({
    outcome: 'failed',
    severity: 'warn',
    message: 'query parameter pgae is not in the document: documented are page',
  });
});

test('a required header that is not sent is an error with its place', async () => {
  const contract = contractFor({
    parameters: [
      { name: 'X-Version', in: 'header', required: true, schema: { type: 'string', enum: ['1'] } },
      { name: 'Authorization', in: 'header', required: true },
    ],
  });
  const [missing] = contract.check(exchange()).filter(({ outcome }) => outcome === 'failed');
  expect(missing).toMatchObject({
    severity: 'error',
    side: 'spec',
    message: 'header parameter X-Version is required and was not sent',
    document: { path: '/api/a.json', line: expect.any(Number) },
  });
  expect(complaints(contract.check(exchange({ request: { headers: { 'x-version': '1' } } })))).toEqual([]);
  expect(complaints(contract.check(exchange({ request: { headers: { 'x-version': '2' } } })))).toHaveLength(
    1,
  );
});

test('a path parameter is held against its type, also in 2.0', async () => {
  const operation = { parameters: [{ name: 'id', in: 'path', required: true, type: 'integer', maximum: 9 }] };
  const contract = contractFor(operation, { swagger: '2.0' }, '/things/{id}');
  expect(complaints(contract.check(exchange({ path: '/things/7' })))).toEqual([]);
  const [finding] = contract
    .check(exchange({ path: '/things/10' }))
    .filter(({ outcome }) => outcome === 'failed');
  expect(finding).toMatchObject({ message: 'path parameter id is 10; expected <= 9', actual: '10' });
  expect(complaints(contract.check(exchange({ path: '/things/x' })))).toHaveLength(1);
});

test('a parameter whose schema is broken is not made, not passed', async () => {
  const contract = contractFor({
    parameters: [{ name: 'q', in: 'query', schema: { $ref: '#/gone' } }],
  });
  const findings = contract.check(exchange({ query: 'q=1' }));
  expect(complaints(findings)).toEqual(['request-params not-made']);
});

const requestBody = {
  required: true,
  content: {
    'application/json': {
      schema: {
        type: 'object',
        required: ['id', 'name'],
        properties: { id: { type: 'string', readOnly: true }, name: { type: 'string' } },
      },
    },
  },
};
const post = (body: unknown, contentType = 'application/json') =>
  exchange({ method: 'POST', request: { headers: {}, contentType, body, hasBody: true } });

test('a body is held against its schema; fields that only answers have are not asked for', async () => {
  const contract = contractFor({ requestBody }, undefined, undefined, 'post');
  expect(complaints(contract.check(post({ name: 'x' })))).toEqual([]);
  const [finding] = contract.check(post({ name: 1 })).filter(({ outcome }) => outcome === 'failed');
  expect(finding).toMatchObject({
    check: 'request-body',
    severity: 'error',
    side: 'spec',
    jsonPath: '$.name',
  });
});

test('a missing body, an unasked one, and the wrong media type are said', async () => {
  const contract = contractFor({ requestBody }, undefined, undefined, 'post');
  expect(complaints(contract.check(exchange({ method: 'POST' })))).toEqual(['request-body failed']);
  expect(complaints(contract.check(post(undefined, 'text/plain')))).toEqual([
    'request-content-type failed',
    'request-body not-made',
  ]);
  const bodyless = contractFor({}, undefined, undefined, 'post');
  const [finding] = bodyless.check(post({ a: 1 })).filter(({ outcome }) => outcome === 'failed');
  expect(finding).toMatchObject({ check: 'request-body', severity: 'warn' });
});

test('a body of a 2.0 document is held against its schema', async () => {
  const operation = { parameters: [{ in: 'body', name: 'b', required: true, schema: { required: ['a'] } }] };
  const contract = contractFor(operation, { swagger: '2.0' }, undefined, 'post');
  expect(complaints(contract.check(post({})))).toEqual(['request-body failed $.a']);
  expect(complaints(contract.check(post({ a: 1 })))).toEqual([]);
});

test('a body that is a text is held where it may be one value, and is not made where it is data', async () => {
  const content = {
    'text/plain': { schema: { type: 'integer' } },
    'application/xml': { schema: { type: 'object' } },
  };
  const contract = contractFor({ requestBody: { content } }, undefined, undefined, 'post');
  expect(complaints(contract.check(post('5', 'text/plain')))).toEqual([]);
  expect(complaints(contract.check(post('five', 'text/plain')))).toEqual(['request-body failed']);
  expect(complaints(contract.check(post('<a/>', 'application/xml')))).toEqual(['request-body not-made']);
});

test('JSON that is spelt out as text is held as JSON', async () => {
  const contract = contractFor({ requestBody }, undefined, undefined, 'post');
  const spelt = (sent: string) =>
    complaints(
      contract.check(
        exchange({
          method: 'POST',
          request: { contentType: 'application/json', body: sent, sent, hasBody: true },
        }),
      ),
    );
  expect(spelt('{"name":"x"}')).toEqual([]);
  expect(spelt('{"name":1}')).toEqual(['request-body failed $.name']);
  expect(spelt('{"name"')).toEqual(['request-body failed']);
});

test('a body of a media type that the document does not describe is said to be unchecked', async () => {
  const content = { 'application/x-www-form-urlencoded': { schema: { type: 'object' } } };
  const contract = contractFor({ requestBody: { content } }, undefined, undefined, 'post');
  const findings = contract.check(post({ a: 1 })).filter(({ outcome }) => outcome !== 'passed');
  expect(findings).toMatchObject([
    { check: 'request-content-type', severity: 'warn' },
    {
      check: 'request-body',
      outcome: 'not-made',
      severity: 'warn',
      message:
        'a body of type application/json is not looked at: the document describes application/x-www-form-urlencoded',
    },
  ]);
});
