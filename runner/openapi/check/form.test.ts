import { expect, test } from 'vitest';
import { complaints, contractOf, exchange } from './fixture.ts';
import type { ContractFinding } from './finding.ts';

type File = { readonly filename: string; readonly type?: string; readonly content?: string };
type Field = readonly [name: string, value: string | File];

const post = (contentType: string, sent: string) =>
  exchange({ method: 'POST', request: { headers: {}, contentType, sent, hasBody: true } });
const urlencoded = (sent: string) => post('application/x-www-form-urlencoded', sent);

function multipart(...fields: readonly Field[]) {
  const parts = fields.map(([name, value]) => {
    const head = `--b\r\nContent-Disposition: form-data; name="${name}"`;
    if (typeof value === 'string') return `${head}\r\n\r\n${value}\r\n`;
    const { filename, type = 'application/octet-stream', content = '' } = value;
    return `${head}; filename="${filename}"\r\nContent-Type: ${type}\r\n\r\n${content}\r\n`;
  });
  return post('multipart/form-data; boundary=b', `${parts.join('')}--b--\r\n`);
}

const contractFor = (type: string, media: object, openapi = '3.0.3') =>
  contractOf({
    '/api/a.json': {
      openapi,
      paths: {
        '/things': { post: { requestBody: { content: { [type]: media } }, responses: { 200: {} } } },
      },
    },
  });
const formOf = (properties: object, more: object = {}, encoding: object = {}) =>
  contractFor('application/x-www-form-urlencoded', {
    schema: { type: 'object', properties, ...more },
    encoding,
  });
const partsOf = (properties: object, more: object = {}, encoding: object = {}, openapi = '3.0.3') =>
  contractFor('multipart/form-data', { schema: { type: 'object', properties, ...more }, encoding }, openapi);

const said = (findings: readonly ContractFinding[]): readonly string[] =>
  findings.flatMap(({ outcome, severity, message }) =>
    outcome === 'passed' ? [] : [`${outcome === 'failed' ? severity : outcome}: ${message}`],
  );

const integer = { type: 'integer' };
const integers = { type: 'array', items: integer };
const object = { type: 'object', required: ['a'], properties: { a: integer, b: { type: 'string' } } };
const open = { type: 'object', additionalProperties: { type: 'integer' } };

test.each([
  ['integers', { n: integer }, 'n=5', []],
  ['a text for an integer', { n: integer }, 'n=x', ['error: $.n is "x"; expected integer']],
  ['digits for a text', { n: { type: 'string' } }, 'n=5', []],
  ['a truth value', { n: { type: 'boolean' } }, 'n=true', []],
  ['a list', { n: integers }, 'n=5&n=6', []],
  ['one value of a list', { n: integers }, 'n=5', []],
  ['a list in brackets', { n: integers }, 'n[]=5&n[]=6', []],
  ['a list in encoded brackets', { n: integers }, 'n%5B%5D=5', []],
  ['an item of a list', { n: integers }, 'n=5&n=x', ['error: $.n[1] is "x"; expected integer']],
  ['an object in brackets', { m: open }, 'm[a]=1', []],
  ['a field of an object in brackets', { m: open }, 'm[a]=x', ['error: $.m.a is "x"; expected integer']],
  ['an object as JSON', { m: object }, `m=${encodeURIComponent('{"a":1}')}`, []],
  [
    'an object as JSON that does not fit',
    { m: object },
    `m=${encodeURIComponent('{"a":"x"}')}`,
    ['error: $.m.a is "x"; expected integer'],
  ],
  ['an object spread over the form', { m: object }, 'a=1&b=x', []],
  ['a plus for a space', { t: { enum: ['a b'] } }, 't=a+b', []],
  [
    'a field that repeats',
    { n: integer },
    'n=1&n=2',
    ['error: form field n is sent 2 times; expected one value'],
  ],
  [
    'an empty text',
    { t: { type: 'string', minLength: 1 } },
    't=',
    ['error: $.t has 0 characters; expected 1 characters or more'],
  ],
])('%s of a form is read as its schema says', async (_, properties, sent, expected) => {
  const contract = formOf(properties);
  expect(said(contract.check(urlencoded(sent)))).toEqual(expected);
});

test('a required field is missing when it is under no name', async () => {
  const contract = formOf({ ids: integers, m: open }, { required: ['ids', 'm'] });
  expect(complaints(contract.check(urlencoded('ids[]=1&m[x]=2')))).toEqual([]);
  expect(complaints(contract.check(urlencoded('')))).toEqual([
    'request-body failed $.ids',
    'request-body failed $.m',
  ]);
  // In the default style, the fields of an object stand in the form themselves.
  expect(complaints(contract.check(urlencoded('ids=1&x=2')))).toEqual([]);
});

