import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRedactor } from './redact.ts';

const redactorOf = (secrets: Readonly<Record<string, string>>) => {
  const redactor = createRedactor();
  for (const [name, secret] of Object.entries(secrets)) redactor.add(secret, name.toUpperCase());
  return redactor;
};
const SECRET = 'p@ss/w "ö" & <x>+1';

test('a secret that names a header is hidden there, in a request and in a response', () => {
  const redactor = redactorOf({ key: 'header-name-4711' });
  const headers = { 'header-name-4711': 'v', 'x-header-name-4711': 'w' };
  const shown = { $KEY: 'v', 'x-$KEY': 'w' };
  expect([redactor.headers(headers), redactor.headersOfRequest(headers)]).toEqual([shown, shown]);
});

describe('every form of a secret', () => {
  test.each([
    ['raw', SECRET],
    ['in JSON', JSON.stringify(SECRET).slice(1, -1)],
    ['in JSON of a PHP program', JSON.stringify(SECRET).slice(1, -1).replaceAll('/', '\\/')],
    ['in JSON of ASCII only', JSON.stringify(SECRET).slice(1, -1).replace('ö', '\\u00f6')],
    ['percent-encoded', encodeURIComponent(SECRET)],
    [
      'percent-encoded in lower case',
      encodeURIComponent(SECRET).replace(/%../g, (code) => code.toLowerCase()),
    ],
    ['form-encoded', new URLSearchParams({ a: SECRET }).toString().slice(2)],
    ['base64', Buffer.from(SECRET).toString('base64')],
    ['base64 for URLs', Buffer.from(SECRET).toString('base64url')],
    ['in UTF-8 that was read as Latin-1', Buffer.from(SECRET).toString('latin1')],
    ['in HTML', 'p@ss/w &quot;ö&quot; &amp; &lt;x&gt;+1'],
  ])('%s', (_name, form) => {
    expect(redactorOf({ token: SECRET }).text(`before ${form} after`)).toBe('before $TOKEN after');
  });

  test('UTF-8 that was decoded as Latin-1 in a header', () => {
    const header = Buffer.from('schlüssel-4711').toString('latin1');
    expect(redactorOf({ key: header }).text('<schlüssel-4711>')).toBe('<$KEY>');
  });

  test('any secret, in any of them', () => {
    const forms: readonly ((secret: string) => string)[] = [
      String,
      encodeURIComponent,
      (secret) => JSON.stringify(secret),
      (secret) => Buffer.from(secret).toString('base64'),
      (secret) => new URLSearchParams([['', secret]]).toString(),
    ];
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 6, maxLength: 30 }),
        fc.constantFrom(...forms),
        (secret, form) => {
          fc.pre(/[a-z]{3}/i.test(secret));
          expect(redactorOf({ token: secret }).text(`<${form(secret)}>`)).not.toContain(form(secret));
        },
      ),
      { seed: 14, numRuns: 500 },
    );
  });
});

describe('several secrets', () => {
  test('a secret inside a longer one does not leave the rest', () => {
    const redactor = redactorOf({ short: 'abcd', long: 'abcd-efgh' });
    expect(redactor.text('abcd-efgh abcd')).toBe('$LONG $SHORT');
  });

  test('one that is a form of another is redacted in all of its own forms', () => {
    const redactor = redactorOf({ a: 'a b/c', b: 'a%20b%2Fc' });
    expect(redactor.text(encodeURIComponent('a%20b%2Fc'))).toBe('$B');
  });

  test('a secret that is added later is redacted from then on', () => {
    const redactor = createRedactor();
    expect(redactor.text('secret-1')).toBe('secret-1');
    redactor.add('secret-1', 'ONE');
    redactor.add('secret-2', 'TWO');
    expect(redactor.text('secret-1 secret-2')).toBe('$ONE $TWO');
  });

  test('an empty one changes nothing', () => {
    expect(redactorOf({ a: '' }).text('text')).toBe('text');
  });

  test('one with the characters of a pattern is taken literally', () => {
    expect(redactorOf({ a: 'a.*(b)[c]$' }).text('a.*(b)[c]$ aXX(b)')).toBe('$A aXX(b)');
  });

  test('a secret with a lone surrogate is redacted, too', () => {
    expect(redactorOf({ a: 'secret\ud800' }).text('x secret\ud800 y')).toBe('x $A y');
  });
});

describe('the result of a helper with a secret', () => {
  const shownOf = (sources: readonly unknown[], made: string): string => {
    const redactor = redactorOf({ id: 'acct42', key: 'acct42-9f8e-7d6c-5b4a', pin: '739' });
    redactor.addDerived(sources, made);
    return redactor.text(`got ${made}.`);
  };

  test.each([
    [
      'still holds another secret',
      ['acct42-9f8e-7d6c-5b4a', '-', ''],
      'acct429f8e7d6c5b4a',
      'got $HIDDEN_KEY.',
    ],
    ['holds it between its pieces', ['acct42-9f8e', '4', 'acct42'], 'acctacct4222-9f8e', 'got $HIDDEN_ID.'],
    [
      'is an encoding of two',
      ['acct42:739'],
      Buffer.from('acct42:739').toString('base64'),
      'got $HIDDEN_ID.',
    ],
    ['makes a short one part of a word', ['x', '739'], 'x739', 'got $HIDDEN_PIN.'],
  ])('is hidden whole where it %s', (_how, sources, made, shown) => {
    expect(shownOf(sources, made)).toBe(shown);
  });

  test('is redacted part by part if it joins its arguments', () => {
    expect(shownOf(['user-7:', 'acct42-9f8e-7d6c-5b4a'], 'user-7:acct42-9f8e-7d6c-5b4a')).toBe(
      'got user-7:$KEY.',
    );
  });
});

