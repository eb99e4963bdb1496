import { expect, test } from 'vitest';
import { compareWithExamples } from './example-shape.ts';
import { complaints, contractOf, exchange } from '../fixture.ts';

const differences = (body: unknown, ...examples: unknown[]) =>
  compareWithExamples(body, examples).map(({ kind, keys }) => `${kind} ${keys.join('.')}`);

test.each([
  ['a missing field', {}, { a: 1 }, ['missing a']],
  ['another type', { a: [] }, { a: {} }, ['type a']],
  ['a further field', { a: 1, b: 2 }, { a: 1 }, []],
  ['null in the answer', { a: null }, { a: {} }, []],
  ['null in the example', { a: {} }, { a: null }, []],
  ['a number as text', { a: 5 }, { a: '100.0' }, []],
  ['text as a number', { a: '5' }, { a: 100 }, []],
  ['words for a number', { a: 'many' }, { a: 100 }, ['type a']],
  ['true as text', { a: 'true' }, { a: true }, ['type a']],
  ['an empty list', { a: [] }, { a: [{ b: 1 }] }, []],
  ['an empty list in the example', { a: [{ b: 1 }] }, { a: [] }, []],
  ['a field that only some items have', [{ a: 1 }], [{ a: 1, b: 1 }, { a: 2 }], []],
  ['a field that all items have', [{ a: 1 }, {}], [{ a: 1 }, { a: 2 }], ['missing 1.a']],
  ['items of different types', [1, 'x'], ['x', {}], ['type 0']],
  ['keys that are data', { 12: {} }, { 7: {} }, []],
])('%s', (_, body, example, expected) => {
  expect(differences(body, example)).toEqual(expected);
});

test('of several examples only what they share is expected', () => {
  expect(differences({}, { a: 1, b: 1 }, { a: 2 })).toEqual(['missing a']);
});

const swagger = (response: object) => ({
  '/api/a.json': { swagger: '2.0', paths: { '/things': { get: { responses: { 200: response } } } } },
});

test('a response with only an example is held against its shape', async () => {
  const contract = contractOf(
    swagger({ examples: { 'application/json': { data: { list: [{ id: 'x' }] } } } }),
  );
  const check = (body: unknown) => contract.check(exchange({ response: { body } }));
  expect(complaints(check({ data: { list: [{ id: 'y', more: 1 }] } }))).toEqual([]);
  expect(complaints(check({ data: { list: [{}, {}] } }))).toEqual(['example-shape failed $.data.list[*].id']);
  expect(check({ data: {} }).find(({ outcome }) => outcome === 'failed')).toMatchObject({
    severity: 'warn',
    message: '$.data.list is missing; the example in the document has it',
  });
});

test('an example beside a bare schema counts; beside a full one it does not', async () => {
  const example = { a: 1 };
  const vague = contractOf(
    swagger({ schema: { type: 'object' }, examples: { 'application/json': example } }),
  );
  const inside = contractOf(swagger({ schema: { type: 'object', example } }));
  const told = contractOf(
    swagger({ schema: { type: 'object', properties: { a: {} } }, examples: { 'application/json': example } }),
  );
  expect(complaints(vague.check(exchange()))).toEqual(['example-shape failed $.a']);
  expect(complaints(inside.check(exchange()))).toEqual(['example-shape failed $.a']);
  expect(complaints(told.check(exchange()))).toEqual([]);
});

test('an answer that is not JSON is said once, also where a schema and an example both promise it', async () => {
  const contract = contractOf(swagger({ schema: { type: 'object', example: { a: 1 } } }));
  const response = { isJson: false, body: undefined, size: 9 };
  expect(complaints(contract.check(exchange({ response })))).toEqual(['response-schema failed']);
});

test('HTML or nothing instead of the example is said', async () => {
  const contract = contractOf(swagger({ examples: { 'application/json': { a: 1 } } }));
  const html = { isJson: false, body: undefined, contentType: 'text/html', size: 9 };
  expect(complaints(contract.check(exchange({ response: html })))).toEqual([
    'response-content-type failed',
    'example-shape failed',
  ]);
  expect(complaints(contract.check(exchange({ response: { ...html, size: 0 } })))).toEqual([
    'example-shape failed',
  ]);
});

const withExamples = (media: object, files: object = {}) =>
  contractOf({
    '/api/a.json': {
      openapi: '3.0.3',
      paths: { '/things': { get: { responses: { 200: { content: { 'application/json': media } } } } } },
      components: { examples: { One: { value: { a: 1 } }, Again: { $ref: '#/components/examples/One' } } },
    },
    ...files,
  });

test.each([
  ['a reference to a component', { examples: { e: { $ref: '#/components/examples/One' } } }],
  ['two references', { examples: { e: { $ref: '#/components/examples/Again' } } }],
  ['another file', { examples: { e: { $ref: 'examples.json#/one' } } }],
  ['a reference to the value itself', { example: { $ref: 'examples.json#/one/value' } }],
  ['a value that is a reference', { examples: { e: { value: { $ref: 'examples.json#/one/value' } } } }],
  ['a file beside the document', { examples: { e: { externalValue: './one.json' } } }],
  ['a schema that lists examples', { schema: { type: 'object', examples: [{ a: 1 }] } }],
])('an example is found through %s', async (_, media) => {
  const files = { '/api/examples.json': { one: { value: { a: 1 } } }, '/api/one.json': { a: 1 } };
  const contract = withExamples(media, files);
  const check = (body: unknown) => complaints(contract.check(exchange({ response: { body } })));
  expect(check({ a: 2 })).toEqual([]);
  expect(check({ a: 'no' })).toEqual(['example-shape failed $.a']);
});

test.each([null, 5, []])('examples that are %j are not made', async (junk) => {
  for (const examples of [junk, { e: junk }]) {
    const contract = withExamples({ examples });
    expect(complaints(contract.check(exchange()))).toEqual(['example-shape not-made']);
  }
});

test.each([
  ['a reference to nothing', { $ref: '#/components/examples/None' }],
  ['an address that is not fetched', { externalValue: 'https://example.com/one.json' }],
])('with %s for an example, the shape is not made', async (_, example) => {
  const contract = withExamples({ examples: { e: example } });
  expect(complaints(contract.check(exchange()))).toEqual(['example-shape not-made']);
});
