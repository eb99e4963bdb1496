import { expect, test } from 'vitest';
import { findingsOfAnswer, complaints, contractOf, documentWith, exchange } from './fixture.ts';

const json = (schema: unknown) => ({ description: '', content: { 'application/json': { schema } } });
const contractFor = (responses: object, document: object = { openapi: '3.0.0' }) =>
  contractOf({ '/api/a.json': { ...document, paths: { '/things': { get: { responses } } } } });
const withoutBody = { body: undefined, isJson: false, size: 0, contentType: undefined };

test.each([
  [{ 200: json({}) }, 200, []],
  [{ '2xx': json({}) }, 201, []],
  [{ default: json({}) }, 500, []],
  [{ 200: json({}), 422: json({}) }, 404, ['response-status failed']],
  [{}, 200, ['response-status not-made']],
  [{ 200: { $ref: '#/gone' } }, 200, ['response-status not-made']],
])('responses %j answered by %d', async (responses, status, expected) => {
  const contract = contractFor(responses);
  expect(complaints(contract.check(exchange({ response: { status } })))).toEqual(expected);
});

test('the schema of the exact status wins over its class and the default', async () => {
  const contract = contractFor({
    default: json({ type: 'string' }),
    '2XX': json({ type: 'number' }),
    200: json({ type: 'object' }),
  });
  const check = (status: number, body: unknown) =>
    complaints(contract.check(exchange({ response: { status, body } })));
  expect(check(200, {})).toEqual([]);
  expect(check(201, 1)).toEqual([]);
  expect(check(404, 'no')).toEqual([]);
  expect(check(201, {})).toEqual(['response-schema failed $']);
});

test('an answer of another media type fails its schema', async () => {
  const contract = contractOf({
    '/api/a.json': documentWith({ type: 'object', properties: { a: {} } }),
  });
  const html = { body: undefined, isJson: false, contentType: 'text/html', size: 100 };
  const findings = contract.check(exchange({ response: html }));
  expect(complaints(findings)).toEqual(['response-content-type failed', 'response-schema failed']);
  expect(findings.find(({ check }) => check === 'response-schema')?.message).toBe(
    'the answer is not JSON (text/html); the document promises application/json',
  );
});

test('JSON under another name warns about the name and is still held against the schema', async () => {
  const contract = contractOf({ '/api/a.json': documentWith({ type: 'object', required: ['a'] }) });
  const response = { contentType: 'application/problem+json', body: {} };
  expect(complaints(contract.check(exchange({ response })))).toEqual([
    'response-content-type failed',
    'response-schema failed $.a',
  ]);
});

test.each([
  ['application/xml', { type: 'object' }, 'application/xml', 'response-schema not-made'],
  ['text/csv', { type: 'string' }, 'text/csv; charset=utf-8', undefined],
  ['application/pdf', { $ref: '#/components/schemas/File' }, 'application/pdf', undefined],
  ['application/json', { type: 'string' }, 'application/json', 'response-schema failed'],
  ['application/xml', { type: 'object' }, 'text/plain', 'response-schema failed'],
])('of %s with %j, an answer of %s that is not JSON: %s', async (type, schema, contentType, expected) => {
  const components = { components: { schemas: { File: { type: 'string', format: 'binary' } } } };
  const contract = contractFor(
    { 200: { content: { [type]: { schema } } } },
    { openapi: '3.0.0', ...components },
  );
  const response = { contentType, isJson: false, body: undefined, size: 9 };
  const found = complaints(contract.check(exchange({ response }))).filter((each) =>
    each.startsWith('response-schema'),
  );
  expect(found).toEqual(expected ? [expected] : []);
});

test('JSON where another format is documented fails the schema', async () => {
  const contract = contractFor({
    200: { content: { 'application/xml': { schema: { type: 'object' } } } },
  });
  expect(complaints(contract.check(exchange()))).toEqual([
    'response-content-type failed',
    'response-schema failed',
  ]);
});

test('HEAD and 204 have no body to hold; an empty 200 that promises one fails', async () => {
  const contract = contractFor({ 200: json({ type: 'object' }), 204: json({ type: 'object' }) });
  expect(complaints(contract.check(exchange({ method: 'HEAD', response: withoutBody })))).toEqual([]);
  expect(complaints(contract.check(exchange({ response: { ...withoutBody, status: 204 } })))).toEqual([]);
  expect(complaints(contract.check(exchange({ response: withoutBody })))).toEqual(['response-schema failed']);
});

test('documented headers are held; a required one must be there', async () => {
  const headers = {
    'X-Total': { required: true, schema: { type: 'integer' } },
    'X-Kind': { schema: { enum: ['a'] } },
  };
  const contract = contractFor({ 200: { headers } });
  const check = (given: Record<string, string>) =>
    contract.check(exchange({ response: { headers: given } })).filter(({ outcome }) => outcome === 'failed');
  expect(check({ 'x-total': '3' })).toEqual([]);
  expect(check({})[0]?.message).toBe('header X-Total is missing');
  expect(check({ 'x-total': 'x', 'x-kind': 'b' }).map(({ severity }) => severity)).toEqual(['warn', 'warn']);
});

test('a schema that cannot be compiled or found is not made', async () => {
  const dangling = await findingsOfAnswer(
    { properties: { a: { $ref: '#/components/schemas/None' } } },
    { a: 1 },
  );
  expect(complaints(dangling)).toEqual(['response-schema not-made']);
  expect(dangling.find(({ outcome }) => outcome === 'not-made')).toMatchObject({
    severity: 'error',
    document: { path: '/api/a.json', line: expect.any(Number) },
  });
  const endless = await findingsOfAnswer(
    { $ref: '#/components/schemas/A' },
    {},
    {
      components: { schemas: { A: { allOf: [{ $ref: '#/components/schemas/A' }] } } },
    },
  );
  expect(complaints(endless)).toEqual(['response-schema not-made']);
});

