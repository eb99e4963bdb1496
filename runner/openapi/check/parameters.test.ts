import { expect, test } from 'vitest';
import type { ContractFinding } from './finding.ts';
import { contractOf, exchange } from './fixture.ts';

type Sent = { readonly query?: string; readonly path?: string; readonly headers?: Record<string, string> };

const findingsOf = (finding: ContractFinding): string[] =>
  finding.check !== 'request-params' || finding.outcome === 'passed'
    ? []
    : [
        `${finding.outcome === 'not-made' ? 'not made: ' : finding.severity === 'warn' ? 'warning: ' : ''}${finding.message}`,
      ];

/** What the contract says about the parameters of one request. */
async function said(
  parameters: readonly object[],
  { query = '', path = '/t', headers = {} }: Sent,
  root: object = { openapi: '3.0.3' },
): Promise<readonly string[]> {
  const template = parameters.some((each) => 'in' in each && each.in === 'path') ? '/t/{id}' : '/t';
  const get = { parameters, responses: { 200: {} } };
  const contract = contractOf({ '/api/a.json': { ...root, paths: { [template]: { get } } } });
  const request = { headers };
  return contract.check(exchange({ path, query, request })).flatMap(findingsOf);
}

const integers = { type: 'array', items: { type: 'integer' } };
const letters = { type: 'array', items: { type: 'string', enum: ['a', 'b'] } };
const color = {
  type: 'object',
  required: ['R'],
  properties: { R: { type: 'integer' }, G: { type: 'integer' }, name: { type: 'string' } },
};
const query = (schema: object, more = {}) => ({ name: 'c', in: 'query', schema, ...more });
const flat = { explode: false };

test.each([
  // Lists.
  ['form', query(integers), 'c=1&c=2'],
  ['form, one item', query(integers), 'c=1'],
  ['form, with brackets', query(integers), 'c[]=1&c[]=2'],
  ['form, encoded brackets', query(integers), 'c%5B%5D=1&c%5B%5D=2'],
  ['form, not exploded', query(integers, flat), 'c=1,2'],
  ['form, not exploded, encoded', query(integers, flat), 'c=1%2C2'],
  ['form, a comma in an item', query({ type: 'array', items: { enum: ['a,b', 'c'] } }, flat), 'c=a%2Cb,c'],
  ['spaceDelimited', query(letters, { style: 'spaceDelimited' }), 'c=a%20b'],
  ['spaceDelimited, plus', query(letters, { style: 'spaceDelimited' }), 'c=a+b'],
  ['spaceDelimited, exploded', query(letters, { style: 'spaceDelimited', explode: true }), 'c=a&c=b'],
  ['pipeDelimited', query(integers, { style: 'pipeDelimited' }), 'c=1|2'],
  ['pipeDelimited, encoded', query(integers, { style: 'pipeDelimited' }), 'c=1%7C2'],
  ['deepObject of a list', query(integers, { style: 'deepObject' }), 'c[]=1&c[0]=2'],
  // Objects.
  ['form', query(color), 'R=1&G=2&name=7'],
  ['form, not exploded', query(color, flat), 'c=R,1,name,x'],
  ['spaceDelimited object', query(color, { style: 'spaceDelimited' }), 'c=R%201%20G%202'],
  ['pipeDelimited object', query(color, { style: 'pipeDelimited' }), 'c=R|1|G|2'],
  ['deepObject', query(color, { style: 'deepObject' }), 'c[R]=1&c[name]=2'],
  ['free form', query({ type: 'object' }), 'x=1&y=2'],
  ['free form with brackets', query({ type: 'object' }), 'c[x]=1'],
  ['deepObject or a number', query({ anyOf: [color, { type: 'integer' }] }, { style: 'deepObject' }), 'c=3'],
  [
    'a list in an object',
    query({ properties: { a: integers } }, { style: 'deepObject' }),
    'c[a][]=1&c[a][]=2',
  ],
  ['an object in an object', query({ properties: { a: color } }, { style: 'deepObject' }), 'c[a][R]=1'],
  [
    'a map with numbers as names',
    query({ type: 'object', additionalProperties: {} }, { style: 'deepObject' }),
    'c[0]=1',
  ],
  // Single values.
  ['a text of digits', query({ type: 'string' }), 'c=007'],
  ['a text with a comma', query({ type: 'string', enum: ['a,b'] }), 'c=a,b'],
  ['a number or a text', query({ oneOf: [{ type: 'integer' }, { type: 'string', pattern: '^x' }] }), 'c=5'],
  ['a number or a list', query({ oneOf: [{ type: 'integer' }, integers] }, flat), 'c=1,2'],
  ['a number that may be null', query({ type: 'integer', nullable: true }), 'c=4'],
  ['an empty text', query({ type: 'string' }), 'c='],
  ['an empty value, allowed', query({ type: 'integer' }, { allowEmptyValue: true }), 'c'],
  [
    'JSON',
    { name: 'c', in: 'query', content: { 'application/json': { schema: color } } },
    'c=%7B%22R%22:1%7D',
  ],
  ['reserved characters', query({ type: 'string', enum: ['/a?b'] }, { allowReserved: true }), 'c=/a?b'],
])('%s: %j fits ?%s', async (_name, parameter, sent) => {
  expect(await said([{ ...parameter, required: true }], { query: sent })).toEqual([]);
});