test.each([
  ['deepObject', { style: 'deepObject', explode: true }, 'm[a]=1&m[b]=x', []],
  [
    'deepObject under its own name',
    { style: 'deepObject', explode: true },
    'm=a',
    ['error: form field m is sent under its own name; its style deepObject sends m[a]=…'],
  ],
  ['joined', { explode: false }, 'm=a,1,b,x', []],
  ['JSON', { contentType: 'application/json' }, `m=${encodeURIComponent('{"a":1}')}`, []],
  [
    'JSON that is none',
    { contentType: 'application/json' },
    'm=x',
    ['error: form field m is "x", which is not JSON; the document describes application/json'],
  ],
  [
    'an unknown style',
    { style: 'odd' },
    'm=x',
    [
      'not-made: form field m is not looked at: its style "odd" is none that OpenAPI has for a query parameter',
    ],
  ],
])('the encoding of a field is followed: %s', async (_, encoding, sent, expected) => {
  const contract = formOf({ m: object }, {}, { m: encoding });
  expect(said(contract.check(urlencoded(sent)))).toEqual(expected);
});

test('a list with another separator is cut there', async () => {
  const contract = formOf({ n: integers }, {}, { n: { style: 'pipeDelimited', explode: false } });
  expect(complaints(contract.check(urlencoded('n=1%7C2')))).toEqual([]);
  expect(complaints(contract.check(urlencoded('n=1%7Cx')))).toEqual(['request-body failed $.n[1]']);
});

test('a field that the object does not allow is refused', async () => {
  const contract = formOf({ n: integer }, { additionalProperties: false });
  expect(complaints(contract.check(urlencoded('n=1&m=2')))).toEqual(['request-body failed $.m']);
});

test('names that every object has are names like others', async () => {
  const contract = formOf({ n: integer });
  expect(complaints(contract.check(urlencoded('constructor=1&__proto__=2&toString[a]=3')))).toEqual([]);
});

const file = { type: 'string', format: 'binary' };
const upload: File = { filename: 'u.txt', content: 'hello' };
const image: File = { filename: 'u.png', type: 'image/png' };

