import { expect, test } from 'vitest';
import { findingsOfAnswer, complaints, contractOf, exchange } from '../check/fixture.ts';

const Single = {
  type: 'object',
  required: ['expiresOn'],
  properties: { type: { enum: ['single'] }, expiresOn: { type: 'string' } },
};
const Multi = {
  type: 'object',
  required: ['name'],
  properties: { type: { enum: ['multi'] }, name: { type: 'string' } },
};
const refs = [{ $ref: '#/components/schemas/Single' }, { $ref: '#/components/schemas/Multi' }];
const components = { components: { schemas: { Single, Multi } } };

test.each([
  ['mapping', { propertyName: 'type', mapping: { single: '#/components/schemas/Single', multi: 'Multi' } }],
  ['the values of the branches', { propertyName: 'type' }],
])('the right branch is named: by %s', async (_, discriminator) => {
  const schema = { oneOf: refs, discriminator };
  const findings = await findingsOfAnswer(schema, { type: 'single', name: 1 }, components);
  expect(complaints(findings)).toEqual([
    'response-schema failed $.expiresOn',
    'undocumented-field failed $.name',
  ]);
  expect(findings.find(({ check }) => check === 'response-schema')?.message).toMatch(
    /missing.*schema Single/,
  );
  expect(complaints(await findingsOfAnswer(schema, { type: 'multi', name: 'x' }, components))).toEqual([]);
});

test('branches are found by the names of their schemas', async () => {
  const schemas = { Cat: { required: ['meow'] }, Dog: { required: ['bark'] } };
  const schema = {
    anyOf: [{ $ref: '#/components/schemas/Cat' }, { $ref: '#/components/schemas/Dog' }],
    discriminator: { propertyName: 'kind' },
  };
  const findings = await findingsOfAnswer(schema, { kind: 'Dog' }, { components: { schemas } });
  expect(complaints(findings)).toEqual(['response-schema failed $.bark']);
});

test('a wrong value of the discriminator is an error of its own', async () => {
  const schema = { oneOf: refs, discriminator: { propertyName: 'type' } };
  const [finding, ...others] = (await findingsOfAnswer(schema, { type: 'none' }, components)).filter(
    ({ check }) => check === 'response-schema',
  );
  expect(others).toEqual([]);
  expect(finding).toMatchObject({
    jsonPath: '$.type',
    expected: ['single', 'multi'],
    message: expect.stringMatching(/chooses the schema and is "none"/),
  });
  expect(complaints(await findingsOfAnswer(schema, {}, components))).toEqual([
    'response-schema failed $.type',
  ]);
});

test('null beside the branches is allowed', async () => {
  const schema = { oneOf: [...refs, { type: 'null' }], discriminator: { propertyName: 'type' } };
  expect(complaints(await findingsOfAnswer({ properties: { a: schema } }, { a: null }, components))).toEqual(
    [],
  );
  const wrong = await findingsOfAnswer(
    { properties: { a: schema } },
    { a: { type: 'multi', name: 1 } },
    components,
  );
  expect(complaints(wrong)).toEqual(['response-schema failed $.a.name']);
});

test('a parent finds the children that name it in allOf, without an endless circle', async () => {
  const schemas = {
    Pet: {
      type: 'object',
      required: ['kind'],
      properties: { kind: { type: 'string' } },
      discriminator: { propertyName: 'kind' },
    },
    Cat: {
      allOf: [
        { $ref: '#/components/schemas/Pet' },
        { required: ['meow'], properties: { meow: { type: 'boolean' } } },
      ],
    },
  };
  const check = async (body: unknown) =>
    complaints(
      await findingsOfAnswer({ $ref: '#/components/schemas/Pet' }, body, { components: { schemas } }),
    );
  expect(await check({ kind: 'Cat', meow: true })).toEqual([]);
  expect(await check({ kind: 'Cat' })).toEqual(['response-schema failed $.meow']);
  expect(await check({ kind: 'Pet' })).toEqual([]);
  expect(await check({ kind: 'Cow' })).toEqual(['response-schema failed $.kind']);
});

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const child = (parent: string, more: object = {}) => ({ allOf: [ref(parent), more] });
const parent = (more: object = {}) => ({
  type: 'object',
  required: ['kind'],
  properties: { kind: { type: 'string' } },
  discriminator: { propertyName: 'kind' },
  ...more,
});
const holds = async (version: string, schemas: object, body: unknown, schema: object = ref('Pet')) =>
  complaints(await findingsOfAnswer(schema, body, { openapi: version, components: { schemas } }));

const wants = (name: string) => ({
  type: 'object',
  required: [name],
  properties: { [name]: { type: 'integer' } },
});

