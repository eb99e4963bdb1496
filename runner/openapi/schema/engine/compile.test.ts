import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createCompiler } from './compile.ts';
import { documentsOf } from '../../check/fixture.ts';
import { toJsonSchema } from '../schema.ts';

const { schema: anySchema } = fc.letrec<{ schema: object }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<object>(
      {},
      { type: 'string' },
      { type: ['integer', 'null'] },
      { enum: ['a', 1] },
      { minimum: 2 },
      { not: { type: 'string' } },
      { required: ['a'] },
      { maxLength: 1 },
      { minLength: 2 },
      { pattern: '^[a-l]' },
      { const: 1 },
      { type: ['number', 'boolean'], exclusiveMaximum: 2.5 },
      { multipleOf: 2 },
      { uniqueItems: true, minItems: 1 },
      { maxItems: 1 },
      { required: ['a', 'b'], additionalProperties: false, properties: { a: {}, b: {} } },
      { minProperties: 2 },
      { maxProperties: 1 },
      { propertyNames: { maxLength: 1 } },
    ),
    fc.array(tie('schema'), { minLength: 1, maxLength: 3 }).map((anyOf) => ({ anyOf })),
    fc.array(tie('schema'), { minLength: 1, maxLength: 3 }).map((oneOf) => ({ oneOf })),
    fc.array(tie('schema'), { minLength: 1, maxLength: 2 }).map((allOf) => ({ allOf })),
    tie('schema').map((not) => ({ not })),
    tie('schema').map((items) => ({ type: 'array', items })),
    fc
      .record({ a: tie('schema'), additionalProperties: tie('schema') })
      .map(({ a: member, additionalProperties }) => ({ properties: { a: member }, additionalProperties })),
    fc.record({ a: tie('schema'), b: tie('schema') }).map((properties) => ({ properties })),
    // biome-ignore lint/suspicious/noThenProperty: JSON Schema's own keyword
    fc.tuple(tie('schema'), tie('schema')).map(([condition, result]) => ({ if: condition, then: result })),
  ),
}));
const { value: anyValue } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom('a', 'long', '', '\u{1F600}', 1, 2, 2.5, null, true),
    fc.array(tie('value'), { maxLength: 2 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('value'), { noNullPrototype: true }),
  ),
}));

test('a value is refused exactly when plain ajv refuses it, and every refusal is explained', async () => {
  const compiler = createCompiler();
  const plain = new Ajv2020({ strict: false, logger: false });
  const documents = documentsOf({});
  fc.assert(
    fc.property(anySchema, fc.array(anyValue, { minLength: 1, maxLength: 5 }), (schema, values) => {
      const found = { file: '/api/a.json', pointer: '', value: schema };
      const validate = compiler.compile(
        toJsonSchema(found, { documents, dialect: '3.1', direction: 'response' }),
      );
      if (typeof validate !== 'function') throw new Error(validate.problem);
      const isValid = plain.compile(schema);
      for (const value of values) {
        const result = validate(value);
        if ('problem' in result) throw new Error(result.problem);
        expect(result.violations.length === 0).toBe(isValid(value));
        for (const { keyword } of result.violations) expect(keyword).not.toBe('its schema');
      }
    }),
    { numRuns: 300 },
  );
});
