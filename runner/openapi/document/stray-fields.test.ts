import { expect, test } from 'vitest';
import { contractOf, exchange } from '../check/fixture.ts';

const text = { schema: { type: 'string' } };
const json = (media: unknown) => ({ 'application/json': media });

const ask = async (version: string, operation: object, query = '', more: object = {}) => {
  const head = version === '2.0' ? { swagger: version } : { openapi: version };
  const responses = { 200: { description: '', content: json({}) } };
  const contract = contractOf({
    '/api/a.json': { ...head, paths: { '/things': { get: { responses, ...operation } } }, ...more },
  });
  const request = { body: { a: 1 }, hasBody: 'requestBody' in operation, contentType: 'application/json' };
  return contract
    .check(exchange({ query, request, response: { body: 5, headers: { 'x-a': 'z' } } }))
    .filter(({ outcome }) => outcome !== 'passed')
    .map(({ check, outcome, severity, message }) => `${check} ${outcome} ${severity}: ${message}`);
};

const answers = (response: object) => ({ responses: { 200: { description: '', ...response } } });
const swagger = (response: object) => ({ produces: ['application/json'], ...answers(response) });

test.each([
  ['3.0.3', answers(text), /a response of OpenAPI 3.0 has no "schema": what describes/],
  ['3.1.0', answers(json(text)), /has no "application\/json"/],
  ['3.0.3', answers({ content: json({ type: 'string' }) }), /a media type of OpenAPI 3.0 has no "type"/],
  ['3.0.3', answers({ content: json({}), ...text }), /has no "schema"/],
  ['3.0.3', answers({ content: {}, ...text }), /has no "schema"/],
  ['2.0', swagger({ type: 'string' }), /a response of OpenAPI 2.0 has no "type"/],
  ['2.0', swagger({ content: json(text) }), /a response of OpenAPI 2.0 has no "content"/],
])('%s: what describes an answer stands in another place: %j', async (version, operation, message) => {
  const said = await ask(version, operation);
  expect(said).toEqual([expect.stringMatching(message)]);
  expect(said[0]).toMatch(/^response-schema not-made error/);
});

test('fields that a part does not have are said where another describes the value', async () => {
  const content = json({ schema: { type: 'integer' } });
  expect(await ask('3.0.3', answers({ content, ...text, 'x-a': 1 }))).toEqual([
    'response-schema not-made warn: a response of OpenAPI 3.0 has no "schema"',
  ]);
  expect(await ask('3.0.3', answers({ content: json({ schema: {}, title: 'x' }) }))).toEqual([
    'response-schema not-made warn: a media type of OpenAPI 3.0 has no "title"',
  ]);
  expect(await ask('3.0.3', answers({ content: json({}) }))).toEqual([]);
});

test.each([
  [{ requestBody: text }, /request-body not-made error: a request body of OpenAPI 3.0 has no "schema"/],
  [
    { requestBody: { content: json({ type: 'object' }) } },
    /request-body not-made error: a media type .* "type"/,
  ],
  [
    { requestBody: { required: 'true', content: json({}) } },
    /request-body not-made error: "required" is "true"/,
  ],
])('a body is not described by %j', async (operation, message) => {
  expect(await ask('3.0.3', operation)).toEqual([expect.stringMatching(message)]);
});

const q = (more: object) => ({ parameters: [{ name: 'q', in: 'query', ...more }] });

test.each([
  ['3.0.3', {}, /neither "schema" nor "content"/],
  ['3.0.3', { type: 'integer' }, /neither "schema" nor "content"/],
  ['3.0.3', { ...text, content: json({ schema: {} }) }, /both "schema" and "content"/],
  ['3.0.3', { content: {} }, /its "content" lists no media type/],
  ['3.0.3', { ...text, required: 'true' }, /parameter q: "required" is "true"/],
  ['2.0', {}, /gives it no "type"/],
  ['2.0', { type: 'array' }, /the type array and no "items"/],
  ['2.0', { type: 'file' }, /type file for forms/],
  ['2.0', { type: 'string', required: 'yes' }, /"required" is "yes"/],
])('%s: a parameter cannot be %j', async (version, more, message) => {
  const said = await ask(version, q(more), 'q=1');
  expect(said.filter((each) => each.startsWith('request-params not-made error'))).toEqual([
    expect.stringMatching(message),
  ]);
});

test.each([
  ['3.0.3', { type: 'integer' }],
  ['3.0.3', {}],
  ['3.0.3', { ...text, required: 'true' }],
  ['2.0', {}],
])('%s: a header cannot be %j', async (version, header) => {
  const said = await ask(version, answers({ headers: { 'X-A': header }, content: json({}), schema: {} }));
  expect(said.filter((each) => each.startsWith('response-headers'))).toEqual([
    expect.stringMatching(/^response-headers not-made/),
  ]);
});

test('a percent sign that begins no escape is said', async () => {
  expect(await ask('3.0.3', q(text), 'q=%zz')).toEqual([
    expect.stringMatching(/^request-params failed warn: .*%/),
  ]);
  expect(await ask('3.0.3', q(text), 'q=%7a')).toEqual([]);
});

test.each([[['https://example.com/v1']], [{ url: '/v1' }], [[{ uri: '/v1' }]]])(
  'servers that are no list of objects are said: %j',
  async (servers) => {
    expect(await ask('3.0.3', {}, '', { servers })).toEqual([
      expect.stringMatching(/^operation-found not-made warn: "servers"/),
    ]);
  },
);
