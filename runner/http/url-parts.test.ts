import { expect, test } from 'vitest';
import { urlPartsOf } from './url-parts.ts';

test.each([
  'http://api.test/v1/things?limit=5&after=a%20b',
  'http://API.test:80/v1',
  'https://api.test:443/',
  'http://127.1/a',
  'http://[::1]:8080/a:b@c',
  'http://user:secret@api.test/a',
  'http://api.test',
  'http://api.test?x=1',
  'http://api.test/a/../b',
  'http://api.test/a/%2e%2e/b',
  'http://api.test/a/.hidden',
  "http://api.test/it's?name=it's",
  'http://api.test/söme path/{id}?q=ä|b^c',
  'http://api.test/a\\b',
  'http://api.test/a#fragment',
  'http://api.test/a?b=/../c',
  'HTTP://api.test/a',
  'http:/api.test/a',
  'http:api.test/a',
  'http://api.test\\base/a',
  'http://api.test?key=1/a',
  'http://api.test#part/a',
  'http://api.test/a?',
  'http://api.test/?',
  ' http://api.test/a ',
])('the parts of %s are those that the URL parser finds', (url) => {
  const { origin, pathname, search } = new URL(url);
  expect(urlPartsOf(url)).toEqual({ origin, path: pathname + search });
  expect(urlPartsOf(url)).toEqual({ origin, path: pathname + search });
});

test('an invalid URL is an error', () => {
  expect(() => urlPartsOf('api.test/a')).toThrow();
  expect(() => urlPartsOf('http://a b/c')).toThrow();
});
