import { expect, test } from 'vitest';
import { findingsOfAnswer, complaints } from '../check/fixture.ts';

const User = { type: 'object', required: ['name'], properties: { name: { type: 'string' } } };

const said = async (schemas: object, body: unknown, schema: object, version = '3.1.0') =>
  complaints(await findingsOfAnswer(schema, body, { openapi: version, components: { schemas } }));

test('a schema is found by its anchor', async () => {
  const schemas = { User: { ...User, $anchor: 'user' }, Note: { example: { $anchor: 'other' } } };
  expect(await said(schemas, {}, { $ref: '#user' })).toEqual(['response-schema failed $.name']);
  expect(await said(schemas, { name: '' }, { $ref: '#user' })).toEqual([]);
  expect(await said(schemas, {}, { $ref: '#other' })).toEqual(['response-schema not-made']);
  expect(await said(schemas, {}, { $ref: '#user' }, '3.0.3')).toEqual(['response-schema not-made']);
});

test('a schema is found by its $id, and references inside begin there', async () => {
  const Tree = {
    $id: 'https://example.com/tree',
    type: 'object',
    properties: { children: { type: 'array', items: { $ref: '#' } }, leaf: { $ref: '#/$defs/leaf' } },
    $defs: { leaf: { type: 'integer' }, other: { $id: 'other', type: 'string' } },
    additionalProperties: false,
  };
  const at = { $ref: 'https://example.com/tree' };
  expect(await said({ Tree }, { children: [{ leaf: 1 }] }, at)).toEqual([]);
  expect(await said({ Tree }, { children: [{ leaf: 'x' }] }, at)).toEqual([
    'response-schema failed $.children[0].leaf',
  ]);
  expect(await said({ Tree }, { children: [{ z: 1 }] }, at)).toEqual([
    'response-schema failed $.children[0].z',
  ]);
  expect(await said({ Tree }, 1, { $ref: 'https://example.com/other' })).toEqual([
    'response-schema failed $',
  ]);
  const whole = { Tree: { $id: 'tree', properties: { user: { $ref: '#/components/schemas/User' } } }, User };
  expect(await said(whole, { user: {} }, { $ref: 'tree' })).toEqual(['response-schema failed $.user.name']);
  expect(await said({ Tree }, 1, { $ref: 'https://example.com/gone' })).toEqual(['response-schema not-made']);
});

test('a $dynamicRef leads to the outermost schema of that name', async () => {
  const Page = {
    $id: 'page',
    type: 'object',
    properties: { items: { type: 'array', items: { $dynamicRef: '#item' } } },
    $defs: { item: { $dynamicAnchor: 'item' } },
  };
  const pageOf = (name: string, item: object) => ({
    $id: `${name}_page`,
    $ref: 'page',
    $defs: { item: { $dynamicAnchor: 'item', ...item } },
  });
  const schemas = { Page, Users: pageOf('users', User), Counts: pageOf('counts', { type: 'integer' }) };
  const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
  expect(await said(schemas, { items: [{ name: 'x' }] }, ref('Users'))).toEqual([]);
  expect(await said(schemas, { items: [{}] }, ref('Users'))).toEqual([
    'response-schema failed $.items[0].name',
  ]);
  expect(await said(schemas, { items: [1] }, ref('Counts'))).toEqual([]);
  expect(await said(schemas, { items: [{ name: 'x' }] }, ref('Counts'))).toEqual([
    'response-schema failed $.items[0]',
  ]);
  expect(await said(schemas, { items: [1, {}] }, ref('Page'))).toEqual([]);
  const both = { type: 'object', properties: { users: ref('Users'), counts: ref('Counts') } };
  expect(await said(schemas, { users: { items: [{}] }, counts: { items: [{}] } }, both)).toEqual([
    'response-schema failed $.users.items[0].name',
    'response-schema failed $.counts.items[0]',
  ]);
});

test('a $dynamicRef without such an anchor is a plain reference', async () => {
  const Node = {
    type: 'object',
    properties: { id: {}, next: { $dynamicRef: '#node' } },
    $anchor: 'node',
    required: ['id'],
  };
  expect(await said({ Node }, { id: 1, next: {} }, { $ref: '#node' })).toEqual([
    'response-schema failed $.next.id',
  ]);
  expect(await said({ Node }, {}, { $dynamicRef: '#gone' })).toEqual(['response-schema not-made']);
});
