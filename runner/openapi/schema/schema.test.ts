import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { type Compiler, createCompiler } from './engine/compile.ts';
import { documentsOf } from '../check/fixture.ts';
import { type Dialect, type DiscriminatorRole, isProblem } from '../document/documents.ts';
import { toJsonSchema } from './schema.ts';
import type { Direction } from './json-schema.ts';
import type { NullableReading } from './conversion.ts';

let compiler: Compiler;
beforeAll(async () => {
  compiler = createCompiler();
});

type Question = {
  nullable?: NullableReading;
  discriminator?: DiscriminatorRole;
  dialect?: Dialect;
  direction?: Direction;
  files?: Record<string, unknown>;
  document?: object;
};

function convert(
  schema: unknown,
  { dialect = '3.0', direction = 'response', files = {}, document = {}, ...reading }: Question = {},
) {
  const documents = documentsOf({ '/api/a.json': { ...document, schema }, ...files });
  return toJsonSchema(
    { file: '/api/a.json', pointer: '/schema', value: schema },
    { ...reading, documents, dialect, direction },
  );
}

function holds(schema: unknown, value: unknown, question: Question = {}): boolean {
  const validate = compiler.compile(convert(schema, question));
  if (isProblem(validate)) throw new Error(validate.problem);
  const result = validate(value);
  if (isProblem(result)) throw new Error(result.problem);
  return result.violations.length === 0;
}

const gapsOf = (schema: unknown, question: Question = {}) =>
  convert(schema, question).gaps.map(({ pointer, message }) => `${pointer} ${message}`);

const A = { definitions: { A: { type: 'object' } } };

// What each version makes of null: 2.0, 3.0 and 3.1, and where --nullable lenient is said.
test.each([
  [{ type: 'string', nullable: true }, null, [false, true, false, true]],
  [{ type: 'string', nullable: true }, 'x', [true, true, true, true]],
  [{ type: 'string', 'x-nullable': true }, null, [true, false, false, true]],
  [{ type: 'string', 'x-nullable': false }, null, [false, false, false, false]],
  [{ type: 'string', nullable: true, enum: ['a'] }, null, [false, false, false, true]],
  [{ type: 'string', nullable: true, enum: ['a', null] }, null, [false, true, false, true]],
  [{ nullable: true, enum: ['a'] }, null, [false, false, false, true]],
  [{ nullable: true, enum: ['a'] }, 'b', [false, false, false, false]],
  [{ nullable: true }, null, [true, true, true, true]],
  [{ $ref: '#/definitions/A', nullable: true }, null, [false, false, false, true]],
  [{ $ref: '#/definitions/A', nullable: true }, 'x', [false, false, false, false]],
  [{ $ref: '#/definitions/A' }, null, [false, false, false, false]],
  [{ nullable: true, allOf: [{ $ref: '#/definitions/A' }] }, null, [false, false, false, true]],
  [
    { type: 'object', nullable: true, allOf: [{ $ref: '#/definitions/A' }] },
    null,
    [false, false, false, true],
  ],
  [{ type: ['string', 'null'] }, null, [true, true, true, true]],
] as const)('null: %j and %j', (schema, value, [inTwo, inThree, inThreeOne, lenient]) => {
  const question = { document: A };
  expect(holds(schema, value, { ...question, dialect: '2.0' })).toBe(inTwo);
  expect(holds(schema, value, { ...question, dialect: '3.0' })).toBe(inThree);
  expect(holds(schema, value, { ...question, dialect: '3.1' })).toBe(inThreeOne);
  for (const dialect of ['2.0', '3.0', '3.1'] as const)
    expect(holds(schema, value, { ...question, dialect, nullable: 'lenient' })).toBe(lenient);
});

test('nullable in a version that has none is said', () => {
  const schema = { properties: { a: { type: 'string', nullable: true } } };
  const noticesIn = (dialect: Dialect) => convert(schema, { dialect }).notices.map(({ message }) => message);
  expect(noticesIn('3.1')).toEqual([expect.stringMatching(/nullable was not looked at: OpenAPI 3.1 has no/)]);
  expect(noticesIn('2.0')).toEqual([expect.stringMatching(/write x-nullable/)]);
  expect(noticesIn('3.0')).toEqual([]);
});

