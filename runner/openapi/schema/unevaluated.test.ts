import { expect, test } from 'vitest';
import { createCompiler } from './engine/compile.ts';
import { documentsOf } from '../check/fixture.ts';
import { isProblem } from '../document/documents.ts';
import { toJsonSchema } from './schema.ts';

const a = { properties: { a: { type: 'integer' } }, required: ['a'] };
const b = { properties: { b: { type: 'string' } }, required: ['b'] };
const closed = { unevaluatedProperties: false };
const shut = { unevaluatedItems: false };
const text = { type: 'string' };

// biome-ignore-start lint/suspicious/noThenProperty: JSON Schema's own keyword
test.each([
  ['an if that holds, without then', { if: a, else: b, ...closed }, { a: 1 }, true],
  ['an if that holds, with nothing beside', { if: a, ...closed }, { a: 1 }, true],
  ['an if that does not hold', { if: a, else: b, ...closed }, { a: 'x', b: '' }, false],
  ['the else', { if: a, else: b, ...closed }, { b: '' }, true],
  ['then beside if', { if: a, then: { properties: { c: {} } }, ...closed }, { a: 1, c: 1 }, true],
  ['what no part looks at', { if: a, else: b, ...closed }, { a: 1, z: 1 }, false],
  ['an anyOf branch that holds', { anyOf: [a, b], ...closed }, { a: 1, b: '' }, true],
  ['an anyOf branch that does not', { anyOf: [a, b], ...closed }, { a: 1, b: 2 }, false],
  ['allOf', { allOf: [a, b], ...closed }, { a: 1, b: '' }, true],
  ['not', { not: { not: a }, ...closed }, { a: 1 }, false],
  ['a reference', { $ref: '#/$defs/a', $defs: { a }, ...closed }, { a: 1 }, true],
  ['a reference, and more', { $ref: '#/$defs/a', $defs: { a }, ...closed }, { a: 1, z: 1 }, false],
  [
    'dependentSchemas',
    { properties: { x: {} }, dependentSchemas: { x: b }, ...closed },
    { x: 1, b: '' },
    true,
  ],
  ['patterns', { patternProperties: { '^x': {} }, ...closed }, { x1: 1 }, true],
  ['an inner one', { allOf: [{ ...a, unevaluatedProperties: true }], ...closed }, { a: 1, z: 1 }, true],
  ['a schema for the rest', { ...a, unevaluatedProperties: text }, { a: 1, z: 'x' }, true],
  ['a schema that the rest breaks', { ...a, unevaluatedProperties: text }, { a: 1, z: 1 }, false],
  ['prefixItems', { prefixItems: [text], ...shut }, ['x'], true],
  ['more than prefixItems', { prefixItems: [text], ...shut }, ['x', 1], false],
  [
    'items that contains finds',
    { prefixItems: [{ type: 'integer' }], contains: text, ...shut },
    [1, 'x'],
    true,
  ],
  ['items that contains does not find', { contains: text, ...shut }, ['x', 1], false],
  [
    'contains of a branch',
    { allOf: [{ contains: text }, { contains: { type: 'null' } }], ...shut },
    ['x', null],
    true,
  ],
  ['items of an if', { if: { prefixItems: [text] }, ...shut }, ['x'], true],
  ['another type', { ...closed, ...shut }, 'x', true],
])('%s', async (_, schema, value, allowed) => {
  const compiler = createCompiler();
  const documents = documentsOf({ '/api/a.json': schema });
  const found = { file: '/api/a.json', pointer: '', value: schema };
  const validate = compiler.compile(
    toJsonSchema(found, { documents, dialect: '3.1', direction: 'response' }),
  );
  if (isProblem(validate)) throw new Error(validate.problem);
  const result = validate(value);
  if (isProblem(result)) throw new Error(result.problem);
  expect(result.violations.map(({ keyword }) => keyword)).toEqual(allowed ? [] : [expect.any(String)]);
});
// biome-ignore-end lint/suspicious/noThenProperty: JSON Schema's own keyword
