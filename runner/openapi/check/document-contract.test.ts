import { expect, test } from 'vitest';
import type { Severities } from './finding.ts';
import { complaints, contractOf, documentWith, exchange } from './fixture.ts';

const object = documentWith({ type: 'object', properties: { a: { type: 'number' } } });

test('an exchange that keeps its promises passes each check that was made, in a stable order', async () => {
  const contract = contractOf({ '/api/a.json': object });
  const findings = contract.check(exchange({ response: { body: { a: 1 } } }));
  expect(findings.map(({ check, outcome, severity }) => `${check} ${outcome} ${severity}`)).toEqual([
    'operation-found passed warn',
    'deprecated-operation passed warn',
    'request-params passed error',
    'response-status passed error',
    'response-content-type passed warn',
    'response-schema passed error',
    'response-format passed warn',
    'undocumented-field passed warn',
  ]);
});

test('a check can be off or weigh differently', async () => {
  const severities = {
    'response-schema': 'off',
    'undocumented-field': 'error',
    'response-format': 'off',
  } as const;
  const contract = contractOf({ '/api/a.json': object }, severities);
  const findings = contract.check(exchange({ response: { body: { a: 'x', b: 1 } } }));
  expect(findings.find(({ check }) => check === 'undocumented-field')?.severity).toBe('error');
  expect(findings.some(({ check }) => check === 'response-schema' || check === 'response-format')).toBe(
    false,
  );
});

test('an operation that is not documented is said', async () => {
  const contract = contractOf({ '/api/a.json': object });
  const [finding] = contract.check(exchange({ path: '/none', response: { body: { a: 1 } } }));
  expect(finding).toMatchObject({
    check: 'operation-found',
    outcome: 'failed',
    message: expect.stringMatching(/is not in \/api\/a.json/),
  });
});

test.each([
  ['a document that is not there', { swagger: 'b.json', folders: ['/else'] }],
  ['a document that cannot be read', { swagger: 'broken.json' }],
  ['no document', { swagger: undefined, folders: [] }],
])('an exchange is held against nothing with %s', async (_, question) => {
  const contract = contractOf({ '/api/a.json': object, '/api/broken.json': '{"paths":' });
  expect(contract.check(exchange(question))).toEqual([]);
});

test('severities of one question go before those of the contract', async () => {
  const contract = contractOf({ '/api/a.json': object }, { 'response-schema': 'warn' });
  const question = exchange({ response: { body: { a: 'x' } } });
  const severityOf = (severities?: Severities) =>
    contract.check(question, severities).find(({ check }) => check === 'response-schema')?.severity;
  expect([
    severityOf(),
    severityOf({ 'response-schema': 'error' }),
    severityOf({ 'response-schema': 'off' }),
  ]).toEqual(['warn', 'error', undefined]);
});

test('an operation can be looked up without an exchange', async () => {
  const contract = contractOf({ '/api/a.json': object });
  const asked = { swagger: 'a.json', folders: ['/api'], method: 'get' };
  expect(contract.find({ ...asked, path: '/things' })?.template).toBe('/things');
  expect(contract.find({ ...asked, path: '/none' })).toBeUndefined();
});

test('of two documents with the operation the first wins, and a note names the other', async () => {
  const contract = contractOf({
    '/api/x/a.json': documentWith({ type: 'object' }),
    '/api/y/a.json': object,
  });
  const [finding] = contract.check(exchange({ folders: ['/api/x', '/api/y'] }));
  expect(finding?.message).toMatch(/in \/api\/x\/a.json; also in \/api\/y\/a.json, which is not used/);
});

test('a prerequisite is found in another document of the folder', async () => {
  const contract = contractOf({
    '/api/a.json': { openapi: '3.0.0', paths: {} },
    '/api/b.json': object,
  });
  const [finding] = contract.check(exchange());
  expect(finding).toMatchObject({
    outcome: 'passed',
    message: expect.stringMatching(/b.json; a.json does not have it/),
  });
});

test('an operation behind a path that cannot be read is not made, rather than missing', async () => {
  const document = { openapi: '3.0.0', paths: { '/things': { $ref: 'gone.json' } } };
  const [finding] = contractOf({ '/api/a.json': document }).check(exchange());
  expect(finding).toMatchObject({ outcome: 'not-made', message: expect.stringMatching(/gone.json/) });
});

test('a deprecated operation is said, with its place', async () => {
  const document = {
    openapi: '3.0.0',
    paths: { '/things': { get: { deprecated: true, responses: { 200: {} } } } },
  };
  const findings = contractOf({ '/api/a.json': document }).check(exchange());
  expect(findings.find(({ check }) => check === 'deprecated-operation')).toMatchObject({
    outcome: 'failed',
    severity: 'warn',
    document: { path: '/api/a.json', line: 5, column: 7 },
  });
});

test.each([
  ['staff', ['staff'], []],
  ['internal', [], []],
  ['none', [], []],
  ['client', [], ['client']],
  ['staff', ['staff', 'app'], ['app']],
])('token %s of a spec that lists %j: complaints about %j', async (token, specTokens, named) => {
  const get = { description: 'Available for **Staff and Admin tokens**', responses: { 200: {} } };
  const document = { openapi: '3.0.0', paths: { '/things': { get } } };
  const contract = contractOf({ '/api/a.json': document });
  const found = contract
    .check(exchange({ token, specTokens }))
    .filter(({ check }) => check === 'token-documented');
  const failures = found.filter(({ outcome }) => outcome === 'failed');
  expect(found.length).toBeGreaterThan(0);
  expect(failures.flatMap(({ actual }) => actual)).toEqual(named);
});

test('a refused request is not blamed for what it was refused for', async () => {
  const get = { parameters: [{ name: 'q', in: 'query', required: true }], responses: { 200: {}, 422: {} } };
  const contract = contractOf({ '/api/a.json': { openapi: '3.0.0', paths: { '/things': { get } } } });
  expect(complaints(contract.check(exchange()))).toEqual(['request-params failed']);
  expect(complaints(contract.check(exchange({ response: { status: 422 } })))).toEqual([]);
});

test('a server that breaks has not refused the request, which is checked all the same', async () => {
  const get = {
    parameters: [{ name: 'q', in: 'query', required: true }],
    responses: { 200: {}, 500: {}, 599: {} },
  };
  const contract = contractOf({ '/api/a.json': { openapi: '3.0.0', paths: { '/things': { get } } } });
  for (const status of [500, 599])
    expect(complaints(contract.check(exchange({ response: { status } })))).toEqual(['request-params failed']);
});

test('whatever a document holds, checking never throws', async () => {
  const junk: unknown[] = [
    null,
    1,
    'x',
    [],
    {},
    [null],
    { get: null },
    { get: { parameters: [null, 1, {}], responses: [1] } },
  ];
  for (const item of junk) {
    const files = { '/api/a.json': { openapi: '3.0.0', servers: item, paths: { '/things': item, x: item } } };
    const contract = contractOf(files);
    expect(contract.check(exchange())).not.toEqual([]);
  }
  for (const part of junk) {
    const get = {
      responses: { 200: part, default: { content: part, headers: part } },
      requestBody: part,
      security: part,
    };
    const contract = contractOf({ '/api/a.json': { openapi: '3.0.0', paths: { '/things': { get } } } });
    expect(contract.check(exchange({ response: { status: 201 } }))).not.toEqual([]);
    expect(contract.check(exchange())).not.toEqual([]);
  }
});
