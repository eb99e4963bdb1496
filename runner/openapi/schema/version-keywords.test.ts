import { expect, test } from 'vitest';
import { findingsOfAnswer, complaints } from '../check/fixture.ts';

const ask = async (schema: unknown, body: unknown, openapi: string) =>
  findingsOfAnswer(schema, body, openapi.startsWith('2') ? swagger(schema) : { openapi });
const swagger = (schema: unknown) => ({
  openapi: undefined,
  swagger: '2.0',
  paths: {
    '/things': { get: { produces: ['application/json'], responses: { 200: { description: '', schema } } } },
  },
});
const THEN = 'then';

test.each([
  ['3.0.3', { properties: { a: { const: 'x' } } }, { a: 'y' }, 'const'],
  ['3.0.3', { if: { required: ['a'] }, [THEN]: { required: ['b'] } }, { a: 1 }, 'if'],
  ['3.0.3', { dependentRequired: { a: ['b'] } }, { a: 1 }, 'dependentRequired'],
  ['3.0.3', { dependencies: { a: ['b'] } }, { a: 1 }, 'dependencies'],
  ['3.0.3', { type: 'object', unevaluatedProperties: false }, { a: 1 }, 'unevaluatedProperties'],
  ['3.0.3', { type: 'array', items: {}, prefixItems: [{ type: 'string' }] }, [1], 'prefixItems'],
  ['3.0.3', { patternProperties: { '^x': { type: 'string' } } }, { x: 1 }, 'patternProperties'],
  ['3.0.3', { type: 'array', items: {}, contains: { type: 'string' } }, [1], 'contains'],
  ['2.0', { oneOf: [{ type: 'string' }] }, 5, 'oneOf'],
  ['2.0', { not: { type: 'integer' } }, 5, 'not'],
  ['2.0', { type: 'array', items: {}, contains: { type: 'string' } }, [1], 'contains'],
])(
  '%s: %j refuses nothing by a keyword of later versions, and a warning says so',
  async (version, schema, body, key) => {
    const findings = await ask(schema, body, version);
    const said = findings.filter(({ check, outcome }) => check === 'response-schema' && outcome !== 'passed');
    expect(said.map(({ outcome, severity }) => `${outcome} ${severity}`)).toContain('not-made warn');
    expect(said.every(({ outcome, severity }) => outcome === 'not-made' && severity === 'warn')).toBe(true);
    expect(said[0]?.message).toMatch(
      `${key} is not looked at: schemas of OpenAPI ${version.slice(0, 3)} have no such keyword`,
    );
  },
);

test('alternatives that differ only in such a keyword are not refused', async () => {
  const branch = (kind: string) => ({ type: 'object', properties: { kind: { const: kind } } });
  const findings = await ask({ oneOf: [branch('a'), branch('b')] }, { kind: 'a' }, '3.0.3');
  expect(complaints(findings)).toEqual(['response-schema not-made']);
});

test.each([
  [{ type: ['string', 'null'] }, null, 'a list of types'],
  [{ properties: { a: { type: 'null' } } }, { a: null }, 'the type null'],
  [{ type: 'number', exclusiveMinimum: 0 }, 1, 'exclusiveMinimum with a number'],
  [{ type: 'object', propertyNames: { minLength: 1 } }, { a: 1 }, 'propertyNames'],
])('3.0: %j is taken as it is meant, with a warning', async (schema, body, what) => {
  const findings = await ask(schema, body, '3.0.3');
  const [said] = findings.filter(({ check }) => check === 'response-schema');
  expect(said).toMatchObject({ outcome: 'not-made', severity: 'warn' });
  expect(said?.message).toBe(`${what} is looked at, though schemas of OpenAPI 3.0 have no such keyword`);
  expect(complaints(await ask(schema, body, '3.1.0'))).toEqual([]);
});

test('2.0: a field that is marked writeOnly is still required', async () => {
  const schema = { type: 'object', required: ['p'], properties: { p: { type: 'string', writeOnly: true } } };
  expect(complaints(await ask(schema, {}, '2.0'))).toContain('response-schema failed $.p');
  expect(complaints(await ask(schema, {}, '3.0.3'))).toEqual([]);
});

test.each([
  [{ type: 'object', a: { type: 'string' } }, 'error'],
  [{ a: { type: 'string' }, b: { type: 'integer' } }, 'error'],
  [{ schema: { type: 'string' } }, 'error'],
  [{ content: { 'application/json': { schema: { type: 'string' } } } }, 'error'],
  [{ properties: { b: {} }, a: { type: 'string' } }, 'warn'],
  [{ type: 'string', minlength: 5 }, 'warn'],
])('the fields of %j that no schema has weigh %s', async (schema, severity) => {
  for (const version of ['2.0', '3.0.3']) {
    const body = 'type' in schema && schema.type === 'string' ? 'x' : { a: 1, b: 1 };
    const findings = await ask(schema, body, version);
    const said = findings.filter(({ check, outcome }) => check === 'response-schema' && outcome !== 'passed');
    expect(said.map((each) => [each.outcome, each.severity])).toEqual([['not-made', severity]]);
    expect(said[0]?.message).toMatch(/none that a schema of OpenAPI/);
  }
});

