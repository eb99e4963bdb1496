import { expect, test } from 'vitest';
import { toCurl } from './curl.ts';

/** The words that a POSIX shell makes of a command, with `$NAME` left to see. */
function words(command: string): readonly string[] {
  const found = command.match(/(?:'[^']*'|"(?:[^"\\]|\\.)*"|\\.|[^\s'"\\])+/gs) ?? [];
  return found.map((word) =>
    word.replace(
      /'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)/gs,
      (_whole, single?: string, double?: string, escaped?: string) =>
        single ?? double?.replace(/\\([$`"\\])/g, '$1') ?? escaped ?? '',
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

test('brackets in the address are no range', () => {
  expect(words(curl({}, undefined, 'https://api.test/x?a[b]=1'))).toEqual([
    'curl',
    '-g',
    '-X',
    'POST',
    'https://api.test/x?a[b]=1',
  ]);
});