test('a short secret is redacted as a word only', () => {
  const redactor = redactorOf({ pin: '12' });
  expect(redactor.text('pin=12, id=4123, 12x, "12"')).toBe('pin=$PIN, id=4123, 12x, "$PIN"');
});

test('in JSON data, keys and numbers are redacted, too, and the rest keeps its type', () => {
  const redactor = redactorOf({ id: '123456', key: 'own-word' });
  const data = { 'own-word': 1, n: 123456, in: 91234567, other: 5, list: ['x own-word', null, true] };
  expect(redactor.json(data)).toEqual({
    $KEY: 1,
    n: '$ID',
    in: '9$ID7',
    other: 5,
    list: ['x $KEY', null, true],
  });
});

test('a name becomes one that a shell accepts', () => {
  expect(redactorOf({ 'my-token.x': 'secret' }).text('secret')).toBe('$HIDDEN_MY_TOKEN_X');
});

describe('headers', () => {
  const redactor = redactorOf({ token: 'known-secret' });

  test.each([
    ['Authorization', 'Bearer known-secret', 'Bearer $TOKEN'],
    ['authorization', 'Token token="known-secret"', 'Token token="$TOKEN"'],
    ['Authorization', 'Bearer unknown', 'Bearer ***'],
    ['Authorization', 'opaque', '***'],
    ['Proxy-Authorization', 'Basic abc', 'Basic ***'],
    ['Cookie', 'session=1', '***'],
    ['Cookie', 'a=known-secret; session=1', '***'],
    ['set-cookie', 'session=1; Path=/', '***'],
    ['X-Api-Key', 'known-secret', '$TOKEN'],
    ['X-Other', 'plain', 'plain'],
  ])('%s: %s', (name, value, shown) => {
    expect(redactor.headers({ [name]: value })).toEqual({ [name]: shown });
  });
});

describe('headers that several requests share', () => {
  const headers = { 'X-Tenant': 'a-late-secret', 'X-Api-Key': 'shown-by-order' };

  test('are redacted once', () => {
    const redactor = createRedactor();
    expect(redactor.headersOfRequest(headers)).toBe(redactor.headersOfRequest(headers));
  });

  test('are redacted again when a secret has become known since', () => {
    const redactor = createRedactor();
    expect(redactor.headersOfRequest(headers)['X-Tenant']).toBe('a-late-secret');
    redactor.add('a-late-secret', 'LATE');
    expect(redactor.headersOfRequest(headers)['X-Tenant']).toBe('$LATE');
  });

  test('are shown again when a value may be shown since', () => {
    const redactor = createRedactor();
    expect(redactor.headersOfRequest(headers)['X-Api-Key']).toBe('***');
    redactor.allow('shown-by-order');
    expect(redactor.headersOfRequest(headers)['X-Api-Key']).toBe('shown-by-order');
  });
});

test('in JSON data, a whole list or object under a sensitive name is hidden, except sentences', () => {
  const data = { a: { secret: { v: ['x', 1] }, password: ['y'] }, password: ['is too short'], secret: [] };
  expect(createRedactor().json(data)).toEqual({
    a: { secret: '***', password: '***' },
    password: ['is too short'],
    secret: [],
  });
});

test.each([
  ['first+part+of+a+secret', 'first part of a secret'],
  ['first%26part-of-a-secret', 'first&part-of-a-secret'],
  ['{"k":"v&second-part"}', 'second-part"}'],
])('%s is hidden as a server reads it in a query', (secret, read) => {
  expect(redactorOf({ key: secret }).text(`<${read}>`)).toBe('<$HIDDEN_KEY>');
});

test('a secret that a query divides is hidden in parts', () => {
  const { text } = redactorOf({ key: 'first-part&second-part=third-part&x' });
  expect(text('{"v":"first-part","second-part":"third-part","x":""}')).toBe(
    '{"v":"$HIDDEN_KEY","$HIDDEN_KEY_2":"$HIDDEN_KEY_3","x":""}',
  );
  expect(redactorOf({ key: 'https://a.example/search?q=1&language=en' }).text('language')).toBe('language');
  const query = redactorOf({
    key: 'grant_type=client-4711&audience=https://a.example&client_secret=hunter-two',
  });
  expect(query.text('grant_type client-4711 audience https://a.example client_secret hunter-two')).toBe(
    'grant_type $HIDDEN_KEY audience https://a.example client_secret $HIDDEN_KEY_2',
  );
});
