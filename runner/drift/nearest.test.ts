import { expect, test } from 'vitest';
import { documentsOf, openDocument } from '../openapi/check/fixture.ts';
import { listOperations } from '../openapi/operation/operations.ts';
import { nearestOperation } from './nearest.ts';

const paths = {
  '/v3/scheduling/resources': { get: {}, post: {} },
  '/v3/scheduling/resources/{uid}': { get: {} },
  '/clients/{id}/notes': { get: {} },
};
const documents = documentsOf({ '/api/a.json': { openapi: '3.0.0', paths } });
const operations = listOperations(documents, openDocument(documents));
const nearest = (method: string, path: string) => {
  const found = nearestOperation(operations, method, path);
  return found && `${found.method} ${found.template}`;
};

test('the nearest path wins, and of two alike the one with the same method', () => {
  expect(nearest('POST', '/v3/scheduling/resource')).toBe('POST /v3/scheduling/resources');
  expect(nearest('GET', '/v3/schedule/resources')).toBe('GET /v3/scheduling/resources');
  expect(nearest('DELETE', '/v3/scheduling/resources/{resource_uid}')).toBe(
    'GET /v3/scheduling/resources/{uid}',
  );
});

test('a base path before it does not hide it', () => {
  expect(nearest('POST', '/platform/v1/clients/{client_id}/notes')).toBe('GET /clients/{id}/notes');
});

test('a path that has no name in common has none near', () => {
  expect(nearest('GET', '/{a}/{b}/{c}')).toBeUndefined();
  expect(nearest('GET', '/payments/orders')).toBeUndefined();
});