test.each([
  ['a file', { f: file }, {}, [['f', upload]], []],
  [
    'a file of any length',
    { f: { ...file, minLength: 99, pattern: '^x$' } },
    {},
    [['f', upload]],
    [
      'not-made: form field f: pattern of its schema is not held against the content of a file (application/octet-stream)',
    ],
  ],
  [
    'a file that is the text of a field',
    { f: { type: 'string', minLength: 9 } },
    {},
    [['f', upload]],
    ['error: $.f has 5 characters; expected 9 characters or more'],
  ],
  [
    'base64 in a file',
    { f: { type: 'string', format: 'byte' } },
    {},
    [['f', { ...upload, content: '!hello!' }]],
    ['warn: $.f is "!hello!"; expected the format byte'],
  ],
  [
    'texts off their formats',
    {
      b: { type: 'string', format: 'byte' },
      n: { type: 'integer', format: 'int32' },
      m: { properties: { d: { type: 'string', format: 'date' } } },
    },
    {},
    [
      ['b', '!!'],
      ['n', '3000000000'],
      ['m', '{"d":"today"}'],
    ],
    [
      'warn: $.b is "!!"; expected the format byte',
      'warn: $.n is 3000000000; expected the format int32',
      'warn: $.m.d is "today"; expected the format date',
    ],
  ],
  [
    'a file of XML for an object',
    { m: object },
    {},
    [['m', { filename: 'm', type: 'application/xml', content: '<a/>' }]],
    ['not-made: form field m is not looked at: its content is application/xml'],
  ],
  [
    'a file of broken JSON',
    { m: object },
    {},
    [['m', { filename: 'm', type: 'application/json', content: '{"a":' }]],
    ['error: form field m is a file of application/json, and its content is not JSON'],
  ],
  [
    'a number in a file of JSON',
    { n: integer },
    {},
    [['n', { filename: 'n', type: 'application/json', content: '5' }]],
    [],
  ],
  [
    'JSON among several media types',
    { m: object },
    { m: { contentType: 'application/xml, application/*' } },
    [['m', '{"a":"x"}']],
    ['error: $.m.a is "x"; expected integer'],
  ],
  [
    'another of several media types',
    { m: object },
    { m: { contentType: 'application/xml, application/json' } },
    [['m', '<a/>']],
    ['not-made: form field m is not looked at: its text is application/xml, application/json'],
  ],
  [
    'a text for an image',
    { f: file },
    { f: { contentType: 'image/*' } },
    [['f', 'x']],
    ['warn: form field f: the part is sent as text/plain; the document wants image/*'],
  ],
  [
    'an encoding of no field',
    { f: file },
    { g: { contentType: 'image/png' } },
    [['f', upload]],
    ['not-made: the encoding of "g" is not followed: its schema has no such field'],
  ],
  [
    'an encoding that is no encoding',
    { f: { type: 'string' } },
    { f: { allowReserved: 'yes' } },
    [['f', 'x']],
    [
      'not-made: form field f is not looked at: "allowReserved" is "yes" in the document; expected true or false',
    ],
  ],
  [
    'several files',
    { f: { type: 'array', items: file } },
    {},
    [
      ['f', upload],
      ['f', image],
    ],
    [],
  ],
  ['one file of several', { f: { type: 'array', items: file } }, {}, [['f', upload]], []],
  [
    'XML',
    { m: object },
    { m: { contentType: 'application/xml' } },
    [['m', '<a/>']],
    ['not-made: form field m is not looked at: its text is application/xml'],
  ],
  [
    'too few files',
    { f: { type: 'array', minItems: 2, items: file } },
    {},
    [['f', upload]],
    ['error: $.f has 1 items; expected 2 items or more'],
  ],
  [
    'two files for one',
    { f: file },
    {},
    [
      ['f', upload],
      ['f', image],
    ],
    ['error: form field f is sent 2 times; expected one value'],
  ],
  [
    'a file for a number',
    { f: integer },
    {},
    [['f', upload]],
    ['error: $.f is "(file u.txt)"; expected integer'],
  ],
  ['a number', { n: integer }, {}, [['n', '5']], []],
  [
    'a list',
    { n: integers },
    {},
    [
      ['n', '5'],
      ['n', 'x'],
    ],
    ['error: $.n[1] is "x"; expected integer'],
  ],
  ['JSON', { m: object }, {}, [['m', '{"a":1}']], []],
  ['stated JSON', { m: object }, { m: { contentType: 'application/json' } }, [['m', '{"a":1}']], []],
  [
    'JSON that does not fit',
    { m: object },
    {},
    [['m', '{"b":1}']],
    ['error: $.m.a is missing, and the document requires it', 'error: $.m.b is 1; expected string'],
  ],
  [
    'no JSON',
    { m: object },
    {},
    [['m', 'x']],
    ['error: form field m is "x", which is not JSON; the document describes an object'],
  ],
  [
    'JSON in a file',
    { m: object },
    {},
    [['m', { filename: 'm', type: 'application/json', content: '{"a":"x"}' }]],
    ['error: $.m.a is "x"; expected integer'],
  ],
  [
    'a list of JSON',
    { m: { type: 'array', items: object } },
    {},
    [
      ['m', '{"a":1}'],
      ['m', '{"a":"x"}'],
    ],
    ['error: $.m[1].a is "x"; expected integer'],
  ],
  [
    'a list as JSON',
    { m: { type: 'array', items: object } },
    {},
    [['m', '[{"a":1},{"a":"x"}]']],
    ['error: $.m[1].a is "x"; expected integer'],
  ],
  [
    'an object in brackets',
    { m: object },
    {},
    [['m[a]', '1']],
    ['warn: form field m is sent as m[a]; the document describes one part of application/json'],
  ],
  ['a text that looks like JSON', { t: { type: 'string' } }, {}, [['t', '{"a":1}']], []],
  ['a wanted media type', { f: file }, { f: { contentType: 'image/png, image/*' } }, [['f', image]], []],
  [
    'another media type',
    { f: file },
    { f: { contentType: 'image/png' } },
    [['f', upload]],
    ['warn: form field f: the file is sent as application/octet-stream; the document wants image/png'],
  ],
  [
    'a header of a part',
    { f: file },
    { f: { headers: { 'X-Kind': { required: true, schema: {} } } } },
    [['f', upload]],
    ['warn: form field f: header X-Kind is missing'],
  ],
] as const)(
  '%s of a form in parts is read as its schema says',
  async (_, properties, encoding, fields, expected) => {
    const contract = partsOf(properties, {}, encoding);
    expect(said(contract.check(multipart(...(fields as readonly Field[]))))).toEqual(expected);
  },
);