test.each([
  [query(integers), 'c=1,2', ['query parameter c at $[0] is "1,2"; expected integer']],
  [query(integers), 'c=1&c=x&c=3', ['query parameter c at $[1] is "x"; expected integer']],
  [query(integers, flat), 'c=1,x,3', ['query parameter c at $[1] is "x"; expected integer']],
  [
    query(integers, flat),
    'c=1&c=2',
    ['query parameter c is sent 2 times; the document wants its items in one text, as in c=a,b'],
  ],
  [query({ type: 'integer' }), 'c=1&c=2', ['query parameter c is sent 2 times; expected one value']],
  [query({ type: 'integer' }), 'c=', ['query parameter c is ""; expected integer']],
  [
    query(letters, { style: 'spaceDelimited' }),
    'c=a,b',
    [expect.stringMatching(/^query parameter c at \$\[0\] is "a,b"/)],
  ],
  [
    query(letters, { style: 'pipeDelimited' }),
    'c=a%20b',
    [expect.stringMatching(/^query parameter c at \$\[0\] is "a b"/)],
  ],
  [
    query(color),
    'c=R,1',
    [
      'query parameter c is sent under its own name; its style sends each field as a parameter, as in R=…&G=…',
    ],
  ],
  [query(color), 'R=red', ['query parameter c at $.R is "red"; expected integer']],
  [query(color), 'G=1', ['query parameter c at $.R is missing, and the document requires it']],
  [
    query(color),
    'c[R]=1',
    ['warning: query parameter c is sent as c[R]; its style in the document is R=…&G=…'],
  ],
  [query(color, flat), 'c=R', ['query parameter c is "R"; expected names and values in turn, as in c=R,…']],
  [query(color, flat), 'c=R,red', ['query parameter c at $.R is "red"; expected integer']],
  [
    query(color, { style: 'deepObject' }),
    'c[R]=red',
    ['query parameter c at $.R is "red"; expected integer'],
  ],
  [
    query(color, { style: 'deepObject' }),
    'c=R,1',
    ['query parameter c is sent under its own name; its style deepObject sends c[R]=…'],
  ],
  [
    query(color, { style: 'deepObject' }),
    'c[R]=1&c[size]=2',
    ['warning: query parameter c at $.size is not in the document'],
  ],
  [query(color), '', ['query parameter c is required and was not sent']],
  [query(integers, flat), '', ['query parameter c is required and was not sent']],
  [query({ type: 'integer' }, { style: 'label' }), 'c=1', [expect.stringMatching(/^not made: .*"label"/)]],
  [
    query({ type: 'object', properties: { in: color } }),
    'in=1',
    [expect.stringMatching(/^not made: .* object at in/)],
  ],
  [query({ type: 'string', format: 'uuid' }), 'c=x', [expect.stringMatching(/^warning: .*format uuid/)]],
  [
    { name: 'c', in: 'query', content: { 'application/json': { schema: color } } },
    'c=R',
    ['query parameter c is "R", which is not JSON; the document describes it as application/json'],
  ],
  [
    { name: 'c', in: 'query', content: { 'application/json': { schema: color } } },
    'c={"R":"1"}',
    ['query parameter c at $.R is "1"; expected integer'],
  ],
  [
    { name: 'c', in: 'query', content: { 'application/xml': { schema: color } } },
    'c=1',
    ['not made: query parameter c is not looked at: its text is application/xml'],
  ],
])('%j and ?%s: %j', async (parameter, sent, findings) => {
  expect(await said([{ ...parameter, required: true }], { query: sent })).toEqual(findings);
});

