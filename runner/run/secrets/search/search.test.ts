import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createSecretSearch } from './search.ts';
import { ABOUT_LINEAR, growthOf } from '../../../test/growth.ts';

const SECRET = 'k3y/+=&"\'<ü>\\ \n\t😀~end';

const replace = (text: string, secrets: readonly string[] = [SECRET]): string => {
  const search = createSecretSearch();
  for (const [index, secret] of secrets.entries()) search.add(secret, `$S${index}`);
  return search.replace(text);
};

const html = (text: string): string =>
  text.replace(
    /[&<>"']/g,
    (each) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[each]!,
  );

describe('every form of a secret is found', () => {
  test.each<[string, string]>([
    ['raw', SECRET],
    ['a JSON text', JSON.stringify(SECRET).slice(1, -1)],
    ['a JSON text in a JSON text', JSON.stringify(JSON.stringify(SECRET)).slice(3, -3)],
    [
      'a JSON text of ASCII',
      JSON.stringify(SECRET)
        .slice(1, -1)
        .replace(/[^ -~]/g, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0').toUpperCase()}`),
    ],
    ['HTML', html(SECRET)],
    ['HTML in HTML', html(html(SECRET)).replaceAll('&amp;#39;', '&#39;')],
    ['XML with numbers', SECRET.replace(/[&<>"'\n\t]/g, (each) => `&#${each.charCodeAt(0)};`)],
    [
      'XML with hexadecimal numbers',
      SECRET.replace(/[&<>"'\n\t]/g, (each) => `&#x0${each.charCodeAt(0).toString(16)};`),
    ],
    ['a JSON Pointer', SECRET.replaceAll('~', '~0').replaceAll('/', '~1')],
    ['a part of a URL', encodeURIComponent(SECRET)],
    ['a URL', encodeURI(SECRET)],
    ['a part of a URL in a part of a URL', encodeURIComponent(encodeURIComponent(SECRET))],
    [
      'a query that a URL has normalised',
      new URL(`http://x/?${SECRET.replace(/[\n\t]/g, encodeURIComponent)}`).search.slice(1),
    ],
    ['a form', new URLSearchParams([['', SECRET]]).toString().slice(1)],
    ['base64', Buffer.from(SECRET).toString('base64')],
    ['base64 for URLs', Buffer.from(SECRET).toString('base64url')],
    ['base64 in a URL', encodeURIComponent(Buffer.from(SECRET).toString('base64'))],
  ])('%s', (_name, form) => {
    expect(replace(`before:${form}:after`)).toBe('before:$S0:after');
  });

  test.each([1, 2, 3, 4, 5])('base64 of a text that holds it from its character %i on', (before) => {
    const whole = Buffer.from(`${'u'.repeat(before)}${SECRET}:more`).toString('base64');
    const left = Buffer.from(replace(whole).replace(/\$S0.*/, ''), 'base64').toString();
    expect(replace(whole)).toContain('$S0');
    expect(left.length).toBeLessThanOrEqual(before + 1);
  });

  test('any secret, wherever it occurs', () => {
    const encodings: readonly ((text: string) => string)[] = [
      String,
      JSON.stringify,
      encodeURIComponent,
      encodeURI,
      html,
      (text) => new URLSearchParams([['', text]]).toString(),
      (text) => Buffer.from(text).toString('base64'),
    ];
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 8, maxLength: 30 }),
        fc.constantFrom(...encodings),
        (secret, encode) => {
          fc.pre(/[a-z0-9]{4}/i.test(secret));
          expect(replace(`x ${encode(secret)} y`, [secret])).not.toContain(encode(secret));
        },
      ),
      { seed: 3, numRuns: 300 },
    );
  });
});

describe('a secret that a message cut short is found', () => {
  const long = 'k3y/secret "of" many+letters';

  test.each<[string, string]>([
    ['as it is', long],
    ['in JSON', JSON.stringify(long).slice(1, -1)],
    ['in a URL', encodeURIComponent(long)],
    ['in HTML', html(long)],
    ['in base64', Buffer.from(long).toString('base64')],
  ])('%s, wherever it is cut', (_name, form) => {
    for (let length = 12; length <= form.length; length++)
      for (const ellipsis of ['…', '...'])
        expect(replace(`got "${form.slice(0, length)}${ellipsis}" there`, [long])).toBe(
          `got "$S0${ellipsis}" there`,
        );
  });

  test('and a word that begins like it is left', () => {
    const text = 'got k3y…, k3y/s..., k3y/secret and more…';
    expect(replace(text, [long])).toBe(text);
  });
});

test('other text stays', () => {
  const text = 'k3y/ = nothing, k4y/+=&, %6B3y, \\u006b and &#107;3y';
  expect(replace(text)).toBe(text);
});

test.each([
  ['pfx/../secretpart99', '/x/secretpart99/y'],
  ['a/%2e%2e/secretpart99', '/x/secretpart99/y'],
  ['./one/./two-secret', '/x/one/two-secret'],
])('what a URL parser makes of the dots in %s', (secret, path) => {
  expect(replace(path, [secret])).toBe(path.replace(/(?<=\/x\/).*?(?=\/y|$)/, '$S0'));
});

test('a secret of signs only is found, too', () => {
  expect(replace('[%2F%2B%3D%3D] [/+==] [/+=]', ['/+=='])).toBe('[$S0] [$S0] [/+=]');
});

test('of secrets that contain one another the longest is replaced', () => {
  expect(replace('user:secret-one secret-one', ['secret-one', 'user:secret-one'])).toBe('$S1 $S0');
});

test('a secret that is known twice keeps its first name', () => {
  expect(replace('secret-one', ['secret-one', 'secret-one'])).toBe('$S0');
});

test('a long text takes a time that grows with its length, also where two thousand secrets are known', () => {
  const search = createSecretSearch();
  const secretOf = (index: number): string =>
    `session-${createHash('sha256').update(String(index)).digest('hex')}`;
  for (let index = 0; index < 2_000; index++) search.add(secretOf(index), `$S${index}`);
  const replaceIn = (count: number): void => {
    const body = JSON.stringify(
      Array.from({ length: count }, (_, id) => ({
        id: 1_000 + (id % 1_000),
        name: 'Socks "blue"',
        url: `https://api.example.com/v1/things/${1_000 + (id % 1_000)}`,
      })),
    );
    expect(search.replace(`${body} ${secretOf(7)}`)).toBe(`${body} $S7`);
  };
  const replaceInSigns = (count: number): void =>
    expect(search.replace('\\'.repeat(count))).toHaveLength(count);
  expect(growthOf(replaceIn, 12_000)).toBeLessThan(ABOUT_LINEAR);
  expect(growthOf(replaceInSigns, 1_000_000)).toBeLessThan(ABOUT_LINEAR);
});

test.each([
  ['one that begins in the other', '<abcdefgh-ijkl>', '<$S0***>'],
  ['both by themselves', 'abcdefgh efgh-ijkl', '$S0 $S1'],
  ['the other again behind it', 'abcdefgh-ijklefgh-ijkl', '$S0***$S1'],
  ['one encoded', `${encodeURIComponent('abcdefgh-ij=kl')}`, '$S0-ij%3Dkl'],
])('secrets that overlap leave nothing: %s', (_which, text, shown) => {
  expect(replace(text, ['abcdefgh', 'efgh-ijkl'])).toBe(shown);
});

test('a secret that overlaps with itself leaves nothing', () => {
  expect(replace('ababababababab', ['abababab'])).toBe('$S0***');
});

describe('many secrets in one text', () => {
  const secretOf = (index: number): string => createHash('md5').update(String(index)).digest('base64');
  const all = Array.from({ length: 3_000 }, (_, index) => secretOf(index));

  test('are found plain and encoded', () => {
    const encoders = [String, encodeURIComponent, (each: string) => Buffer.from(each).toString('base64')];
    const text = all.map((each, index) => `"${encoders[index % 3]!(each)}"`).join();
    const shown = replace(text, all).split(',');
    expect(shown.filter((each, index) => each !== `"$S${index}"`)).toEqual([]);
  });

  test('leave nothing where they overlap, and other text stays', () => {
    const few = ['abcdefgh', 'efgh-ijkl', ...all];
    expect(replace(`<abcdefgh-ijkl> ${all.join()} <efgh-ijk>`, few)).toBe(
      `<$S0***> ${all.map((_, index) => `$S${index + 2}`).join()} <efgh-ijk>`,
    );
  });

  test('are found where all begin alike', () => {
    const alike = Array.from({ length: 2_000 }, (_, index) => `secret-value-${index}`);
    const shown = replace(alike.join(' '), alike).split(' ');
    expect(shown.filter((each, index) => each !== `$S${index}`)).toEqual([]);
  });

  test('are found where all end alike', () => {
    const alike = Array.from({ length: 2_000 }, (_, index) => `key${index}suffix`);
    expect(replace(alike.join(' '), alike)).toBe(alike.map((_, index) => `$S${index}`).join(' '));
  });
});
