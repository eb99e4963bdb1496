import { expect, test } from 'vitest';
import { isSandboxOperation, sandboxOperations } from './operations.ts';

test('the operations are named as a fault names them', () => {
  const operations = sandboxOperations();
  expect(operations).toContain('POST /v1/payment_links/{payment_link_id}/expire');
  expect(operations).toContain('GET /business/payments/v1/products');
  expect(operations).toContain('GET /api2/business/payments/v1/products');
  expect(operations).toContain('POST /connect/v1/payment-links');
  expect(operations.every((operation) => isSandboxOperation(operation))).toBe(true);
  expect(new Set(operations).size).toBe(operations.length);
});

test.each([
  '*',
  'POST /v1/payment_links/{id}/expire',
  'POST /v1/payment_links/7e2b/expire',
  'POST /v1/payment_links/{id}/{action}',
  'POST /v1/payment_links/',
  'HEAD /business/payments/v1/products',
  'DELETE /v1/payment_links',
])('a request to %s can be answered by a route', (operation) => {
  expect(isSandboxOperation(operation)).toBe(true);
});

test.each([
  'POST /v1/payment_link',
  'POST /v1/payment_links/{id}/expires',
  'POST /v1/payment_links/{id}/expire/now',
  'DELETE /business/payments/v1/products',
  'GET /V1/payment_links/{id}',
  'GET /',
])('no route answers %s', (operation) => {
  expect(isSandboxOperation(operation)).toBe(false);
});
