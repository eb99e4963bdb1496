import { expect, test } from 'vitest';
import { complaints, contractOf, exchange } from '../check/fixture.ts';

const secret = { type: 'string', writeOnly: true };
const serial = { type: 'integer', readOnly: true };
const components = {
  schemas: {
    User: {
      type: 'object',
      required: ['id', 'name', 'password'],
      properties: { id: serial, name: { type: 'string' }, password: secret },
    },
    Secret: secret,
    Plain: { type: 'object', properties: { kind: { const: 'plain' }, password: { type: 'string' } } },
    Hidden: { type: 'object', properties: { kind: { const: 'hidden' }, password: secret } },
  },
};
const user = { $ref: '#/components/schemas/User' };

const contractFor = (schema: unknown, openapi = '3.1.0', more: object = {}) => {
  const content = { 'application/json': { schema } };
  const post = { requestBody: { content }, responses: { 200: { content } } };
  return contractOf({
    '/api/a.json': { openapi, paths: { '/things': { post } }, components },
    ...more,
  });
};
const none = {
  'undocumented-field': 'off',
  'response-format': 'off',
  'response-schema': 'off',
  'request-body': 'off',
} as const;

async function answered(schema: unknown, body: unknown, openapi?: string) {
  const contract = contractFor(schema, openapi);
  return complaints(contract.check(exchange({ method: 'POST', response: { body } }), none));
}

async function sent(schema: unknown, body: unknown, openapi?: string) {
  const contract = contractFor(schema, openapi);
  const request = { contentType: 'application/json', body, hasBody: true };
  return complaints(contract.check(exchange({ method: 'POST', request }), none));
}

const leaked = (path: string) => [`write-only-field failed ${path}`];

test.each([
  ['a reference', user, { password: 'x' }, '$.password'],
  ['an object in it', { properties: { user } }, { user: { password: 'x' } }, '$.user.password'],
  ['the items of a list', { type: 'array', items: user }, [{}, { password: 'x' }], '$[1].password'],
  ['allOf', { allOf: [user, { properties: { age: {} } }] }, { password: 'x' }, '$.password'],
  [
    'a field behind a reference',
    { properties: { p: { $ref: '#/components/schemas/Secret' } } },
    { p: 1 },
    '$.p',
  ],
  [
    'a field that is composed',
    { properties: { p: { allOf: [{ $ref: '#/components/schemas/Secret' }] } } },
    { p: 1 },
    '$.p',
  ],
  [
    'a flag beside a reference',
    { properties: { p: { $ref: '#/components/schemas/Plain', writeOnly: true } } },
    { p: {} },
    '$.p',
  ],
  [
    'a field that allows null',
    { properties: { p: { anyOf: [secret, { type: 'null' }] } } },
    { p: 'x' },
    '$.p',
  ],
  ['an alternative', { anyOf: [user, { type: 'null' }] }, { password: 'x' }, '$.password'],
  [
    'one of several alternatives',
    { anyOf: [{ properties: { name: {} } }, user] },
    { password: 'x' },
    '$.password',
  ],
  ['any further field', { additionalProperties: secret }, { p: 'x' }, '$.p'],
  ['fields by pattern', { patternProperties: { '^p': secret } }, { p: 'x' }, '$.p'],
  ['the items of a tuple', { prefixItems: [{}, user] }, [{}, { password: 'x' }], '$[1].password'],
  ['a list of names', { properties: { p: {} }, writeOnly: ['p'] }, { p: 'x' }, '$.p'],
])('a field that is writeOnly is found in an answer, through %s', async (_, schema, body, path) => {
  expect(await answered(schema, body)).toEqual(leaked(path));
});

test('what a discriminator did not choose flags nothing', async () => {
  const branches = ['Plain', 'Hidden'].map((name) => ({ $ref: `#/components/schemas/${name}` }));
  const schema = { oneOf: branches, discriminator: { propertyName: 'kind' } };
  expect(await answered(schema, { kind: 'plain', password: 'x' })).toEqual([]);
  expect(await answered(schema, { kind: 'hidden', password: 'x' })).toEqual(leaked('$.password'));
});

test('where alternatives disagree, an answer is warned of and a request is not', async () => {
  const schema = {
    anyOf: [{ properties: { p: {} } }, { properties: { p: { writeOnly: true, readOnly: true } } }],
  };
  expect(await answered(schema, { p: 'x' })).toEqual(leaked('$.p'));
  expect(await sent(schema, { p: 'x' })).toEqual([]);
});

