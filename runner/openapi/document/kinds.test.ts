import { expect, test } from 'vitest';
import { findingsOfAnswer, complaints, contractOf, exchange } from '../check/fixture.ts';

const components = {
  schemas: { S: { type: 'string' }, Group: { properties: { a: { type: 'string' } } } },
  responses: { R: { description: '', content: { 'application/json': { schema: { type: 'string' } } } } },
  parameters: { P: { name: 'a', in: 'query', schema: { type: 'string' } } },
  requestBodies: { B: { content: { 'application/json': { schema: { type: 'string' } } } } },
  headers: { H: { schema: { type: 'string' } } },
};

const wrong = [
  ['#/components/responses/R', 'a response'],
  ['#/components/parameters/P', 'a parameter'],
  ['#/components/requestBodies/B', 'a request body'],
  ['#/components/headers/H', 'a header'],
  ['#/components/schemas', 'a map of schemas'],
  ['#/components/schemas/Group/properties', 'a map of schemas'],
  ['#/components', 'all components'],
  ['#/info', 'no part that is referred to'],
  ['#/paths/~1things/get', 'an operation'],
  ['#/paths/~1things/get/responses/200/content/application~1json', 'a media type'],
  ['#', 'a whole API document'],
  ['', 'a whole API document'],
] as const;

test.each(wrong)('a schema is not found at %s, which is %s', async (ref, what) => {
  for (const openapi of ['3.0.3', '3.1.0'])
    for (const schema of [{ $ref: ref }, { properties: { a: { $ref: ref } } }]) {
      const findings = await findingsOfAnswer(schema, 5, { openapi, info: {}, components });
      expect(complaints(findings)).toEqual(['response-schema not-made']);
      expect(findings.find(({ outcome }) => outcome === 'not-made')?.message).toBe(
        `$ref ${ref} leads to ${what}; expected a schema`,
      );
    }
});

test('a part of a document of another version cannot be used', async () => {
  const swagger = {
    swagger: '2.0',
    paths: {},
    definitions: { S: { type: 'string' } },
    responses: { R: { description: '', schema: { type: 'string' } } },
  };
  const schema = { $ref: 'b.json#/definitions/S' };
  for (const more of [
    {},
    { paths: { '/things': { get: { responses: { 200: { $ref: 'b.json#/responses/R' } } } } } },
  ]) {
    const document = {
      openapi: '3.0.3',
      paths: {
        '/things': {
          get: { responses: { 200: { description: '', content: { 'application/json': { schema } } } } },
        },
      },
      ...more,
    };
    const contract = contractOf({ '/api/a.json': document, '/api/b.json': swagger });
    const findings = contract.check(exchange({ response: { body: 5 } }));
    expect(findings.find(({ outcome }) => outcome === 'not-made')?.message).toMatch(
      /leads into a document of OpenAPI 2.0, of which this one of 3.0 can use no part/,
    );
  }
});

test('a whole other API document is no schema, and a file that is one is', async () => {
  const whole = { openapi: '3.0.3', paths: {}, components };
  const files = (target: unknown) => ({
    '/api/a.json': {
      openapi: '3.0.3',
      paths: {
        '/things': {
          get: {
            responses: {
              200: { description: '', content: { 'application/json': { schema: { $ref: 'b.json' } } } },
            },
          },
        },
      },
    },
    '/api/b.json': target,
  });
  const ask = async (target: unknown) =>
    complaints(contractOf(files(target)).check(exchange({ response: { body: 5 } })));
  expect(await ask(whole)).toEqual(['response-schema not-made']);
  expect(await ask({ type: 'string' })).toEqual(['response-schema failed $']);
});

test('a response, a body, a parameter or a header cannot be a schema', async () => {
  const $ref = '#/components/schemas/S';
  const operation = (more: object) => ({ responses: { 200: { description: '' } }, ...more });
  const ask = async (more: object) => {
    const contract = contractOf({
      '/api/a.json': { openapi: '3.0.3', components, paths: { '/things': { get: operation(more) } } },
    });
    const request = { body: { a: 1 }, hasBody: true, contentType: 'application/json' };
    const findings = contract.check(exchange({ request, response: { headers: { 'x-a': '1' } } }));
    return findings.filter(({ message }) => message.includes('leads to a schema')).map(({ check }) => check);
  };
  expect(await ask({ responses: { 200: { $ref } } })).toEqual(['response-status']);
  expect(await ask({ requestBody: { $ref } })).toEqual(['request-body']);
  expect(await ask({ parameters: [{ $ref }] })).toEqual(['request-params']);
  expect(await ask({ responses: { 200: { description: '', headers: { 'X-A': { $ref } } } } })).toEqual([
    'response-headers',
  ]);
});

test.each([
  '#/paths/~1things/get/responses/200/content/application~1json/schema/properties/self',
  '#/components/schemas/Group/properties/a',
  '#/components/responses/R/content/application~1json/schema',
  '#/components/parameters/P/schema',
  '#/x-schemas/S',
])('a schema may stand anywhere where one belongs, as %s', async (ref) => {
  const schema = { properties: { self: { type: 'string' }, a: { $ref: ref } } };
  const more = { components, 'x-schemas': { S: { type: 'string' } } };
  expect(complaints(await findingsOfAnswer(schema, { a: 1 }, more))).toEqual(['response-schema failed $.a']);
});
