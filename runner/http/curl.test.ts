import { expect, test } from 'vitest';
import { toCurl } from './curl.ts';

/** What the escapes of `$'…'` stand for. */
const ANSI: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', x1b: '\u001b' };

/** The words that a shell makes of a command, with `$NAME` left to see. */
function words(command: string): readonly string[] {
  const found = command.match(/(?:\$'(?:[^'\\]|\\.)*'|'[^']*'|"(?:[^"\\]|\\.)*"|\\.|[^\s'"\\])+/gs) ?? [];
  return found.map((word) =>
    word.replace(
      /\$'((?:[^'\\]|\\.)*)'|'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)/gs,
      (_whole, ansi?: string, single?: string, double?: string, escaped?: string) =>
        ansi?.replace(/\\(x..|.)/g, (_escape, code: string) => ANSI[code] ?? code) ??
        single ??
        double?.replace(/\\([$`"\\])/g, '$1') ??
        escaped ??
        '',
    ),
  );
}

const curl = (headers: Record<string, string>, body?: string, url = 'https://api.test/x') =>
  toCurl({ method: 'POST', url, headers, ...(body !== undefined && { body }) });

test('a plain request needs no quotes', () => {
  expect(toCurl({ method: 'GET', url: 'https://api.test/x', headers: {} })).toBe(
    'curl -X GET https://api.test/x',
  );
});

test.each([
  ['{"a":"it\'s"}'],
  ['a "b" `c` \\d !e'],
  ['line one\nline two'],
  ['it\'s\ta "\\d"\r\n\u001b[2J'],
  ['@file'],
  ['100 $ and $5'],
  [''],
])('the body %j reaches curl as it is', (body) => {
  expect(words(curl({ A: 'b c' }, body))).toEqual([
    'curl',
    '-X',
    'POST',
    'https://api.test/x',
    '-H',
    'A: b c',
    '--data-raw',
    body,
  ]);
});

test('the name of a secret is left to the shell, and nothing beside it is', () => {
  const command = curl(
    { Authorization: 'Bearer $STAFF_TOKEN' },
    '{"a":"$STAFF_TOKEN","b":"$5 `ls` \\"x\\""}',
  );
  expect(command).toContain('-H "Authorization: Bearer $STAFF_TOKEN"');
  expect(command).toContain('\\$5');
  expect(command).toContain('\\`ls\\`');
  expect(words(command).at(-1)).toBe('{"a":"$STAFF_TOKEN","b":"$5 `ls` \\"x\\""}');
});

test('a command is one line, and the name of a secret in it is left to the shell', () => {
  const command = curl({}, 'a\n$STAFF_TOKEN $5\n');
  expect(command).toContain(`--data-raw $'a\\n'"$STAFF_TOKEN"$' $5\\n'`);
  expect(words(command).at(-1)).toBe('a\n$STAFF_TOKEN $5\n');
});

test('brackets in the address are no range', () => {
  expect(words(curl({}, undefined, 'https://api.test/x?a[b]=1'))).toEqual([
    'curl',
    '-g',
    '-X',
    'POST',
    'https://api.test/x?a[b]=1',
  ]);
});

test('a header that is empty is sent, not left out', () => {
  expect(toCurl({ method: 'GET', url: 'https://api.test/x', headers: { 'X-A': '', 'X-B': 'b' } })).toBe(
    "curl -X GET https://api.test/x -H 'X-A;' -H 'X-B: b'",
  );
});
