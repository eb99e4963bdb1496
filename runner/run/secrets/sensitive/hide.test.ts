import { describe, expect, test } from 'vitest';
import { hideSensitiveValues } from './hide.ts';
import { hideInLine } from './hide-in-line.ts';
import { SENSITIVE_NAMES, SENSITIVE_PARAMETERS, isSensitiveName } from './names.ts';
import { forEachSensitiveValue } from './values.ts';
import { createRedactor } from '../redact.ts';

const hide = (text: string): string => createRedactor().text(text);

test.each(SENSITIVE_NAMES)('%s is recognized by its letters alone, and its value is hidden', (words) => {
  const spellings = [
    words.replaceAll(' ', '_'),
    words.replaceAll(' ', '-').toUpperCase(),
    words.replaceAll(' ', ''),
  ];
  for (const name of spellings) {
    expect(isSensitiveName(name)).toBe(true);
    expect(isSensitiveName(`X-${name}`)).toBe(true);
    expect(hide(`{"a":1,"${name}":"abc","b":2}`)).toBe(`{"a":1,"${name}":"***","b":2}`);
    expect(hide(`/x?a=1&${name}=abc&b=2`)).toBe(`/x?a=1&${name}=***&b=2`);
    expect(hide(`/x?a[${name}]=abc&b=2`)).toBe(`/x?a[${name}]=***&b=2`);
    expect(hide(`/x?to=%2Fy%3F${name}%3Dabc%26b`)).toBe(`/x?to=%2Fy%3F${name}%3D***%26b`);
    for (const space of ['', ' a="1"', '\n\ta="1"'])
      expect(hide(`<ns:${name}${space}>abc</ns>`)).toBe(`<ns:${name}${space}>***</ns>`);
  }
});

test.each(SENSITIVE_PARAMETERS)('%s is sensitive in a query only', (words) => {
  const name = words.replaceAll(' ', '-');
  expect(hide(`/x?${name}=abc#end`)).toBe(`/x?${name}=***#end`);
  expect(hide(`/x?a[${name}]=abc#end`)).toBe(`/x?a[${name}]=***#end`);
  expect(hide(`/x?to=%2Fy%3F${name}%3Dabc`)).toBe(`/x?to=%2Fy%3F${name}%3D***`);
  expect(hide(`{"${name}":"abc"}`)).toBe(`{"${name}":"abc"}`);
});

describe('hidden at its place', () => {
  test.each([
    ['{ "password" : "a\\"b" , "x": 1 }', '{ "password" : "***" , "x": 1 }'],
    ['{"pwd":12345}', '{"pwd":"***"}'],
    ['{"said":"{\\"password\\":\\"a b\\",\\"x\\":1}"}', '{"said":"{\\"password\\":\\"***\\",\\"x\\":1}"}'],
    ['{"said":"{\\"pwd\\": 12345,\\"x\\":1}"}', '{"said":"{\\"pwd\\": \\"***\\",\\"x\\":1}"}'],
    ['{"password":"never ends', '{"password":"***'],
    ['grant_type=password&password=a%20b&x=1', 'grant_type=password&password=***&x=1'],
    ['/x?user%5Bpassword%5D=abc', '/x?user%5Bpassword%5D=***'],
    ['"/x?api_key=abc\\u0026x=1"', '"/x?api_key=***\\u0026x=1"'],
    [
      '/go?to=https%3A%2F%2Fb%2F%3Faccess_token%3Dabc%26x%3D1',
      '/go?to=https%3A%2F%2Fb%2F%3Faccess_token%3D***%26x%3D1',
    ],
    ['https://a.test/#access_token=abc&x=1', 'https://a.test/#access_token=***&x=1'],
    ['<login><password>abc</password></login>', '<login><password>***</password></login>'],
    ['form-data; name="password"\r\n\r\nabc\r\n--end', 'form-data; name="password"\r\n\r\n***\r\n--end'],
    ['{"password":["hunter2","b"],"x":1}', '{"password":"***","x":1}'],
    ['{"secret":{"value":"a]}","n":1},"x":1}', '{"secret":"***","x":1}'],
    ['{"refresh_token":{"a":{"b":["c', '{"refresh_token":"***"'],
    ['{"said":"{\\"pwd\\":[\\"a\\",2],\\"x\\":1}"}', '{"said":"{\\"pwd\\":\\"***\\",\\"x\\":1}"}'],
    ['https://user:pa:ss@PASS@h/x', 'https://user:***@h/x'],
    ['/x?to=https%3A%2F%2Fjoe%3Apw-1%40x%2Fy', '/x?to=https%3A%2F%2Fjoe%3A***%40x%2Fy'],
    ['connect to https://me:abc@a.test/x', 'connect to https://me:***@a.test/x'],
    ['https://ghp_0123456789@a.test/x', 'https://***@a.test/x'],
    ['/x?to=https%3A%2F%2Fghp_0123456789%40x%2Fy', '/x?to=https%3A%2F%2F***%40x%2Fy'],
    [
      '[{"name":"password","value":"a\\"b"},{"name":"n","value":"c"}]',
      '[{"name":"password","value":"***"},{"name":"n","value":"c"}]',
    ],
    [
      '{ "key" : "api-key", "type": "text", "on": true, "value" : "abc" }',
      '{ "key" : "api-key", "type": "text", "on": true, "value" : "***" }',
    ],
    ['{"name":"pwd","value":12345}', '{"name":"pwd","value":"***"}'],
    ['{"value":"abc","name":"password"}', '{"value":"***","name":"password"}'],
    [
      '{"said":"{\\"name\\":\\"password\\",\\"value\\":\\"abc\\"}"}',
      '{"said":"{\\"name\\":\\"password\\",\\"value\\":\\"***\\"}"}',
    ],
  ])('%s', (text, shown) => {
    expect(hide(text)).toBe(shown);
    expect(hide(shown)).toBe(shown);
  });
});