const inPath = (schema: object, style: string, explode?: boolean) => ({
  name: 'id',
  in: 'path',
  required: true,
  schema,
  style,
  ...(explode === undefined ? {} : { explode }),
});

test.each([
  [inPath({ type: 'integer' }, 'simple'), '5', true],
  [inPath({ type: 'integer' }, 'simple'), '.5', false],
  [inPath(integers, 'simple'), '1,2', true],
  [inPath(integers, 'simple'), '1%2C2', false],
  [inPath({ type: 'array', items: { enum: ['a,b'] } }, 'simple'), 'a%2Cb', true],
  [inPath({ type: 'array', items: { enum: ['a,b', 'c'] } }, 'simple'), 'a%2Cb,c', true],
  [inPath({ type: 'array', items: { enum: ['a,b'] } }, 'label'), '.a%2Cb', true],
  [inPath(integers, 'simple'), '1;2', false],
  [inPath(color, 'simple'), 'R,1,G,2', true],
  [inPath(color, 'simple'), 'R=1,G=2', false],
  [inPath(color, 'simple', true), 'R=1,G=2', true],
  [inPath(color, 'simple', true), 'R,1,G,2', false],
  [inPath({ type: 'integer' }, 'label'), '.5', true],
  [inPath({ type: 'integer' }, 'label'), '5', false],
  [inPath(integers, 'label'), '.1,2', true],
  [inPath(integers, 'label'), '.1.2', true],
  [inPath(integers, 'label', true), '.1.2', true],
  [inPath(integers, 'label', true), '.1,2', false],
  [inPath(color, 'label'), '.R,1,G,2', true],
  [inPath(color, 'label', true), '.R=1.G=2', true],
  [inPath(color, 'label', true), '.R,1', false],
  [inPath({ type: 'integer' }, 'matrix'), ';id=5', true],
  [inPath({ type: 'string' }, 'matrix'), ';id', true],
  [inPath({ type: 'integer' }, 'matrix'), '5', false],
  [inPath({ type: 'integer' }, 'matrix'), ';no=5', false],
  [inPath({ type: 'integer' }, 'matrix'), '%3Bid%3D5', false],
  [inPath(integers, 'matrix'), ';id=1,2', true],
  [inPath(integers, 'matrix'), ';id=1;id=2', false],
  [inPath(integers, 'matrix', true), ';id=1;id=2', true],
  [inPath(integers, 'matrix', true), ';id=1,2', false],
  [inPath(color, 'matrix'), ';id=R,1,G,2', true],
  [inPath(color, 'matrix', true), ';R=1;G=2', true],
  [inPath(color, 'matrix', true), ';id=R,1', false],
])('%j: /t/%s fits is %s', async (parameter, text, fits) => {
  const findings = await said([parameter], { path: `/t/${text}` });
  expect(findings.length === 0, findings.join()).toBe(fits);
});

