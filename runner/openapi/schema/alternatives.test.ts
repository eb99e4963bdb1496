import { expect, test } from 'vitest';
import { findingsOfAnswer } from '../check/fixture.ts';

const failures = async (schema: unknown, body: unknown, more = {}) =>
  (await findingsOfAnswer(schema, body, more))
    .filter(({ check, outcome }) => check === 'response-schema' && outcome === 'failed')
    .map(({ message }) => message);

const card = {
  type: 'object',
  required: ['number'],
  properties: { kind: { enum: ['card'] }, number: { type: 'string' } },
};
const bank = {
  type: 'object',
  required: ['iban', 'bic'],
  properties: { kind: { enum: ['bank'] }, iban: { type: 'string' } },
};

test('only the errors of the branch that was meant are told', async () => {
  expect(await failures({ oneOf: [card, bank] }, { kind: 'bank', iban: 7, bic: 'x' })).toEqual([
    '$.iban is 7; expected string',
  ]);
  expect(await failures({ anyOf: [card, bank] }, { kind: 'card' })).toEqual([
    '$.number is missing, and the document requires it',
  ]);
});

test('alternatives inside alternatives are told by the innermost', async () => {
  const schema = { anyOf: [{ type: 'string' }, { type: 'array', items: { oneOf: [card, bank] } }] };
  expect(await failures(schema, [{ kind: 'card', number: 1 }])).toEqual([
    '$[0].number is 1; expected string',
  ]);
});

test('a value of no alternative type names all of them', async () => {
  expect(await failures({ anyOf: [{ type: 'string' }, { type: 'integer' }, { type: 'null' }] }, {})).toEqual([
    '$ is an empty object; expected string or integer or null',
  ]);
});

test('a nullable reference explains what is wrong with the value', async () => {
  const components = { components: { schemas: { Card: card } } };
  const schema = { properties: { a: { anyOf: [{ $ref: '#/components/schemas/Card' }, { type: 'null' }] } } };
  expect(await failures(schema, { a: {} }, components)).toEqual([
    '$.a.number is missing, and the document requires it (schema Card)',
  ]);
  expect(await failures(schema, { a: 'x' }, components)).toEqual(['$.a is "x"; expected object or null']);
});

test('a value that fits two alternatives of a oneOf is reported', async () => {
  expect(await failures({ oneOf: [{ type: 'number' }, { type: 'integer' }] }, 1)).toEqual([
    '$ fits 2 of the alternatives; it must fit exactly one',
  ]);
});

test('errors beside the alternatives stay', async () => {
  const schema = { required: ['id'], anyOf: [card, bank] };
  expect((await failures(schema, { kind: 'card' })).sort()).toEqual([
    '$.id is missing, and the document requires it',
    '$.number is missing, and the document requires it',
  ]);
});

test('a field that is itself called anyOf or enum is no keyword', async () => {
  const schema = { properties: { enum: { anyOf: [card, bank] }, anyOf: { type: 'string' } } };
  expect(await failures(schema, { enum: { kind: 'card', number: 1 }, anyOf: 1 })).toEqual([
    '$.enum.number is 1; expected string',
    '$.anyOf is 1; expected string',
  ]);
});

test('of very many alternatives none is blamed that is no closer than others', async () => {
  const needs = (name: string) => ({ type: 'object', required: [name], properties: { [name]: {} } });
  const many = (count: number) => Array.from({ length: count }, (_, n) => needs(`k${n}`));
  for (const list of ['oneOf', 'anyOf'])
    expect(await failures({ [list]: many(1900) }, {})).toEqual(['$ fits none of the 1,900 alternatives']);
  expect(await failures({ oneOf: many(2) }, {})).toEqual(['$.k0 is missing, and the document requires it']);
  const closer = { oneOf: [...many(50), { ...needs('id'), required: ['id', 'name'] }] };
  expect(await failures(closer, {})).toEqual(['$ fits none of the 51 alternatives']);
});

test('what items and names break is named', async () => {
  const of31 = (schema: unknown, body: unknown) => failures(schema, body, { openapi: '3.1.0' });
  expect(await of31({ prefixItems: [{}], items: false }, [1, 2, 3])).toEqual([
    '$ has 3 items; expected 1 items or fewer',
  ]);
  expect(await of31({ contains: { type: 'string' }, minContains: 2 }, [])).toEqual([
    '$ has too few or too many items of the kind that "contains" describes; expected 2 or more',
  ]);
  expect(await of31({ contains: {}, maxContains: 1 }, [1, 2])).toEqual([
    '$ has too few or too many items of the kind that "contains" describes; expected 1 to 1',
  ]);
  expect(await of31({ propertyNames: { maxLength: 1 } }, { bb: 1 })).toContain(
    '$.bb has a name that the document does not allow (propertyNames)',
  );
});
