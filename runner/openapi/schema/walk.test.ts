import { expect, test } from 'vitest';
import { findingsOfAnswer } from '../check/fixture.ts';

const found = async (check: string, schema: unknown, body: unknown, more = {}) =>
  (await findingsOfAnswer(schema, body, more))
    .filter((finding) => finding.check === check && finding.outcome === 'failed')
    .map(({ jsonPath }) => jsonPath);
const undocumented = (schema: unknown, body: unknown, more = {}) =>
  found('undocumented-field', schema, body, more);

const a = { properties: { a: { type: 'string' } } };
const b = { properties: { b: { type: 'string' } } };
const both = { a: 'x', b: 'y', c: 'z' };

test.each([
  ['at the top', a, { a: 'x', z: 1 }, ['$.z']],
  ['in every item', { type: 'array', items: a }, [{ a: '' }, { z: 1 }, { z: 2 }], ['$[*].z']],
  ['deep down', { properties: { x: { properties: { y: a } } } }, { x: { y: { z: 1 } } }, ['$.x.y.z']],
  ['through allOf', { allOf: [a, b] }, both, ['$.c']],
  [
    'through oneOf',
    { oneOf: [a, { ...b, required: ['b'], properties: { b: { type: 'number' } } }] },
    both,
    ['$.c'],
  ],
  ['through anyOf', { anyOf: [a, b] }, both, ['$.c']],
  ['beside null', { anyOf: [a, { type: 'null' }] }, both, ['$.b', '$.c']],
  [
    'where a branch only asks for fields',
    { ...a, anyOf: [{ required: ['a'] }, { required: ['b'] }] },
    both,
    ['$.b', '$.c'],
  ],
  [
    'in merged halves of a field',
    { allOf: [{ properties: { d: { type: 'object' } } }, { properties: { d: a } }] },
    { d: both },
    ['$.d.b', '$.d.c'],
  ],
  ['in tuples', { type: 'array', prefixItems: [a, b] }, [{ b: 1 }, { b: '' }], ['$[0].b']],
])('an undocumented field is found %s', async (_, schema, body, paths) => {
  expect(await undocumented(schema, body, { openapi: '3.1.0' })).toEqual(paths);
});

test.each([
  ['nothing is said about fields', { type: 'object' }, both],
  ['further fields are allowed', { ...a, additionalProperties: true }, both],
  ['further fields have a schema', { ...a, additionalProperties: { type: 'string' } }, both],
  ['names fit a pattern', { patternProperties: { '^[abc]$': {} } }, both],
  ['one branch says nothing', { anyOf: [a, { type: 'object' }] }, both],
])('no field is undocumented where %s', async (_, schema, body) => {
  expect(await undocumented(schema, body)).toEqual([]);
});

test('the values of a map are looked into', async () => {
  expect(await undocumented({ additionalProperties: a }, { x: { z: 1 }, y: { a: '' } })).toEqual(['$.x.z']);
});

test('a forbidden field is a matter of the schema, not an undocumented one', async () => {
  const schema = { ...a, additionalProperties: false };
  expect(await undocumented(schema, both)).toEqual([]);
  expect(await found('response-schema', schema, both)).toEqual(['$.b', '$.c']);
});

test('recursive schemas are walked as deep as the answer', async () => {
  const schemas = { Node: { properties: { next: { $ref: '#/components/schemas/Node' } } } };
  const body = { next: { next: { next: { z: 1 } } } };
  expect(
    await undocumented({ $ref: '#/components/schemas/Node' }, body, { components: { schemas } }),
  ).toEqual(['$.next.next.next.z']);
});

test('a field that carries the name of something built in is still undocumented', async () => {
  expect(await undocumented(a, { constructor: 1, toString: 2 })).toEqual(['$.constructor', '$.toString']);
});

const stamp = { properties: { at: { type: 'string', format: 'date-time' } } };

test.each([
  ['date-time', '2026-01-01T00:00:00Z', undefined],
  ['date-time', '2026-01-01 00:00:00 UTC', /only resembles/],
  ['date-time', '2026-01-01T00:00:00', /only resembles/],
  ['date-time', 'soon', /expected the format date-time$/],
  ['date', '2026-02-30', /expected the format date$/],
  ['uuid', '6f1e2d3c-0000-4000-8000-000000000000', undefined],
  ['uuid', 'abc', /expected the format uuid/],
  ['uri', '/relative', /only resembles/],
  ['email', 'a@example.com', undefined],
  ['email', 'nobody', /expected the format email/],
  ['password', 'anything', undefined],
  ['decimal', 'anything', /"decimal" is none of those that are looked at/],
])('%s %s', async (format, value, message) => {
  const findings = await findingsOfAnswer({ properties: { x: { type: 'string', format } } }, { x: value });
  const finding = findings.find(({ check }) => check === 'response-format');
  expect(finding?.severity).toBe('warn');
  if (message) expect(finding?.message).toMatch(message);
  else expect(finding?.outcome).toBe('passed');
});

test('formats are looked at in lists, and not where another branch takes any string', async () => {
  const free = { properties: { at: { anyOf: [{ type: 'string', format: 'date' }, { type: 'string' }] } } };
  const nullable = { properties: { at: { anyOf: [{ type: 'string', format: 'date' }, { type: 'null' }] } } };
  expect(await found('response-format', { type: 'array', items: stamp }, [{ at: 'x' }, { at: 'y' }])).toEqual(
    ['$[*].at'],
  );
  expect(await found('response-format', free, { at: 'x' })).toEqual([]);
  expect(await found('response-format', nullable, { at: 'x' })).toEqual(['$.at']);
});