describe('left unchanged', () => {
  test.each([
    '{"password":null,"secret":true,"pwd":"","api_key":"{{env.KEY}}"}',
    '{"password":{},"secret":[],"required":["password"]}',
    '{"password":["is too short"]}',
    '{"token":"tok_1","next_page_token":"abc","session_id":"s1","api_keys":2}',
    'the password is wrong: see https://a.test/reset and me@a.test',
    '/x?page_token=abc&next=1',
    'git://git@a.test/x and https://me@a.test/',
    '[{"name":"password","type":"text"},{"name":"size","value":"abc"}]',
  ])('%s', (text) => {
    expect(hide(text)).toBe(text);
  });
});

test('an allowed value is shown', () => {
  expect(hideSensitiveValues('{"api_key":"public-1"}', (value) => value === 'public-1', true)).toBe(
    '{"api_key":"public-1"}',
  );
});

test.each([
  ['  password: hunter2 # a comment', '  password: *** # a comment'],
  [
    '    karma: { scheme: basic, password: "a b", username: u }',
    '    karma: { scheme: basic, password: "***", username: u }',
  ],
  ['API_KEY=abc', 'API_KEY=***'],
  ['    expect: { body: { $.password: abc } }', '    expect: { body: { $.password: ***} }'],
  ["      $.users[*]['password']: abc", "      $.users[*]['password']: ***"],
  ['  "$.secret[0].v": abc', '  "$.secret[0].v": ***'],
  ['  "user[password]": abc', '  "user[password]": ***'],
  ['  x-api-key: [abc, d]', '  x-api-key: ***'],
  ['  Authorization: { a: abc }', '  Authorization: ***'],
  ['  x-api-key: "{{env.KEY}}"', '  x-api-key: "{{env.KEY}}"'],
  ['token: staff', 'token: staff'],
  ['  - { name: password, value: abc }', '  - { name: password, value: ***'],
  ['  - { name: password, value: "{{env.KEY}}" }', '  - { name: password, value: "{{env.KEY}}" }'],
])('a line of a file: %s', (line, shown) => {
  expect(hideInLine(line)).toBe(shown);
});

test('the value of a pair is a secret elsewhere, too, and so is a token before a host', () => {
  const redactor = createRedactor();
  redactor.addSensitive({
    fields: [
      { name: 'password', value: 'long-enough-1' },
      { name: 'n', value: 'long-enough-2' },
    ],
  });
  redactor.addUrls('https://long-enough-3@a.test/');
  expect(redactor.text('long-enough-1 long-enough-2 long-enough-3')).toBe(
    '$HIDDEN_PASSWORD long-enough-2 $HIDDEN_TOKEN',
  );
  expect(
    redactor.json([
      { name: 'pwd', value: 'short' },
      { name: 'n', value: 'short' },
    ]),
  ).toEqual([
    { name: 'pwd', value: '***' },
    { name: 'n', value: 'short' },
  ]);
});

test('a value that is long enough is a secret elsewhere, too', () => {
  const redactor = createRedactor();
  redactor.addSensitive({ deep: [{ client_secret: 'long-enough-1', password: 'short' }] });
  redactor.addUrls('https://me:long-enough-2@a.test/?api_key=long%2Fenough');
  expect(redactor.text('long-enough-1 short long-enough-2 long/enough')).toBe(
    '$HIDDEN_CLIENT_SECRET short $HIDDEN_PASSWORD $HIDDEN_API_KEY',
  );
});

test('what an error response says of a field is not a secret', () => {
  const redactor = createRedactor();
  redactor.addSensitive({ password: 'Must be at least 8 characters' }, 422);
  expect(redactor.text('Must be at least 8 characters')).toBe('Must be at least 8 characters');
});

test('a credential after a custom scheme is a secret', () => {
  const redactor = createRedactor();
  redactor.addSensitive({ Authorization: 'Custom abc-def-ghi-jkl' });
  expect(redactor.text('said abc-def-ghi-jkl')).toBe('said $HIDDEN_AUTHORIZATION');
});

test.each(['user[api_key]', 'a[b][password]', 'secret[]', 'secrets[secret][0]', 'password[0]'])(
  'the field in brackets decides: %s',
  (name) => expect(isSensitiveName(name)).toBe(true),
);

test.each(['user[name]', 'names[]', 'password_hint[]', '[]', ']'])(
  'a field in brackets is told apart: %s',
  (name) => expect(isSensitiveName(name)).toBe(false),
);

test('each text of a list under a sensitive name is a secret elsewhere, except sentences', () => {
  const found: string[] = [];
  forEachSensitiveValue({ password: ['list-value-1', 'is too short', 'short'] }, (value) =>
    found.push(value),
  );
  expect(found).toEqual(['list-value-1']);
});
