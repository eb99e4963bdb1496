import { expect, test } from 'vitest';
import { nearestRoute } from './nearest-path.ts';
import { parseTemplate, splitPath } from './path-template.ts';

const ENTRIES = [
  'GET /items',
  'POST /items',
  'GET /items/{id}',
  'GET /orders/{id}/lines',
  'GET /v1/orders',
].map((each) => {
  const [method = '', path = ''] = each.split(' ');
  return { route: { method, path }, template: parseTemplate(path) };
});

const nearest = (method: string, path: string): string | undefined => {
  const found = nearestRoute(ENTRIES, [splitPath(path)], method);
  return found && `${found.method} ${found.path}`;
};

test.each([
  ['GET', '/itmes', 'GET /items'],
  ['POST', '/itmes', 'POST /items'],
  ['DELETE', '/item', 'GET /items'],
  ['GET', '/item/5', 'GET /items/{id}'],
  ['GET', '/Items/5', 'GET /items/{id}'],
  ['GET', '/order/5/lines', 'GET /orders/{id}/lines'],
  ['GET', '/v2/orders', 'GET /v1/orders'],
  ['GET', '/customers', undefined],
  ['GET', '/a/b/c/d/e', undefined],
])('%s %s is nearest to %s', (method, path, expected) => {
  expect(nearest(method, path)).toBe(expected);
});
