import { expect, test } from 'vitest';
import { checkAnswer, complaints } from './fixture.ts';

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
  const findings = await checkAnswer(schema, { type: 'single', name: 1 }, components);
  expect(complaints(findings)).toEqual([
    'response-schema failed $.expiresOn',
    'undocumented-field failed $.name',
  ]);
  expect(findings.find(({ check }) => check === 'response-schema')?.message).toMatch(
    /missing.*schema Single/,
  );
  expect(complaints(await checkAnswer(schema, { type: 'multi', name: 'x' }, components))).toEqual([]);
});

test('branches are found by the names of their schemas', async () => {
  const schemas = { Cat: { required: ['meow'] }, Dog: { required: ['bark'] } };
  const schema = {
    anyOf: [{ $ref: '#/components/schemas/Cat' }, { $ref: '#/components/schemas/Dog' }],
    discriminator: { propertyName: 'kind' },
  };
  const findings = await checkAnswer(schema, { kind: 'Dog' }, { components: { schemas } });
  expect(complaints(findings)).toEqual(['response-schema failed $.bark']);
});

test('a wrong value of the discriminator is an error of its own', async () => {
  const schema = { oneOf: refs, discriminator: { propertyName: 'type' } };
  const [finding, ...others] = (await checkAnswer(schema, { type: 'none' }, components)).filter(
    ({ check }) => check === 'response-schema',
  );
  expect(others).toEqual([]);
  expect(finding).toMatchObject({
    jsonPath: '$.type',
    expected: ['single', 'multi'],
    message: expect.stringMatching(/chooses the schema and is "none"/),
  });
  expect(complaints(await checkAnswer(schema, {}, components))).toEqual(['response-schema failed $.type']);
});

test('null beside the branches is allowed', async () => {
  const schema = { oneOf: [...refs, { type: 'null' }], discriminator: { propertyName: 'type' } };
  expect(complaints(await checkAnswer({ properties: { a: schema } }, { a: null }, components))).toEqual([]);
  const wrong = await checkAnswer(
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
    complaints(await checkAnswer({ $ref: '#/components/schemas/Pet' }, body, { components: { schemas } }));
  expect(await check({ kind: 'Cat', meow: true })).toEqual([]);
  expect(await check({ kind: 'Cat' })).toEqual(['response-schema failed $.meow']);
  expect(await check({ kind: 'Pet' })).toEqual([]);
  expect(await check({ kind: 'Cow' })).toEqual(['response-schema failed $.kind']);
});