test.each([
  [{ minimum: 1, exclusiveMinimum: true }, 1, false],
  [{ minimum: 1, exclusiveMinimum: false }, 1, true],
  [{ exclusiveMinimum: 1 }, 1, false],
  [{ maximum: 9, exclusiveMaximum: true }, 9, false],
  [{ multipleOf: 0.01 }, 19.99, true],
  [{ multipleOf: 0.01 }, 19.999, false],
  [{ type: 'file' }, 'anything', true],
  [{ type: 'any' }, 1, true],
  [{ type: 'Integer' }, 1.5, false],
  [{ type: 'float' }, 'x', false],
  [{ properties: { a: { type: 'string', required: true } } }, {}, true],
  [{ type: 'string', pattern: '\\A\\d+\\z' }, '12', true],
  [{ type: 'string', pattern: '\\A\\d+\\z' }, '1a', false],
  [{ minLength: 2 }, '\ud83d\ude00', false],
  [{ type: 'string', format: 'date-time' }, 'whenever', true],
  [{ enum: [] }, 1, false],
  [{ enum: [] }, null, false],
  [{ enum: ['a', 'a'] }, 'a', true],
])('%j allows %j: %s', (schema, value, allowed) => {
  expect(holds(schema, value)).toBe(allowed);
});

test.each([
  [{ patternProperties: { '^x-': { type: 'string' } } }, { 'x-a': 1 }, false],
  [{ dependencies: { a: ['b'] } }, { a: 1 }, false],
  [{ dependencies: { a: ['b'] } }, { a: 1, b: 1 }, true],
  [{ dependencies: { a: { required: ['c'] } } }, { a: 1 }, false],
  [{ dependencies: { a: false } }, { b: 1 }, true],
])('from 3.1 on, %j allows %j: %s', (schema, value, allowed) => {
  expect(holds(schema, value, { dialect: '3.1' })).toBe(allowed);
  expect(holds(schema, value, { dialect: '3.0' })).toBe(true);
});

test('recursion stays recursion', () => {
  const document = {
    definitions: { Node: { required: ['id'], properties: { next: { $ref: '#/definitions/Node' } } } },
  };
  const schema = { $ref: '#/definitions/Node' };
  expect(holds(schema, { id: 1, next: { id: 2 } }, { document })).toBe(true);
  expect(holds(schema, { id: 1, next: { id: 2, next: {} } }, { document })).toBe(false);
});

test('keywords beside a $ref count only in 3.1', () => {
  const document = { definitions: { A: { type: 'object' } } };
  const schema = { $ref: '#/definitions/A', required: ['x'] };
  expect(holds(schema, {}, { document, dialect: '3.0' })).toBe(true);
  expect(holds(schema, {}, { document, dialect: '3.1' })).toBe(false);
});

test.each([
  ['readOnly', 'request', true],
  ['readOnly', 'response', false],
  ['writeOnly', 'response', true],
  ['writeOnly', 'request', false],
] as const)('a required %s field may be absent from a %s: %s', (flag, direction, allowed) => {
  const flagged = { required: ['a'], properties: { a: { [flag]: true } } };
  const listed = { required: ['a'], properties: { a: {} }, [flag]: ['a'] };
  const referred = { required: ['a'], properties: { a: { $ref: '#/definitions/A' } } };
  const split = { allOf: [{ properties: { a: { [flag]: true } } }, { required: ['a'] }] };
  const document = { definitions: { A: { [flag]: true } } };
  for (const schema of [flagged, listed, referred, split])
    expect(holds(schema, {}, { direction, document })).toBe(allowed);
});

