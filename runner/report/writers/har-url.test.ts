import { expect, test } from 'vitest';
import { encodeUrl, queryOf } from './har-url.ts';

test.each([
  ['what is a URL already', 'https://api.test/a%20b?c=d%26e', 'https://api.test/a%20b?c=d%26e'],
  ['brackets and blanks', 'https://api.test/a b?filter[x]=1|2', 'https://api.test/a%20b?filter%5Bx%5D=1%7C2'],
  ['letters beyond ASCII', 'https://api.test/ü?q=日', 'https://api.test/%C3%BC?q=%E6%97%A5'],
  ['an emoji', 'https://api.test/\u{1f600}', 'https://api.test/%F0%9F%98%80'],
  ['half a character', 'https://api.test/\ud83d', 'https://api.test/%EF%BF%BD'],
  ['a percent sign by itself', 'https://api.test/100%?a=%zz', 'https://api.test/100%25?a=%25zz'],
  ['the address of a host', 'http://[::1]:80/x[0]', 'http://[::1]:80/x%5B0%5D'],
  ['a fragment', 'https://api.test/x?a=1#b?c=2', 'https://api.test/x?a=1'],
  ['a hidden host', '$API_URL/v1?a=$KEY', 'https://$API_URL/v1?a=$KEY'],
  ['no path', 'https://api.test?a=1', 'https://api.test?a=1'],
  ['no URL', 'not a url', 'https://not%20a%20url'],
])('%s', (_what, url, expected) => {
  expect(encodeUrl(url)).toBe(expected);
  expect(encodeUrl(expected)).toBe(expected);
});

test('the query is listed decoded', () => {
  expect(queryOf('https://api.test/?a=x%20y&b=1+2&a=%C3%BC')).toEqual([
    { name: 'a', value: 'x y' },
    { name: 'b', value: '1 2' },
    { name: 'a', value: 'ü' },
  ]);
});
