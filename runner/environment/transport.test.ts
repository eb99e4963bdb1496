import { describe, expect, test } from 'vitest';
import { environmentOf } from '../test/run-fixture.ts';
import { readEnvironmentsFile } from './environments-file.ts';
import { transportOptions } from './transport-options.ts';

const transportOf = (yaml: string) => environmentOf(`baseUrl: https://api.test\n${yaml}`).transport;

test('an environment that says nothing retries twice, limits nothing and verifies certificates', () => {
  expect(transportOf('')).toEqual({
    retry: { retries: 2, baseMs: 250, maxMs: 10_000 },
    phaseTimeouts: {},
    followRedirects: false,
    tls: {},
    http2: false,
  });
});

test.each([
  ['retries: 0', { retry: { retries: 0, baseMs: 250, maxMs: 10_000 } }],
  ['retries: { retries: 5, base: 1s, max: 1m }', { retry: { retries: 5, baseMs: 1_000, maxMs: 60_000 } }],
  ['retries: { base: 100 }', { retry: { retries: 2, baseMs: 100, maxMs: 10_000 } }],
  ['rateLimit: { perSecond: 5, burst: 5 }', { limit: { perSecond: 5, burst: 5 } }],
  ['rateLimit: 100/m', { limit: { perSecond: 100 / 60 } }],
  ['rateLimit: sequential', { limit: { perSecond: 1, burst: 1, maxConcurrent: 1 } }],
  [
    'timeouts: { connect: 1s, headers: 2s, body: 3s }',
    { connectTimeoutMs: 1_000, phaseTimeouts: { headersMs: 2_000, bodyMs: 3_000 } },
  ],
  ['followRedirects: true', { followRedirects: true }],
  ['tls: { ca: ca.pem, insecure: true }', { tls: { ca: 'ca.pem', insecure: true } }],
  ['http2: true', { http2: true }],
  ['socketPath: /run/api.sock', { socketPath: '/run/api.sock' }],
])('%s', (yaml, part) => {
  expect(transportOf(yaml)).toMatchObject(part);
});

describe('what is wrong is a diagnostic at its place', () => {
  test.each([
    ['retries: many', '"retries": expected a number', 'many'],
    ['retries: { tries: 3 }', 'unknown key "tries" in retries', 'tries'],
    ['retries: { base: soon }', '"base": expected milliseconds', 'soon'],
    ['rateLimit: fast', 'unknown rate limit "fast"', 'fast'],
    ['rateLimit: { perSecond: 0 }', 'perSecond: expected a number above zero, found 0', '{ perSecond: 0 }'],
    ['timeouts: { header: 1s }', 'unknown key "header" in timeouts', 'header'],
    ['timeouts: 5s', '"timeouts": expected a map', '5s'],
    ['tls: { insecure: sure }', '"insecure": expected true or false', 'sure'],
    ['tls: { verify: false }', 'unknown key "verify" in tls', 'verify'],
    ['followRedirects: some', '"followRedirects": expected true or false', 'some'],
    ['routes: [{ path: "/**", rateLimit: fast }]', 'unknown rate limit "fast"', 'fast'],
  ])('%s', (yaml, message, at) => {
    const text = `environments:\n  test:\n    ${yaml}\n`;
    const [found] = readEnvironmentsFile({ path: 'environments.yaml', text }).diagnostics;
    expect(found?.message).toContain(message);
    expect(text.slice(found!.span.start, found!.span.end)).toBe(at);
  });
});

describe('what every request of an environment has in common', () => {
  test('is its time, its limits and its retries', () => {
    const environment = environmentOf('timeoutMs: 5s\nmaxResponseBytes: 1000\nrateLimit: 5/s\nretries: 1');
    expect(transportOptions(environment)).toEqual({
      timeoutMs: 5_000,
      maxBodyBytes: 1_000,
      phaseTimeouts: {},
      retry: { retries: 1, baseMs: 250, maxMs: 10_000 },
      followRedirects: false,
      limit: { perSecond: 5 },
    });
  });

  test('is worked out once, so that connections are shared', () => {
    const environment = environmentOf('timeoutMs: 5s');
    expect(transportOptions(environment)).toBe(transportOptions(environment));
  });
});