test('what cannot be translated is a gap with its place, and the rest still holds', () => {
  expect(gapsOf({ properties: { a: { pattern: '(?P<x>a)' } } })).toEqual([
    expect.stringMatching(/^\/schema\/properties\/a\/pattern .*not a regular expression/),
  ]);
  expect(gapsOf({ items: { $ref: '#/gone' } })).toEqual([
    expect.stringMatching(/^\/schema\/items .*#\/gone/),
  ]);
  expect(gapsOf({ type: 'money' })).toEqual([expect.stringMatching(/"money" is none/)]);
  expect(gapsOf({ minLength: '3' })).toEqual([expect.stringMatching(/minLength cannot be "3"/)]);
  expect(gapsOf({ properties: { a: 'text' } })).toEqual([
    expect.stringMatching(/not a schema.*found "text"/),
  ]);
  expect(gapsOf({ items: null })).toEqual([expect.stringMatching(/not a schema.*indentation/)]);
  expect(gapsOf({ items: { $ref: null } })).toEqual([expect.stringMatching(/\$ref is not a text/)]);
  expect(gapsOf({ enum: 'a' })).toEqual([expect.stringMatching(/enum is not a list/)]);
  expect(gapsOf({ required: 'a' })).toEqual([expect.stringMatching(/required is not a list/)]);
  expect(gapsOf({ pattern: 5 })).toEqual([expect.stringMatching(/pattern is not a text/)]);
  expect(gapsOf({ exclusiveMinimum: '5' })).toEqual([expect.stringMatching(/exclusiveMinimum is not/)]);
  expect(gapsOf({ dependencies: null }, { dialect: '3.1' })).toEqual([
    expect.stringMatching(/dependencies is not/),
  ]);
  expect(holds({ type: 'object', required: ['a'], properties: { a: { $ref: '#/gone' } } }, {})).toBe(false);
});

test('a schema may be nested as deeply as documents are', () => {
  let schema: object = { type: 'string' };
  let text: unknown = 'x';
  let other: unknown = 1;
  for (let n = 0; n < 480; n++) {
    schema = { type: 'array', items: schema };
    text = [text];
    other = [other];
  }
  expect(gapsOf(schema)).toEqual([]);
  expect(holds(schema, text)).toBe(true);
  expect(holds(schema, other)).toBe(false);
});

test('schemas refer to each other through hundreds of them', () => {
  const definitions: Record<string, object> = { A1000: { type: 'string' } };
  for (let n = 0; n < 1000; n++)
    definitions[`A${n}`] = { type: 'object', properties: { next: { $ref: `#/definitions/A${n + 1}` } } };
  const schema = { $ref: '#/definitions/A0' };
  expect(holds(schema, { next: { next: {} } }, { document: { definitions } })).toBe(true);
  expect(holds(schema, { next: { next: 1 } }, { document: { definitions } })).toBe(false);
});

test.each([
  ['itself', { A: { $ref: '#/definitions/A' } }],
  [
    'each other',
    { A: { allOf: [{ $ref: '#/definitions/B' }] }, B: { anyOf: [{ $ref: '#/definitions/A' }] } },
  ],
])('a schema that only leads to %s is not looked at', (_, definitions) => {
  const validate = compiler.compile(convert({ $ref: '#/definitions/A' }, { document: { definitions } }));
  if (isProblem(validate)) throw new Error(validate.problem);
  expect(validate({})).toEqual({ problem: expect.stringMatching(/refers to itself without end/) });
});

test('what leads to the same in very many ways is given up', () => {
  const definitions: Record<string, object> = { A40: { type: 'string' } };
  for (let n = 0; n < 40; n++) {
    const next = { $ref: `#/definitions/A${n + 1}` };
    definitions[`A${n}`] = { allOf: [next, next] };
  }
  const validate = compiler.compile(convert({ $ref: '#/definitions/A0' }, { document: { definitions } }));
  if (isProblem(validate)) throw new Error(validate.problem);
  expect(validate('x')).toEqual({ problem: expect.stringMatching(/lead to each other in more than/) });
});

test('very many alternatives are not compiled, some hundreds are', () => {
  const many = (count: number) => ({ oneOf: Array.from({ length: count }, (_, n) => ({ enum: [`v${n}`] })) });
  expect(holds(many(800), 'v799')).toBe(true);
  expect(holds(many(800), 'v800')).toBe(false);
  expect(compiler.compile(convert(many(10_000)))).toEqual({
    problem: 'the schema has a list of 10,000 alternatives; at most 2,000 are looked at',
  });
  const wide = { enum: Array.from({ length: 50_000 }, (_, n) => ({ n })) };
  expect(compiler.compile(convert(wide))).toEqual({
    problem: expect.stringMatching(/parts; at most 20,000/),
  });
});

test.each([
  [{ required: ['constructor'] }, {}, false],
  [{ required: ['constructor'] }, { constructor: 1 }, true],
  [{ required: ['toString'] }, {}, false],
  [{ required: ['__proto__'] }, {}, false],
  [{ required: ['__proto__'] }, JSON.parse('{"__proto__":1}'), true],
  [{ properties: { valueOf: { type: 'string' } } }, {}, true],
  [{ properties: { valueOf: { type: 'string' } } }, { valueOf: 1 }, false],
  [JSON.parse('{"properties":{"__proto__":{"type":"string"}}}'), {}, true],
  [JSON.parse('{"properties":{"__proto__":{"type":"string"}}}'), JSON.parse('{"__proto__":1}'), false],
  [{ dependentRequired: { constructor: ['a'] } }, {}, true],
  [{ dependentRequired: { a: ['constructor'] } }, { a: 1 }, false],
  [{ enum: [{ constructor: { a: 1 } }] }, { constructor: { a: 1 } }, true],
  [{ const: { valueOf: 1 } }, { valueOf: 1 }, true],
  [{ const: { valueOf: 1 } }, { valueOf: 2 }, false],
  [{ uniqueItems: true }, [{ toString: 1 }, { toString: 1 }], false],
  [
    { uniqueItems: true },
    [
      { a: 1, b: 2 },
      { b: 2, a: 1 },
    ],
    false,
  ],
  [{ uniqueItems: true }, [1, '1', true, 'true', null], true],
])('members are those that are written: %j allows %j: %s', (schema, value, allowed) => {
  expect(holds(schema, value, { dialect: '3.1' })).toBe(allowed);
});

test.each([
  ['0.01', [1234567.89, 19.99, 0.07, 90071992547409.91, -0.03, 1e21, 0, 5], true],
  ['0.01', [0.001, 19.999, 1e-7], false],
  ['0.3', [0.9, 0.3, 3], true],
  ['3', [9, 9_007_199_254_740_990], true],
  ['3', [10, 0.3], false],
  ['1e-8', [0.12345678], true],
])('multiples of %s are counted in decimals', (of, values, allowed) => {
  for (const value of values)
    expect([value, holds({ multipleOf: Number(of) }, value)]).toEqual([value, allowed]);
});

test('translating and compiling any JSON never throws', () => {
  const keyword = fc.constantFrom(
    ...[
      'type',
      'properties',
      'items',
      'allOf',
      'anyOf',
      'oneOf',
      'required',
      'enum',
      'pattern',
      'nullable',
      '$ref',
    ],
    ...[
      'additionalProperties',
      'patternProperties',
      'not',
      'if',
      'then',
      'discriminator',
      'minimum',
      'format',
      'const',
    ],
    ...[
      'exclusiveMinimum',
      'prefixItems',
      'dependentSchemas',
      'dependentRequired',
      'uniqueItems',
      '$defs',
      '__proto__',
    ],
  );
  const { schema } = fc.letrec<{ schema: unknown; value: unknown }>((tie) => ({
    schema: fc.dictionary(keyword, tie('value'), { maxKeys: 5 }),
    value: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom('string', 'object', '#/schema', '#', 'x', '^(a+)+$', true, false, null, 0, 1.5, -1),
      fc.array(tie('value'), { maxLength: 3 }),
      tie('schema'),
      fc.jsonValue({ maxDepth: 2 }),
    ),
  }));
  fc.assert(
    fc.property(
      schema,
      fc.constantFrom<Dialect>('2.0', '3.0', '3.1'),
      fc.jsonValue(),
      (written, dialect, value) => {
        const validate = compiler.compile(convert(written, { dialect }));
        if (typeof validate === 'function') expect(validate(value)).toBeTypeOf('object');
        else expect(validate.problem).toBeTypeOf('string');
      },
    ),
    { numRuns: 300 },
  );
});
