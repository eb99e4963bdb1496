import { expect, test } from 'vitest';
import { complaints, contractOf, exchange } from '../check/fixture.ts';

const requires = (name: string) => ({ schema: { type: 'object', required: [name] } });
const versions = {
  'application/json;version=1': requires('old'),
  'application/json;version=2': requires('new'),
};
const contractFor = (content: object, more: object = {}) =>
  contractOf({
    '/api/a.json': {
      openapi: '3.0.3',
      paths: {
        '/things': {
          get: { responses: { 200: { content } } },
          post: { responses: { 200: {} }, requestBody: { content } },
        },
      },
      ...more,
    },
  });
const answer = (contentType: string | undefined, body: unknown) =>
  exchange({ response: { contentType, body } });

test('the parameters of an answer choose its schema', async () => {
  const contract = contractFor(versions);
  const check = (type: string | undefined, body: unknown) => complaints(contract.check(answer(type, body)));
  expect(check('application/json; version=2', { new: 1 })).toEqual([]);
  expect(check('application/json;version="1"; charset=utf-8', { old: 1 })).toEqual([]);
  expect(check('application/json; version=2', { old: 1 })).toEqual(['response-schema failed $.new']);
});

test.each([
  ['application/json', 'application/json does not tell which schema is meant: the document has'],
  ['application/json; version=3', 'application/json; version=3 does not tell which schema is meant'],
  [undefined, 'no media type does not tell which schema is meant'],
])('an answer of %s that may belong to several schemas is not made', async (type, message) => {
  const contract = contractFor(versions);
  const findings = contract.check(answer(type, { old: 1, new: 1 }));
  expect(complaints(findings)).toEqual(['response-content-type failed', 'response-schema not-made']);
  expect(findings.at(-1)?.message).toContain(message);
});

test('an answer with another parameter is held against the only schema of its type', async () => {
  const contract = contractFor({ 'application/json;version=1': requires('old') });
  const findings = contract.check(answer('application/json', {}));
  expect(complaints(findings)).toEqual(['response-content-type failed', 'response-schema failed $.old']);
  expect(findings.find(({ check }) => check === 'response-content-type')?.message).toBe(
    'the answer is application/json; the document promises application/json;version=1',
  );
});

test('media types that share a schema need not be distinguished', async () => {
  const schema = { $ref: '#/components/schemas/Thing' };
  const contract = contractFor(
    { 'application/vnd.a+json': { schema }, 'application/vnd.b+json': { schema } },
    { components: { schemas: { Thing: { required: ['a'] } } } },
  );
  expect(complaints(contract.check(answer('application/json', { a: 1 })))).toEqual([
    'response-content-type failed',
  ]);
});

test('the parameters of a request choose its schema', async () => {
  const contract = contractFor(versions);
  const post = (contentType: string, body: unknown) =>
    complaints(contract.check(exchange({ method: 'POST', request: { contentType, body, hasBody: true } })));
  expect(post('application/json;version=2', { new: 1 })).toEqual([]);
  expect(post('application/json;version=1', { new: 1 })).toEqual(['request-body failed $.old']);
  expect(post('application/json', { new: 1 })).toEqual([
    'request-content-type failed',
    'request-body not-made',
  ]);
});

const swagger = (produces: readonly string[], responses: object) =>
  contractOf({ '/api/a.json': { swagger: '2.0', paths: { '/things': { get: { produces, responses } } } } });

test('where a 2.0 document produces files, an error with fields is JSON and held against its schema', async () => {
  const error = { type: 'object', required: ['message'] };
  const contract = swagger(['application/pdf'], {
    200: { schema: { type: 'file' } },
    404: { schema: error },
    default: { schema: { type: 'string' } },
  });
  const check = (status: number, body: unknown) =>
    complaints(contract.check(exchange({ response: { status, body, contentType: 'application/json' } })));
  expect(check(404, { message: 'gone' })).toEqual([]);
  expect(check(404, {})).toEqual(['response-schema failed $.message']);
  expect(check(200, {})).toEqual(['response-content-type failed', 'response-schema failed']);
  expect(check(500, 'x')).toEqual(['response-content-type failed', 'response-schema failed']);
});

test('where a 2.0 document produces XML, an error in JSON is still another type', async () => {
  const contract = swagger(['application/xml'], { 404: { schema: { type: 'object' } } });
  expect(complaints(contract.check(exchange({ response: { status: 404 } })))).toEqual([
    'response-content-type failed',
    'response-schema failed',
  ]);
});

test.each([
  ['content', { content: null }, '"content" is null in the document; expected an object'],
  ['a response', null, '"200" is null in the document; expected an object'],
  ['a list of contents', { content: [] }, '"content" is a list of 0 in the document; expected an object'],
])('%s that is no object is not made', async (_, response, message) => {
  const contract = contractOf({
    '/api/a.json': { openapi: '3.0.0', paths: { '/things': { get: { responses: { 200: response } } } } },
  });
  const findings = contract.check(exchange());
  expect(complaints(findings)).toEqual(['response-schema not-made']);
  expect(findings.find(({ outcome }) => outcome === 'not-made')?.message).toBe(message);
});

test.each([null, 'string', [], 5])('a media type or schema that is %j is not made', async (junk) => {
  for (const media of [junk, { schema: junk }]) {
    const contract = contractFor({ 'application/json': media });
    expect(complaints(contract.check(exchange()))).toEqual(['response-schema not-made']);
    const post = exchange({
      method: 'POST',
      request: { contentType: 'application/json', body: {}, hasBody: true },
    });
    expect(complaints(contract.check(post))).toEqual(['request-body not-made']);
  }
});

test.each([
  ['a body that is null', null],
  ['a content that is null', { content: null }],
  ['a content that is a list', { content: [] }],
])('with %s, the body of a request is not made', async (_, requestBody) => {
  const contract = contractOf({
    '/api/a.json': {
      openapi: '3.0.0',
      paths: { '/things': { post: { requestBody, responses: { 200: {} } } } },
    },
  });
  const request = { contentType: 'application/json', body: {}, hasBody: true };
  expect(complaints(contract.check(exchange({ method: 'POST', request })))).toEqual([
    'request-body not-made',
  ]);
});