test.each(['3.0.3', '3.1.0'])('in %s, each direction has its flag', async (version) => {
  expect(await sent(user, { id: 1, name: 'x', password: 'y' }, version)).toEqual([
    'read-only-field failed $.id',
  ]);
  expect(await answered(user, { id: 1, name: 'x', password: 'y' }, version)).toEqual(leaked('$.password'));
  expect(await sent(user, { name: 'x', password: 'y' }, version)).toEqual([]);
  expect(await answered(user, { id: 1, name: 'x' }, version)).toEqual([]);
});

test('a required field of the other direction is not missing', async () => {
  const flagged = { type: 'integer', allOf: [{ description: '' }, { $ref: '#/components/schemas/Serial' }] };
  const schema = { allOf: [user, { required: ['key', 'id'], properties: { key: flagged } }] };
  const contract = contractOf({
    '/api/a.json': {
      openapi: '3.0.3',
      components: { schemas: { ...components.schemas, Serial: serial } },
      paths: {
        '/things': {
          post: { requestBody: { content: { 'application/json': { schema } } }, responses: { 200: {} } },
        },
      },
    },
  });
  const post = (body: unknown) =>
    complaints(
      contract.check(
        exchange({ method: 'POST', request: { contentType: 'application/json', body, hasBody: true } }),
      ),
    );
  expect(post({ name: 'x', password: 'y' })).toEqual([]);
  expect(post({ name: 'x' })).toEqual(['request-body failed $.password']);
});

test.each([
  [
    'beside the required list',
    { required: ['id'], properties: { id: {} }, allOf: [{ properties: { id: serial } }] },
  ],
  ['in a part beside it', { allOf: [{ required: ['id'] }, { properties: { id: serial } }] }],
  [
    'in a part beside a reference',
    { allOf: [{ $ref: '#/components/schemas/Needs' }, { properties: { id: serial } }] },
  ],
])('a flag counts for a required field %s', async (_, schema) => {
  const contract = contractOf({
    '/api/a.json': {
      openapi: '3.0.3',
      components: { schemas: { Needs: { type: 'object', required: ['id', 'name'] } } },
      paths: {
        '/things': {
          post: { requestBody: { content: { 'application/json': { schema } } }, responses: { 200: {} } },
        },
      },
    },
  });
  const request = { contentType: 'application/json', body: { name: 'x' }, hasBody: true };
  expect(complaints(contract.check(exchange({ method: 'POST', request })))).toEqual([]);
});

test('the message names the field and keeps its value to itself', async () => {
  const contract = contractFor(user);
  const body = { id: 1, name: 'x', password: 'hunter2' };
  const found = contract
    .check(exchange({ method: 'POST', response: { body } }))
    .find(({ check }) => check === 'write-only-field');
  expect(found).toMatchObject({
    outcome: 'failed',
    severity: 'warn',
    message: '$.password is in the answer, and the document marks it writeOnly',
    side: 'api',
    document: { path: '/api/a.json', line: expect.any(Number) },
  });
  expect(JSON.stringify(found)).not.toContain('hunter2');
});

test('fields of many items are one finding', async () => {
  const contract = contractFor({ type: 'array', items: user });
  const body = Array.from({ length: 30 }, () => ({ password: 'x' }));
  const found = contract.check(exchange({ method: 'POST', response: { body } }), none);
  expect(found.filter(({ check }) => check === 'write-only-field')).toMatchObject([
    { count: 30, jsonPath: '$[*].password' },
  ]);
});

test('a 2.0 document flags fields of a request', async () => {
  const schema = { properties: { id: serial, name: {} } };
  const post = { parameters: [{ in: 'body', name: 'b', schema }], responses: { 200: {} } };
  const contract = contractOf({ '/api/a.json': { swagger: '2.0', paths: { '/things': { post } } } });
  const request = { contentType: 'application/json', body: { id: 1, name: 'x' }, hasBody: true };
  expect(complaints(contract.check(exchange({ method: 'POST', request })))).toEqual([
    'read-only-field failed $.id',
  ]);
});

test('where nothing is flagged, nothing is looked for', async () => {
  const contract = contractFor({ properties: { a: {} } });
  const checks = contract.check(exchange({ method: 'POST' })).map(({ check }) => check);
  expect(checks).not.toContain('write-only-field');
  expect(checks).toContain('response-schema');
});