test('children over several levels are found, and held with all their parents', async () => {
  const schemas = { Pet: parent(), Cat: child('Pet', wants('m')), Kitten: child('Cat', wants('k')) };
  expect(await holds('3.0.3', schemas, { kind: 'Kitten', m: 1, k: 1 })).toEqual([]);
  expect(await holds('3.0.3', schemas, { kind: 'Kitten', k: 1 })).toEqual(['response-schema failed $.m']);
  expect(await holds('3.0.3', schemas, { kind: 'Kitten', m: 1 })).toEqual(['response-schema failed $.k']);
  expect(await holds('3.0.3', schemas, { kind: 'Cow' })).toEqual(['response-schema failed $.kind']);
  const cat = await holds('3.0.3', schemas, { kind: 'Kitten', m: 1, k: 1 }, ref('Cat'));
  expect(cat).toEqual([]);
});

test.each(['3.0.3', '3.1.0'])(
  'in %s, the discriminator of a parent counts for its children too',
  async (version) => {
    const schemas = {
      Pet: parent({ nullable: version === '3.0.3' }),
      Cat: child('Pet', wants('m')),
      Kitten: child('Cat', wants('k')),
      Dog: child('Pet', wants('d')),
    };
    const said = (body: unknown, schema: object = ref('Cat')) => holds(version, schemas, body, schema);
    expect(await said({ kind: 'Kitten', m: 1 })).toEqual(['response-schema failed $.k']);
    expect(await said({ kind: 'Kitten', m: 1, k: 1 })).toEqual([]);
    expect(await said({ kind: 'Cat', m: 1 })).toEqual([]);
    expect(await said({ kind: 'Cat' })).toEqual(['response-schema failed $.m']);
    expect(await said({ kind: 'Dog', m: 1 })).toEqual(['response-schema failed $.d']);
    expect(await said({ kind: 'Cow', m: 1 })).toEqual(['response-schema failed $.kind']);
    expect(await said({ kind: 'Kitten', m: 1, k: 1 }, ref('Kitten'))).toEqual([]);
    expect(await said({ kind: 'Kitten', m: 1 }, { allOf: [ref('Cat')] })).toEqual([
      'response-schema failed $.k',
    ]);
    expect(await said({ kind: 'Cat' }, { allOf: [ref('Pet')] })).toEqual(['response-schema failed $.m']);
    expect(await said({ kind: 'Kitten', m: 1 }, ref('Pet'))).toEqual(['response-schema failed $.k']);
  },
);

test('a parent of 2.0 knows its children by their names', async () => {
  const definitions = {
    Pet: { ...parent(), discriminator: 'kind' },
    Cat: { allOf: [{ $ref: '#/definitions/Pet' }, wants('m')] },
  };
  const responses = { '200': { description: '', schema: { $ref: '#/definitions/Pet' } } };
  const document = { swagger: '2.0', paths: { '/things': { get: { responses } } }, definitions };
  const contract = contractOf({ '/api/a.json': document });
  const said = (body: unknown) => complaints(contract.check(exchange({ response: { body } })));
  expect(said({ kind: 'Cat', m: 1 })).toEqual([]);
  expect(said({ kind: 'Cat' })).toEqual(['response-schema failed $.m']);
});

test('a discriminator below another one', async () => {
  const schemas = {
    Pet: parent(),
    Cat: {
      allOf: [ref('Pet'), { properties: { breed: { type: 'string' } }, required: ['breed'] }],
      discriminator: { propertyName: 'breed' },
    },
    Siamese: child('Cat', wants('s')),
  };
  expect(await holds('3.0.3', schemas, { kind: 'Cat', breed: 'Siamese', s: 1 })).toEqual([]);
  expect(await holds('3.0.3', schemas, { kind: 'Cat', breed: 'Siamese' })).toEqual([
    'response-schema failed $.s',
  ]);
  expect(await holds('3.0.3', schemas, { kind: 'Siamese', breed: 'Siamese', s: 1 })).toEqual([]);
});

test('implicit names count beside a mapping', async () => {
  const pet = parent({ discriminator: { propertyName: 'kind', mapping: { kitty: ref('Cat').$ref } } });
  const schemas = { Pet: pet, Cat: child('Pet', wants('m')), Dog: child('Pet', wants('d')) };
  for (const kind of ['kitty', 'Cat'])
    expect(await holds('3.0.3', schemas, { kind })).toEqual(['response-schema failed $.m']);
  expect(await holds('3.0.3', schemas, { kind: 'Dog' })).toEqual(['response-schema failed $.d']);
  // A mapping may give the name of one schema to another.
  const swapped = parent({ discriminator: { propertyName: 'kind', mapping: { Cat: 'Dog' } } });
  expect(await holds('3.0.3', { ...schemas, Pet: swapped }, { kind: 'Cat' })).toEqual([
    'response-schema failed $.d',
  ]);
});