test('from 3.1 on any keyword may stand in a schema, unless it is nearly another', async () => {
  const own = {
    type: 'object',
    a: { b: 1 },
    order: 5,
    labels: ['x'],
    internal: true,
    group: 'x',
    titel: 'x',
  };
  expect(complaints(await ask(own, {}, '3.1.0'))).toEqual([]);
  for (const [name, value] of [
    ['minlength', 5],
    ['maxLenght', 5],
    ['patern', '^x$'],
    ['requierd', ['a']],
    ['enums', ['a']],
    ['readonly', true],
    ['multipleof', 2],
  ] as const) {
    const findings = await ask({ type: 'object', [name]: value }, {}, '3.1.0');
    expect(findings.filter(({ outcome }) => outcome === 'not-made')).toMatchObject([
      { severity: 'warn', message: expect.stringContaining(`the field "${name}" is none that a schema`) },
    ]);
  }
});

test('from 3.1 on a map of schemas is said', async () => {
  const slipped = { type: 'object', propertys: { a: { type: 'string' } } };
  expect((await ask(slipped, {}, '3.1.0')).find(({ outcome }) => outcome === 'not-made')?.severity).toBe(
    'warn',
  );
  for (const schema of [{ a: { type: 'string' } }, { properties: {}, a: { type: 'string' } }])
    expect(complaints(await ask(schema, {}, '3.1.0'))).toEqual(['response-schema not-made']);
});

test.each([
  ['3.0.3', { type: 'string', nullable: 'true' }, null, /nullable is "true"; expected true or false/],
  ['3.0.3', { type: 'string', nullable: {} }, 'x', /nullable is an empty object/],
  ['3.0.3', { properties: { p: { writeOnly: 'true' } } }, { p: 1 }, /writeOnly is "true"/],
  ['3.1.0', { type: 'number', maximum: 5, exclusiveMaximum: true }, 5, /exclusiveMaximum cannot be true/],
  [
    '3.1.0',
    { type: 'array', items: [{ type: 'string' }] },
    [1],
    /items is a list; OpenAPI 3.1 has prefixItems/,
  ],
  [
    '3.0.3',
    { type: 'array', items: [{ type: 'string' }] },
    [1],
    /items is a list; OpenAPI 3.0 has one schema/,
  ],
])('%s: %j has a value that its keyword cannot have', async (version, schema, body, message) => {
  const findings = await ask(schema, body, version);
  expect(findings.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
  const said = findings.filter(({ outcome, severity }) => outcome === 'not-made' && severity === 'error');
  expect(said.map((each) => each.message)).toEqual([expect.stringMatching(message)]);
});

const A = { type: 'object', properties: { k: { type: 'string' } } };
const oneOf = [{ $ref: '#/components/schemas/A' }];
const saidOf = async (schema: unknown, body: unknown, more: object) =>
  (await findingsOfAnswer(schema, body, { components: { schemas: { A } }, ...more }))
    .filter(({ check, outcome }) => check === 'response-schema' && outcome !== 'passed')
    .map(({ outcome, severity, message }) => `${outcome} ${severity}: ${message}`);

test.each([
  ['k', /discriminator is "k"; OpenAPI 3.0 has an object with propertyName/],
  [{}, /propertyName of discriminator is missing/],
  [{ propertyName: 5 }, /propertyName of discriminator is 5/],
  [{ propertyName: 'k', mapping: null }, /mapping of discriminator is null/],
  [{ propertyName: 'k', mapping: { a: 5 } }, /mapping of discriminator has 5 for "a"/],
])('a discriminator cannot be %j', async (discriminator, message) => {
  const said = await saidOf({ oneOf, discriminator }, { k: 'A' }, {});
  expect(said).toEqual([expect.stringMatching(message)]);
  expect(said[0]).toMatch(/^not-made error/);
});

test.each([
  [{ $id: 'https://example.com/a#b', type: 'object' }, {}, /has a fragment/],
  [{ type: 'object' }, { jsonSchemaDialect: 'https://example.com/mine' }, /jsonSchemaDialect is "https/],
  [
    { $ref: '#twice', $defs: { a: { $anchor: 'twice', type: 'string' }, b: { $anchor: 'twice' } } },
    {},
    /several schemas have this \$anchor/,
  ],
])('3.1: what %j means cannot be told', async (schema, more, message) => {
  const said = await saidOf(schema, {}, { openapi: '3.1.0', ...more });
  expect(said).toEqual([expect.stringMatching(message)]);
  expect(said[0]).toMatch(/^not-made error/);
});

test('types that are read as others, and what no schema requires, are said', async () => {
  expect(await saidOf({ type: 'int' }, 'x', {})).toEqual([
    'failed error: $ is "x"; expected integer',
    'not-made warn: the type "int" is none that schemas have; it is read as integer',
  ]);
  expect(await saidOf({ type: 'any' }, 'x', {})).toEqual([expect.stringMatching(/it is read as any value/)]);
  expect(await saidOf({ properties: { a: { type: 'string', required: true } } }, {}, {})).toEqual([
    expect.stringMatching(/^not-made warn: required is true, which is not looked at/),
  ]);
  const dialect = { openapi: '3.1.0', jsonSchemaDialect: 'https://spec.openapis.org/oas/3.1/dialect/base' };
  expect(await saidOf({ type: 'object' }, {}, dialect)).toEqual([]);
});
