import { expect, test } from 'vitest';
import { createCookies, noCookies, sessionsIn } from './cookies.ts';

test('a cookie goes back to the host it came from, and nowhere else', async () => {
  const cookies = createCookies();
  await cookies.keep('https://api.test/login', ['session=abc; HttpOnly; Path=/', 'theme=dark; Path=/']);
  expect(cookies.headerFor('https://api.test/things')).toBe('session=abc; theme=dark');
  expect(cookies.headerFor('https://other.test/things')).toBeUndefined();
  expect(cookies.headerFor('https://sub.api.test/things')).toBeUndefined();
});

test.each([
  ['another path', 'id=1; Path=/admin', 'https://api.test/things'],
  ['no TLS', 'id=1; Secure', 'http://api.test/'],
  ['too late', 'id=1; Max-Age=0', 'https://api.test/'],
])('%s: it is not sent', async (_what, cookie, url) => {
  const cookies = createCookies();
  await cookies.keep('https://api.test/', [cookie]);
  expect(cookies.headerFor(url)).toBeUndefined();
});

test('a later value replaces the earlier one, and an expired one takes it away', async () => {
  const cookies = createCookies();
  await cookies.keep('https://api.test/', ['id=1']);
  await cookies.keep('https://api.test/', ['id=2']);
  expect(cookies.headerFor('https://api.test/')).toBe('id=2');
  await cookies.keep('https://api.test/', ['id=; Max-Age=0']);
  expect(cookies.headerFor('https://api.test/')).toBeUndefined();
});

test('a cookie for a host that is not its own is not kept', async () => {
  const cookies = createCookies();
  await cookies.keep('https://api.test/', ['id=1; Domain=bank.test']);
  expect(cookies.headerFor('https://bank.test/')).toBeUndefined();
  expect(cookies.headerFor('https://api.test/')).toBeUndefined();
});

test.each(['', '=', ';;;', 'a=\u0000', `id=${'x'.repeat(10_000)}`])(
  'a strange cookie is no error: %j',
  async (cookie) => {
    await expect(createCookies().keep('https://api.test/', [cookie])).resolves.toBeUndefined();
  },
);

test('two specs have two jars, and where none was asked for nothing is kept', async () => {
  const [one, other] = [createCookies(), createCookies()];
  await one.keep('https://api.test/', ['id=1']);
  await noCookies.keep('https://api.test/', ['id=1']);
  expect(other.headerFor('https://api.test/')).toBeUndefined();
  expect(noCookies.headerFor('https://api.test/')).toBeUndefined();
});

test('cookies work on a local host by its number', async () => {
  const cookies = createCookies();
  await cookies.keep('http://127.0.0.1:8080/login', ['id=1; Path=/']);
  expect(cookies.headerFor('http://127.0.0.1:8080/things')).toBe('id=1');
});

test('a cookie that may be a session is a secret, and a setting is not', () => {
  expect(
    sessionsIn([
      'sid=0123456789abcdef; Path=/; HttpOnly',
      'lang=en',
      ' quoted = "a=b=c=d=e" ;Secure',
      'empty=',
      'none',
    ]),
  ).toEqual([
    ['sid', '0123456789abcdef'],
    ['quoted', 'a=b=c=d=e'],
  ]);
});