test('null is allowed where the parent allows it', async () => {
  const schemas = (more: object) => ({ Pet: parent(more), Cat: child('Pet', wants('m')) });
  expect(await holds('3.0.3', schemas({ nullable: true }), null)).toEqual([]);
  expect(await holds('3.0.3', schemas({}), null)).toEqual(['response-schema failed $']);
  for (const version of ['3.1.0', '3.1.1']) {
    expect(await holds(version, schemas({ type: ['object', 'null'] }), null)).toEqual([]);
    expect(await holds(version, schemas({}), null)).toEqual(['response-schema failed $']);
  }
  const cat = { type: 'object', nullable: true, required: ['kind'], properties: { kind: { enum: ['cat'] } } };
  const list = { oneOf: [ref('Cat'), ref('Dog')], discriminator: { propertyName: 'kind' } };
  const dog = { ...cat, nullable: false, properties: { kind: { enum: ['dog'] } } };
  expect(await holds('3.0.3', { Cat: cat, Dog: dog }, null, list)).toEqual([]);
  expect(await holds('3.0.3', { Cat: dog, Dog: dog }, null, list)).toEqual(['response-schema failed $']);
});

test.each(['3.0.3', '3.0.4', '3.1.0', '3.1.1'])(
  'values other than texts choose too, in %s',
  async (version) => {
    const kind = (value: unknown, type: string) => ({
      type: 'object',
      required: ['t'],
      properties: { t: { type, enum: [value] }, [`only_${String(value)}`]: { type: 'string' } },
    });
    const list = { oneOf: [ref('A'), ref('B')], discriminator: { propertyName: 't' } };
    const whole = { A: kind(1, 'integer'), B: kind(2, 'integer') };
    expect(await holds(version, whole, { t: 1 }, list)).toEqual([]);
    expect(await holds(version, whole, { t: 2, only_1: 'x' }, list)).toEqual([
      'undocumented-field failed $.only_1',
    ]);
    expect(await holds(version, whole, { t: 3 }, list)).toHaveLength(1);
    const truth = { A: kind(true, 'boolean'), B: kind(false, 'boolean') };
    expect(await holds(version, truth, { t: false }, list)).toEqual([]);
    const open = {
      A: { properties: { t: { type: 'integer' } } },
      B: { properties: { t: { type: 'integer' } } },
    };
    const mapped = { ...list, discriminator: { propertyName: 't', mapping: { 1: 'A', 2: 'B' } } };
    if (version.endsWith('3') || version === '3.1.0')
      expect(await holds(version, open, { t: 2 }, mapped)).toEqual([]);
  },
);

test('from 3.0.4 and 3.1.1 on, a discriminator changes nothing about what holds', async () => {
  const schemas = { Pet: parent(), Cat: child('Pet', wants('m')) };
  const list = { anyOf: [wants('m'), wants('d')], discriminator: { propertyName: 'kind' } };
  for (const version of ['3.0.4', '3.1.1', '3.2.0']) {
    expect(await holds(version, schemas, { kind: 'Cow' })).toEqual([]);
    expect(await holds(version, schemas, { kind: 'Cat' })).toEqual([]);
    expect(await holds(version, schemas, { kind: 'Cat', m: 1 })).toEqual([]);
    expect(await holds(version, schemas, { kind: 'Cat', z: 1 })).toEqual(['undocumented-field failed $.z']);
    expect(await holds(version, schemas, {})).toEqual(['response-schema failed $.kind']);
    expect(await holds(version, {}, { m: 1 }, list)).toEqual([]);
    expect(await holds(version, {}, { m: 'x' }, list)).toHaveLength(1);
  }
  for (const version of ['3.0.0', '3.0.3', '3.1.0'])
    expect(await holds(version, schemas, { kind: 'Cow' })).toEqual(['response-schema failed $.kind']);
});

test.each(['3.0.3', '3.1.1'])(
  'a parent that lists the children that name it is no circle, in %s',
  async (version) => {
    const Pet = parent({ oneOf: [ref('Cat'), ref('Dog')] });
    const schemas = { Pet, Cat: child('Pet', wants('m')), Dog: child('Pet', wants('d')) };
    expect(await holds(version, schemas, { kind: 'Cat', m: 1 })).toEqual([]);
    expect(await holds(version, schemas, { kind: 'Cat', m: 'x' })).toHaveLength(1);
  },
);

test('a value that all branches list decides nothing', async () => {
  const both = (name: string) => ({ ...wants(name), properties: { kind: { enum: ['a', 'b'] }, [name]: {} } });
  const schemas = { A: both('m'), B: both('d') };
  const list = { oneOf: [ref('A'), ref('B')], discriminator: { propertyName: 'kind' } };
  expect(await holds('3.0.3', schemas, { kind: 'a', m: 1 }, list)).toEqual([]);
  expect(await holds('3.0.3', schemas, { kind: 'b', m: 1 }, list)).toEqual([]);
  expect(await holds('3.0.3', schemas, { kind: 'a' }, list)).toHaveLength(1);
});
