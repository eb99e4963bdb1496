import { expect, test } from 'vitest';
import { findingsOfAnswer, complaints } from '../check/fixture.ts';

const unreadable = { pattern: '(?P<n>b)' };
/** As a name, so that no object looks like a promise. */
const THEN = 'then';
const dead = { $ref: '#/components/schemas/Missing' };
const components = {
  schemas: {
    Unreadable: unreadable,
    Behind: { allOf: [{ $ref: '#/components/schemas/Unreadable' }] },
    A: { type: 'object', required: ['k'], properties: { k: { enum: ['A'] }, a: { type: 'integer' } } },
  },
};
const behind = { $ref: '#/components/schemas/Behind' };
const ask = async (schema: unknown, body: unknown, openapi = '3.1.0') =>
  complaints(await findingsOfAnswer(schema, body, { openapi, components }));

const notMade = ['response-schema not-made'];

test.each([
  ['not', { not: unreadable }, 'a'],
  ['not null', { not: null }, 'a'],
  ['not a dead reference', { not: dead }, 'a'],
  ['not, behind references', { not: behind }, 'a'],
  ['not of a part', { not: { properties: { a: unreadable } } }, { a: 'x' }],
  ['not not', { not: { not: unreadable } }, 'a'],
  ['oneOf', { oneOf: [unreadable, { type: 'string' }] }, 'a'],
  ['oneOf with a dead reference', { oneOf: [dead, { type: 'string' }] }, 'a'],
  ['oneOf, behind references', { oneOf: [behind, { type: 'string' }] }, 'a'],
  ['oneOf with null', { oneOf: [null, { type: 'string' }] }, 'a'],
  ['oneOf beside anyOf', { anyOf: [{ minLength: 1 }], oneOf: [unreadable, { type: 'string' }] }, 'a'],
  ['if', { if: unreadable, [THEN]: { maxLength: 0 } }, 'a'],
  ['if with else', { if: unreadable, [THEN]: { maxLength: 0 }, else: { maxLength: 1 } }, 'a'],
  ['if, whatever it is', { if: unreadable, [THEN]: { maxLength: 0 }, else: { maxLength: 1 } }, 'ab'],
  ['maxContains', { contains: unreadable, maxContains: 1 }, ['a', 'a']],
  [
    'names that a pattern may allow',
    { patternProperties: { '(?P<x>^x-)': {} }, additionalProperties: false },
    { 'x-a': 1 },
  ],
  [
    'names that a pattern may evaluate',
    { patternProperties: { '(?P<x>^x-)': {} }, unevaluatedProperties: false },
    { 'x-a': 1 },
  ],
  ['properties that are no object', { properties: null, additionalProperties: false }, { a: 1 }],
  ['a part that may evaluate', { allOf: [dead], unevaluatedProperties: false }, { a: 1 }],
  ['items that a list may describe', { prefixItems: 5, items: { type: 'string' } }, [1]],
  ['items that contains may find', { contains: unreadable, unevaluatedItems: false }, ['a']],
  ['the names of properties', { propertyNames: unreadable }, { a: 1 }],
])('%s is not decided by what cannot be read', async (_, schema, body) => {
  expect([...new Set(await ask(schema, body))]).toEqual(notMade);
});

test.each([
  [{ oneOf: [{ type: 'integer', ...unreadable }, { type: 'boolean' }] }, 'a', '$'],
  [{ type: 'object', required: ['b'], properties: { a: unreadable } }, { a: 'x' }, '$.b'],
  [{ not: unreadable, type: 'integer' }, 'a', '$'],
  [
    {
      properties: { a: { type: 'integer' } },
      patternProperties: { '(?P<x>^x-)': {} },
      additionalProperties: false,
    },
    { a: 's' },
    '$.a',
  ],
])('what is wrong whatever the unread part says still fails', async (schema, body, at) => {
  expect(await ask(schema, body)).toEqual([`response-schema failed ${at}`, ...notMade]);
});

test('a mapping that leads nowhere matters to the answer that uses it', async () => {
  const mapping = { z: '#/components/schemas/Missing', a: '#/components/schemas/A' };
  const discriminator = { propertyName: 'k', mapping };
  const schema = { oneOf: [{ $ref: '#/components/schemas/A' }], discriminator };
  expect(await ask(schema, { k: 'z' }, '3.0.3')).toEqual(notMade);
  expect(await ask(schema, { k: 'A', a: 1 }, '3.0.3')).toEqual([]);
  expect(await ask(schema, { k: 'A', a: 'x' }, '3.0.3')).toEqual(['response-schema failed $.a']);
  expect(await ask({ not: schema }, { k: 'q' }, '3.0.3')).toEqual(notMade);
});