test.each([
  ['csv', '1,2', true],
  [undefined, '1,2', true],
  ['ssv', '1%202', true],
  ['ssv', '1,2', false],
  ['tsv', '1%092', true],
  ['pipes', '1|2', true],
  ['pipes', '1,2', false],
  ['multi', '1&c=2', true],
  ['multi', '1,2', false],
  ['csv', '1&c=2', false],
])('in 2.0 a list in the format %s is c=%s: %s', async (collectionFormat, text, fits) => {
  const parameter = { name: 'c', in: 'query', required: true, ...integers, collectionFormat };
  expect((await said([parameter], { query: `c=${text}` }, { swagger: '2.0' })).length === 0).toBe(fits);
});

test('lists of lists are cut by the format of each level in 2.0', async () => {
  const items = { ...integers, collectionFormat: 'pipes' };
  const parameter = { name: 'c', in: 'query', type: 'array', items };
  expect(await said([parameter], { query: 'c=1|2,3|4' }, { swagger: '2.0' })).toEqual([]);
  expect(await said([parameter], { query: 'c=1|2,3|x' }, { swagger: '2.0' })).toEqual([
    'query parameter c at $[1][1] is "x"; expected integer',
  ]);
});

test.each([
  [{ type: 'string' }, {}, {}, ['cookie parameter c is required and was not sent']],
  [{ type: 'integer' }, {}, { Cookie: 'a=1; c=7' }, []],
  [{ type: 'integer' }, {}, { cookie: 'c=x' }, ['cookie parameter c is "x"; expected integer']],
  [integers, flat, { Cookie: 'c=1,2' }, []],
  [integers, {}, { Cookie: 'c=1' }, []],
  [integers, {}, { Cookie: 'c=1; c=2' }, [expect.stringMatching(/^not made: /)]],
  [color, {}, { Cookie: 'R=1' }, [expect.stringMatching(/^not made: /)]],
])('a cookie of %j %j in %j: %j', async (schema, more, headers, findings) => {
  const parameter = { name: 'c', in: 'cookie', required: true, schema, ...more };
  expect(await said([parameter], { headers: headers as Record<string, string> })).toEqual(findings);
});

test.each([
  [integers, {}, '1, 2', []],
  [integers, {}, '1, x', ['header parameter c at $[1] is "x"; expected integer']],
  [color, {}, 'R,1', []],
  [color, { explode: true }, 'R=1, G=2', []],
  [color, {}, 'R=1', [expect.stringMatching(/expected names and values/)]],
  [{ type: 'string', enum: ['100%'] }, {}, '100%', []],
])('a header of %j %j is %s: %j', async (schema, more, text, findings) => {
  const parameter = { name: 'c', in: 'header', schema, ...more };
  expect(await said([parameter], { headers: { C: text } })).toEqual(findings);
});

test.each([
  ['9007199254740993', { type: 'integer' }, 'fits'],
  ['9007199254740993.5', { type: 'integer' }, 'failed'],
  ['1.00000000000000000001', { type: 'integer' }, 'failed'],
  ['1.00000000000000000001', { type: 'number' }, 'fits'],
  ['9007199254740993', { type: 'integer', maximum: 100 }, 'failed'],
  ['9007199254740993', { type: 'integer', maximum: 9007199254740992 }, 'failed'],
  ['9007199254740991', { type: 'integer', maximum: 9007199254740992 }, 'fits'],
  ['9007199254740993', { type: 'integer', multipleOf: 2 }, 'failed'],
  ['1e400', { type: 'number' }, 'fits'],
  ['990000000262240065', { type: 'string', pattern: '5$' }, 'fits'],
])('the number %s and %j: %s', async (text, schema, outcome) => {
  const findings = await said([query(schema)], { query: `c=${text}` });
  expect(findings.length === 0 ? 'fits' : 'failed').toBe(outcome);
  if (outcome === 'failed') expect(findings.join()).toContain(text);
});

