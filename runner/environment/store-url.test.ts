import { expect, test } from 'vitest';
import { readStoreUrl } from './store-url.ts';

const plain = { host: 'store.test', port: 6379, database: 0, tls: false, shown: 'redis://store.test:6379' };

test.each([
  ['redis://store.test', plain],
  ['redis://store.test/', plain],
  ['redis://store.test:7000/2', { ...plain, port: 7000, database: 2, shown: 'redis://store.test:7000/2' }],
  ['rediss://store.test', { ...plain, tls: true, shown: 'rediss://store.test:6379' }],
  ['valkey://store.test', { ...plain, shown: 'valkey://store.test:6379' }],
  ['redis://:p%40ss%23@store.test', { ...plain, password: 'p@ss#' }],
  ['redis://me:p%25@store.test', { ...plain, username: 'me', password: 'p%' }],
  ['redis://[::1]:7000', { ...plain, host: '::1', port: 7000, shown: 'redis://[::1]:7000' }],
])('%s', (text, address) => {
  expect(readStoreUrl(text)).toEqual({ address });
});

test.each([
  ['', 'found no valid URL'],
  ['store.test:6379', 'found a URL of the kind store.test://'],
  ['http://store.test', 'found a URL of the kind http://'],
  ['postgres://me:topsecret@store.test/db', 'found a URL of the kind postgres://'],
  ['redis://', 'found no host'],
  ['redis:store.test', 'found no host'],
  ['redis://store.test/main', 'found a path that is no number'],
  ['redis://store.test?password=topsecret', 'found something after a ?'],
  ['redis://:topsecret#1@store.test', ''],
  ['redis://:topsecret%zz@store.test', 'holds a % that encodes nothing'],
])('refuses %s, and does not show it', (text, problem) => {
  const result = readStoreUrl(text);
  expect(result).toMatchObject({ problem: expect.stringContaining(problem) });
  expect(JSON.stringify(result)).not.toContain('topsecret');
});
