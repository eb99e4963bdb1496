import { expect, test } from 'vitest';
import { splitPath } from '../../openapi/operation/path-template.ts';
import { readEndpointPath } from './endpoint-path.ts';

const fits = (endpoint: string, path: string, ...basePaths: readonly string[]): boolean =>
  readEndpointPath(endpoint, () => basePaths).isPath(splitPath(path));

test.each([
  ['/items', '/items'],
  ['/items', '/items/'],
  ['/items/', '/items?page=2'],
  ['/items/{id}', '/items/7'],
  ['/items/{id}', '/items/a%2Fb'],
  ['/items/{{item_id}}/tags', '/items/7/tags'],
  ['/items/{id}.json', '/items/7.json'],
  ['/items:batch', '/items:batch'],
  ['/items/{id}:cancel', '/items/7:cancel'],
  ['/caf%C3%A9', '/café'],
  ['/items/a b', '/items/a%20b'],
  ['/items/{id}', '/orders/../items/./7'],
])('%s is asked with %s', (endpoint, path) => {
  expect(fits(endpoint, path)).toBe(true);
});

test.each([
  ['/items', '/items/7'],
  ['/items/{id}', '/items'],
  ['/items/{id}', '/items/'],
  ['/items/{id}', '/items/7/tags'],
  ['/items/{id}.json', '/items/7'],
  ['/items/{id}.json', '/items/.json'],
  ['/items/me', '/items/7'],
  ['/items/{id}', '/items/..'],
  ['/items/{id}', '/Items/7'],
  ['/items/{id}', '/orders/items/7'],
])('%s is not asked with %s', (endpoint, path) => {
  expect(fits(endpoint, path)).toBe(false);
});

test('a base path may stand before either', () => {
  expect(fits('/items/{id}', '/gateway/items/7', '/gateway')).toBe(true);
  expect(fits('/gateway/items/{id}', '/items/7', '/', '/gateway/')).toBe(true);
  expect(fits('/items/{id}', '/other/items/7', '/gateway')).toBe(false);
});

test('base paths are not asked for when the path fits without', () => {
  const never = (): never => {
    throw new Error('asked');
  };
  expect(readEndpointPath('/items/{id}', never).isPath(['items', '7'])).toBe(true);
});

test('a documented word where the endpoint has a parameter is narrower', () => {
  const { isNarrower } = readEndpointPath('/v1/items/{id}', () => []);
  expect(isNarrower('/items/search')).toBe(true);
  expect(isNarrower('/items/{item}')).toBe(false);
});
