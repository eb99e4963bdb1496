import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { type Compiler, createCompiler } from './compile.ts';
import { documentsOf } from './fixture.ts';
import { type Dialect, isProblem } from './load.ts';
import { type Direction, toJsonSchema } from './schema.ts';

let compiler: Compiler;
beforeAll(async () => {
  compiler = await createCompiler();
});

type Question = {
  dialect?: Dialect;
  direction?: Direction;
  files?: Record<string, unknown>;
  document?: object;
};

function convert(
  schema: unknown,
  { dialect = '3.0', direction = 'response', files = {}, document = {} }: Question = {},
) {
  const documents = documentsOf({ '/api/a.json': { ...document, schema }, ...files });
  return toJsonSchema(
    { file: '/api/a.json', pointer: '/schema', value: schema },
    { documents, dialect, direction },
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

test.each([
  [{ type: 'string', nullable: true }, null, true],
  [{ type: 'string', 'x-nullable': true }, null, true],
  [{ type: 'string', 'x-nullable': false }, null, false],
  [{ type: 'string', nullable: true, enum: ['a'] }, null, true],
  [{ nullable: true, enum: ['a'] }, null, true],
  [{ nullable: true, enum: ['a'] }, 'b', false],
  [{ nullable: true }, null, true],
  [{ $ref: '#/definitions/A', nullable: true }, null, true],
  [{ $ref: '#/definitions/A', nullable: true }, 'x', false],
  [{ $ref: '#/definitions/A' }, null, false],
  [{ nullable: true, allOf: [{ $ref: '#/definitions/A' }] }, null, true],
  [{ type: 'object', nullable: true, allOf: [{ $ref: '#/definitions/A' }] }, null, true],
  [{ type: ['string', 'null'] }, null, true],
])('null: %j allows %j: %s', (schema, value, allowed) => {
  expect(holds(schema, value, { document: { definitions: { A: { type: 'object' } } } })).toBe(allowed);
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
  [{ items: [{ type: 'string' }, { type: 'number' }] }, ['a', 'b'], false],
  [{ items: [{ type: 'string' }], additionalItems: { type: 'number' } }, ['a', 'b'], false],
  [{ type: 'string', pattern: '\\A\\d+\\z' }, '12', true],
  [{ type: 'string', pattern: '\\A\\d+\\z' }, '1a', false],
  [{ patternProperties: { '^x-': { type: 'string' } } }, { 'x-a': 1 }, false],
  [{ minLength: 2 }, '\ud83d\ude00', false],
  [{ type: 'string', format: 'date-time' }, 'whenever', true],
  [{ enum: [] }, 1, false],
  [{ enum: [] }, null, false],
  [{ dependencies: { a: ['b'] } }, { a: 1 }, false],
  [{ dependencies: { a: ['b'] } }, { a: 1, b: 1 }, true],
  [{ dependencies: { a: { required: ['c'] } } }, { a: 1 }, false],
  [{ dependencies: { a: false } }, { b: 1 }, true],
  [{ enum: ['a', 'a'] }, 'a', true],
])('%j allows %j: %s', (schema, value, allowed) => {
  expect(holds(schema, value)).toBe(allowed);
});

test('recursion stays recursion', () => {
  const document = {
    definitions: { Node: { required: ['id'], properties: { next: { $ref: '#/definitions/Node' } } } },
  };
  const schema = { $ref: '#/definitions/Node' };
  expect(holds(schema, { id: 1, next: { id: 2 } }, { document })).toBe(true);
  expect(holds(schema, { id: 1, next: { id: 2, next: {} } }, { document })).toBe(false);
});

test('what stands beside a $ref counts only in 3.1', () => {
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
  expect(gapsOf({ dependencies: null })).toEqual([expect.stringMatching(/dependencies is not/)]);
  expect(holds({ type: 'object', required: ['a'], properties: { a: { $ref: '#/gone' } } }, {})).toBe(false);
});

test('a schema nested beyond all measure is a gap', () => {
  let schema: object = {};
  for (let n = 0; n < 5000; n++) schema = { items: schema };
  expect(gapsOf(schema)).toEqual([expect.stringMatching(/nested too deeply/)]);
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
