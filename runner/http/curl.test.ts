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
    '-H',
    'Content-Type:',
    '--data-raw',
    body,
  ]);
});

test('the shell expands the name of a secret, and nothing else', () => {
  const command = curl(
    { Authorization: 'Bearer $STAFF_TOKEN' },
    '{"a":"$STAFF_TOKEN","b":"$5 `ls` \\"x\\""}',
  );
  expect(command).toContain('-H "Authorization: Bearer $STAFF_TOKEN"');
  expect(command).toContain(`--data-raw '{"a":"'"$STAFF_TOKEN"'","b":"$5 \`ls\` \\"x\\""}'`);
});

test('a name is separated from the letters after it', () => {
  const headers = { 'X-A': 'x$KEYy', 'X-B': 'x$KEYY' };
  const command = toCurl({ method: 'GET', url: 'https://api.test/x', headers, spelled: { names: ['KEY'] } });
  expect(command).toContain('-H "X-A: x${KEY}y" -H "X-B: x${KEY}Y"');
});

test('an exclamation mark does not recall an earlier command', () => {
  expect(curl({ 'X-A': 'wow!x $KEY' })).toContain(`-H 'X-A: wow!x '"$KEY"`);
});

test('text that only looks like the name of a secret is sent unchanged', () => {
  const command = toCurl({
    method: 'POST',
    url: 'https://api.test/x',
    headers: { 'Content-Type': 'text/plain' },
    body: 'in $USD for $KEY',
    spelled: { names: ['KEY'] },
  });
  expect(command).toContain(`--data-raw 'in $USD for '"$KEY"`);
});

test('a secret is encoded as it was sent', () => {
  const command = toCurl({
    method: 'POST',
    url: 'https://api.test/x?q=$KEY&z=1',
    headers: { 'Content-Type': 'application/json' },
    body: '{"a":"$KEY"}',
    spelled: { url: 'percent', body: 'json' },
  });
  expect(command).toContain(
    `'https://api.test/x?q='"$(node -p 'encodeURIComponent(process.env.KEY)')"'&z=1'`,
  );
  expect(command).toContain(`'{"a":"'"$(node -p 'JSON.stringify(process.env.KEY).slice(1,-1)')"'"}'`);
});

test('a user and a password are encoded by curl', () => {
  expect(
    toCurl({
      method: 'GET',
      url: 'https://api.test/x',
      headers: { Authorization: 'Basic $KARMA_CREDENTIALS', A: 'b' },
      spelled: { user: 'ann:$PASSWORD' },
    }),
  ).toBe('curl -X GET https://api.test/x -u "ann:$PASSWORD" -H \'A: b\'');
});

test('a body without a type stays without one', () => {
  expect(curl({}, 'a')).toBe('curl -X POST https://api.test/x -H Content-Type: --data-raw a');
});

test('a command is one line, and the shell expands the name of a secret in it', () => {
  const command = curl({}, 'a\n$STAFF_TOKEN $5\n');
  expect(command).toContain(`--data-raw $'a\\n'"$STAFF_TOKEN"$' $5\\n'`);
  expect(words(command).at(-1)).toBe('a\n$STAFF_TOKEN $5\n');
});

test('brackets in the URL are not a range', () => {
  expect(words(curl({}, undefined, 'https://api.test/x?a[b]=1'))).toEqual([
    'curl',
    '-g',
    '-X',
    'POST',
    'https://api.test/x?a[b]=1',
  ]);
});

test('an empty header is sent', () => {
  expect(toCurl({ method: 'GET', url: 'https://api.test/x', headers: { 'X-A': '', 'X-B': 'b' } })).toBe(
    "curl -X GET https://api.test/x -H 'X-A;' -H 'X-B: b'",
  );
});

test('a blank in an address is encoded, as curl refuses it', () => {
  expect(words(curl({}, undefined, 'https://api.test/a b?c=d e'))).toContain(
    'https://api.test/a%20b?c=d%20e',
  );
});