test('a pattern without end does not hang the run, and is not passed', async () => {
  const findings = await findingsOfAnswer({ type: 'string', pattern: '^(a+)+$' }, `${'a'.repeat(60)}!`);
  expect(complaints(findings)).toEqual(['response-schema not-made']);
});

test('a failure says where in the answer and where in the document', async () => {
  const schema = { type: 'object', properties: { price: { type: 'number' } } };
  const findings = await findingsOfAnswer(schema, { price: '100.0' });
  expect(findings.find(({ outcome }) => outcome === 'failed')).toMatchObject({
    check: 'response-schema',
    message: '$.price is "100.0"; expected number',
    pointer: '/price',
    jsonPath: '$.price',
    expected: 'number',
    actual: '100.0',
    side: 'api',
    document: { path: '/api/a.json', line: 15, column: 23 },
  });
});

test('items that fail alike are one finding', async () => {
  const schema = {
    properties: { data: { type: 'array', items: { properties: { price: { type: 'number' } } } } },
  };
  const data = Array.from({ length: 40 }, (_, index) => ({ price: `${index}` }));
  const failed = (await findingsOfAnswer(schema, { data })).filter(({ outcome }) => outcome === 'failed');
  expect(failed).toHaveLength(1);
  expect(failed[0]).toMatchObject({
    count: 40,
    jsonPath: '$.data[*].price',
    pointer: '/data/0/price',
    message: '40 items: $.data[*].price is "0"; expected number',
  });
});

test('very many differences are cut, and counted', async () => {
  const properties = Object.fromEntries(
    Array.from({ length: 50 }, (_, index) => [`f${index}`, { type: 'string' }]),
  );
  const body = Object.fromEntries(Object.keys(properties).map((name) => [name, 1]));
  const failed = (await findingsOfAnswer({ properties }, body)).filter(({ outcome }) => outcome === 'failed');
  expect(failed).toHaveLength(21);
  expect(failed.at(-1)).toMatchObject({ count: 30 });
});

const textual = (schema: unknown, type = 'text/plain') => ({
  200: { description: '', content: { [type]: { schema } } },
});

test.each([
  ['a text', { type: 'string' }, 'text/plain', 'abc', []],
  ['a text or null', { type: ['string', 'null'] }, 'text/plain', 'abc', []],
  ['a text of its enum', { type: 'string', enum: ['abc'] }, 'text/plain', 'abc', []],
  ['another text', { type: 'string', enum: ['abc'] }, 'text/plain', 'abd', ['response-schema failed']],
  [
    'a text that is too short',
    { type: 'string', minLength: 9 },
    'text/plain',
    'abc',
    ['response-schema failed'],
  ],
  ['a file', { type: 'string', format: 'binary' }, 'image/png', undefined, []],
  [
    'a file with a pattern',
    { type: 'string', pattern: '^a' },
    'image/png',
    undefined,
    ['response-schema not-made'],
  ],
  ['events', { type: 'string' }, 'text/event-stream', undefined, []],
])('an answer that is %s is held against its schema', async (_, schema, contentType, text, expected) => {
  const contract = contractFor(textual(schema, contentType), { openapi: '3.1.0' });
  const response = { body: undefined, text, isJson: false, contentType, size: 3 };
  const findings = contract.check(exchange({ response }));
  expect(complaints(findings)).toEqual(expected);
  expect(findings.map(({ check }) => check)).toContain('response-schema');
});

test.each([
  ['2.0', { swagger: '2.0' }, 'failed', 'has no schema for 200'],
  ['3.0', { openapi: '3.0.3' }, 'not-made', 'has no content for 200'],
  ['3.1', { openapi: '3.1.0' }, 'not-made', 'has no content for 200'],
])('a body that the document of %s does not describe is a warning', async (_, document, outcome, words) => {
  const contract = contractFor({ 200: { description: '' } }, document);
  const said = (response: object) =>
    contract.check(exchange({ response })).filter(({ check }) => check === 'response-schema');
  const [finding, ...more] = said({ body: { a: 1 }, size: 7 });
  expect(finding).toMatchObject({ outcome, severity: 'warn', message: expect.stringContaining(words) });
  expect([...more, ...said({ body: {} }), ...said(withoutBody)]).toEqual([]);
});

test.each<[string, unknown, string, string | undefined, readonly string[]]>([
  ['a number', { type: 'number' }, 'text/plain', '5', []],
  ['a number that is none', { type: 'number' }, 'text/plain', 'abc', ['response-schema failed']],
  ['a truth value', { type: 'boolean' }, 'text/plain', 'true', []],
  ['a truth value that is none', { type: 'boolean' }, 'text/plain', 'yes', ['response-schema failed']],
  ['one number in CSV', { type: 'integer' }, 'text/csv', '5', []],
  [
    'a number behind allOf',
    { allOf: [{ type: 'integer', maximum: 3 }] },
    'text/plain',
    '5',
    ['response-schema failed'],
  ],
  ['a list', { type: 'array', items: {} }, 'text/plain', 'a,b', ['response-schema not-made']],
  ['a number that was not read', { type: 'integer' }, 'image/png', undefined, ['response-schema not-made']],
])('%s in a text is one value', async (_, schema, type, text, expected) => {
  const contract = contractFor({ 200: { description: '', content: { [type]: { schema } } } });
  const response = { contentType: type, body: undefined, isJson: false, size: 9, text };
  expect(complaints(contract.check(exchange({ response })))).toEqual(expected);
});