test.each([
  {},
  { contentMediaType: 'application/octet-stream' },
  { type: 'string', contentMediaType: 'image/png' },
])('in 3.1, a file is described by %j', async (schema) => {
  const contract = partsOf({ f: schema }, { required: ['f'] }, {}, '3.1.0');
  expect(complaints(contract.check(multipart(['f', upload])))).toEqual([]);
  expect(complaints(contract.check(multipart()))).toEqual(['request-body failed $.f']);
});

test('in 3.1, the style of a field is followed in parts, too', async () => {
  const contract = partsOf({ n: integers }, {}, { n: { style: 'form', explode: false } }, '3.1.0');
  expect(complaints(contract.check(multipart(['n', '1,2'])))).toEqual([]);
  expect(complaints(contract.check(multipart(['n', '1,x'])))).toEqual(['request-body failed $.n[1]']);
});

test('a required file is missing when it is not sent', async () => {
  const contract = partsOf({ f: file }, { required: ['f'] });
  expect(complaints(contract.check(multipart(['g', 'x'])))).toEqual(['request-body failed $.f']);
});

test('a form without readable parts is not checked', async () => {
  const contract = partsOf({ f: file });
  expect(complaints(contract.check(post('multipart/form-data', 'x')))).toEqual(['request-body not-made']);
});

test('a field that only answers have is warned of in a form', async () => {
  const contract = formOf({ id: { type: 'integer', readOnly: true }, n: integer }, { required: ['id'] });
  expect(complaints(contract.check(urlencoded('n=1')))).toEqual([]);
  expect(complaints(contract.check(urlencoded('n=1&id=2')))).toEqual(['read-only-field failed $.id']);
});

test('a schema that cannot be read is not made', async () => {
  const contract = contractFor('multipart/form-data', { schema: { $ref: '#/none' } });
  expect(complaints(contract.check(multipart(['a', '1'])))).toEqual(['request-body not-made']);
});

const swagger = (...parameters: readonly object[]) =>
  contractOf({
    '/api/a.json': { swagger: '2.0', paths: { '/things': { post: { parameters, responses: { 200: {} } } } } },
  });
const field = (name: string, more: object) => ({ in: 'formData', name, ...more });

test.each([
  ['a number', field('n', { type: 'integer' }), [['n', '5']], []],
  [
    'no number',
    field('n', { type: 'integer' }),
    [['n', 'x']],
    ['error: form field n is "x"; expected integer'],
  ],
  [
    'a required field',
    field('n', { type: 'integer', required: true }),
    [],
    ['error: form field n is required and was not sent'],
  ],
  ['an empty one', field('n', { type: 'integer', allowEmptyValue: true }), [['n', '']], []],
  [
    'a list in one text',
    field('n', { ...integers }),
    [['n', '1,x']],
    ['error: form field n at $[1] is "x"; expected integer'],
  ],
  [
    'a list one by one',
    field('n', { ...integers, collectionFormat: 'multi' }),
    [
      ['n', '1'],
      ['n', 'x'],
    ],
    ['error: form field n at $[1] is "x"; expected integer'],
  ],
  ['a file', field('f', { type: 'file', required: true }), [['f', upload]], []],
  [
    'no file',
    field('f', { type: 'file', required: true }),
    [],
    ['error: form field f is required and was not sent'],
  ],
  [
    'a text for a file',
    field('f', { type: 'file' }),
    [['f', 'x']],
    ['warn: form field f is sent as a text; the document describes a file'],
  ],
  [
    'a file for a text',
    field('f', { type: 'string' }),
    [['f', upload]],
    ['error: form field f is sent as a file; the document describes a value'],
  ],
  [
    'another field',
    field('n', { type: 'string' }),
    [['m', 'x']],
    ['warn: form field m is not in the document: documented are n'],
  ],
] as const)('of a 2.0 form, %s is held', async (_, parameter, fields, expected) => {
  const contract = swagger(parameter);
  expect(said(contract.check(multipart(...(fields as readonly Field[]))))).toEqual(expected);
});

test.each([
  ['null', null],
  ['a list', [{ a: {} }]],
  ['a text', 'a'],
])('an encoding that is %s is not made, and the form is looked at all the same', async (_, encoding) => {
  const contract = formOf({ a: { type: 'integer' } }, {}, encoding as unknown as object);
  const findings = said(contract.check(urlencoded('a=x')));
  expect(findings).toContainEqual(
    expect.stringMatching(/"encoding" is .* in the document; expected an object/),
  );
  expect(findings).toContainEqual(expect.stringContaining('$.a is "x"'));
});