test('a credential that the security describes is documented', async () => {
  const root = {
    openapi: '3.0.3',
    components: { securitySchemes: { Key: { type: 'apiKey', in: 'query', name: 'api_key' } } },
    security: [{ Key: [] }],
  };
  expect(await said([], { query: 'api_key=1' }, root)).toEqual([]);
  expect(await said([], { query: 'key=1' }, root)).toHaveLength(1);
});

test.each([
  [{ $ref: '#/paths/~1t/get/parameters/0' }, /only leads to itself/],
  [{ in: 'query', schema: {} }, /has no name/],
  [{ name: 'c', in: 'body' }, /"in" cannot be "body"/],
])('the parameter %j is not made, and no name is blamed', async (parameter, message) => {
  const findings = await said([parameter], { query: 'x=1' });
  expect(findings).toEqual([expect.stringMatching(message)]);
  expect(findings[0]).toMatch(/^not made: /);
});

test('a name that a closed object does not have is no field of it', async () => {
  const closed = query({ ...color, additionalProperties: false });
  expect(await said([closed], { query: 'R=1&size=2' })).toEqual([
    'warning: query parameter size is not in the document: documented are c',
  ]);
});

test.each([null, 'text', []])('a schema that is %j is not made', async (schema) => {
  expect(await said([{ name: 'c', in: 'query', schema }], { query: 'c=1' })).toEqual([
    expect.stringMatching(/^not made: query parameter c is not all looked at: this is not a schema/),
  ]);
});

test('a parameter of its own does not belong to an object that takes any name', async () => {
  const free = {
    name: 'more',
    in: 'query',
    schema: { type: 'object', additionalProperties: { type: 'integer' } },
  };
  const page = { name: 'page', in: 'query', schema: { type: 'string' } };
  expect(await said([free, page], { query: 'page=two&x=1' })).toEqual([]);
  expect(await said([free, page], { query: 'page=two&x=one' })).toEqual([
    'query parameter more at $.x is "one"; expected integer',
  ]);
});

test('names that lead to a prototype are names like others', async () => {
  const sent = '__proto__=1&constructor=2&c[__proto__]=3&c[constructor][prototype]=4';
  const free = query({ type: 'object' }, { style: 'deepObject' });
  expect(await said([free], { query: sent })).toHaveLength(2);
});

// OpenAPI asks for one of the two.
test('a parameter with neither schema nor content is not made where it is sent', async () => {
  const bare = [{ name: 'c', in: 'query' }];
  const gap =
    'not made: query parameter c is not looked at: the document gives it neither "schema" nor "content"';
  expect(await said(bare, { query: 'c=1' })).toEqual([gap]);
  expect(await said(bare, { query: 'c[a]=1' })).toEqual([gap]);
  expect(await said(bare, {})).toEqual([]);
  const required = [{ name: 'c', in: 'query', required: true }];
  expect(await said(required, {})).toEqual(['query parameter c is required and was not sent']);
  // An exploded object has no name of its own.
  expect(await said(required, { query: 'other=1' })).toContainEqual(gap);
  expect(await said([{ name: 'X-C', in: 'header' }], { headers: { 'x-c': '1' } })).toEqual([
    gap.replace('query parameter c', 'header parameter X-C'),
  ]);
  expect(
    await said([{ name: 'c', in: 'query', type: 'integer' }], { query: 'c=1' }, { swagger: '2.0' }),
  ).toEqual([]);
});

test.each([
  ['by params', true, []],
  ['by an author', false, ['1']],
])('an encoded comma in a query that was encoded %s', async (_, isEncoded, wrong) => {
  const parameters = [query(integers, flat), query(integers, { ...flat, name: 'd', style: 'pipeDelimited' })];
  const get = { parameters, responses: { 200: {} } };
  const contract = contractOf({ '/api/a.json': { openapi: '3.0.3', paths: { '/t': { get } } } });
  const question = exchange({ path: '/t', query: 'c=1%2C2&d=1%7C2' });
  const found = contract.check({ ...question, isEncoded: () => isEncoded }).flatMap(findingsOf);
  expect(found).toHaveLength(wrong.length);
});
