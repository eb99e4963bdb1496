import { expect, test } from 'vitest';
import { environmentOf, stepOf } from '../../test/run-fixture.ts';
import { resolveTarget } from './target.ts';

const environment = environmentOf(
  [
    'baseUrl: https://primary.test',
    'fallbackUrl: https://fallback.test',
    'routes:',
    '  - { path: "/**/partners/**", baseUrl: "https://partners.test", scheme: token, headers: { X-R: 1 } }',
    '  - { path: "/v1/partners/**", baseUrl: "https://never.test" }',
    '  - { path: "/only-headers/**", headers: { X-H: 1 } }',
  ].join('\n'),
);
const target = (path: string, more = '', spec = false, where = environment) =>
  resolveTarget(stepOf(`method: GET\npath: ${path}\n${more}`).step, path, spec, where);

test.each([
  ['/x', '', false, 'primary', 'https://primary.test'],
  ['/x', '', true, 'fallback', 'https://fallback.test'],
  ['/x', 'useFallbackApi: true', false, 'fallback', 'https://fallback.test'],
  ['/x', 'useFallback: true', false, 'fallback', 'https://fallback.test'],
  ['/x', 'useFallbackApi: false', true, 'primary', 'https://primary.test'],
  ['/v1/partners/7', '', false, '/**/partners/**', 'https://partners.test'],
  ['/v1/partners/7?x=/y', '', false, '/**/partners/**', 'https://partners.test'],
  ['/x?y=/a/partners/b', '', false, 'primary', 'https://primary.test'],
  ['/v1/partners/7', 'useFallbackApi: true', false, 'fallback', 'https://fallback.test'],
])('%s with %j and useFallbackApi: %s of the spec goes to %s', (path, more, spec, api, baseUrl) => {
  expect(target(path, more, spec)).toMatchObject({ api, baseUrl });
});

test('a route brings its scheme and headers, and one without a host only those', () => {
  expect(target('/v1/partners/7')).toMatchObject({ scheme: 'token', headers: { 'X-R': '1' } });
  expect(target('/only-headers/a')).toMatchObject({ api: 'primary', headers: { 'X-H': '1' } });
  expect(target('/x')).not.toHaveProperty('scheme');
});

test('says why', () => {
  expect(target('/x', '', true)).toMatchObject({ reason: 'the spec asks for the fallback API' });
  expect(target('/x', 'useFallback: true')).toMatchObject({ reason: 'the step asks for the fallback API' });
  expect(target('/v1/partners/7')).toMatchObject({ reason: 'the path matches the route /**/partners/**' });
});

test('a missing fallback host is not replaced by another', () => {
  const bare = environmentOf('timeoutMs: 5');
  expect(target('/x', '', false, bare)).toMatchObject({ problem: expect.stringContaining('has no baseUrl') });
  const primary = environmentOf('baseUrl: https://primary.test');
  expect(target('/x', '', true, primary)).toMatchObject({
    problem: expect.stringContaining('no fallbackUrl'),
  });
});

test('many stars and a long path are held against each other at once, whether they match or not', () => {
  const routes = [
    '  - { path: "/**/a/**/a/**/a/**/a/**/b", baseUrl: "https://a.test" }',
    `  - { path: "${'/**'.repeat(11)}/x*y*z*a*b*c*d", baseUrl: "https://b.test" }`,
  ];
  const many = environmentOf(['baseUrl: https://primary.test', 'routes:', ...routes].join('\n'));
  const path = `/${'a/'.repeat(160)}`;
  expect(target(`${path}end`, '', false, many)).toMatchObject({ api: 'primary' });
  expect(target(`${path}b`, '', false, many)).toMatchObject({ baseUrl: 'https://a.test' });
  expect(target(`/x${'yzabc'.repeat(1_800)}`, '', false, many)).toMatchObject({ api: 'primary' });
  expect(target(`/x${'yzabc'.repeat(1_800)}d`, '', false, many)).toMatchObject({ baseUrl: 'https://b.test' });
});

test('a route that could take too long is a problem, not a route that does not match', () => {
  const slow = environmentOf(
    'baseUrl: https://primary.test\nroutes: [{ path: "/+(a+(a+(a)))", baseUrl: "https://a.test" }]',
  );
  expect(target('/a', '', false, slow)).toMatchObject({
    problem: expect.stringContaining('the route /+(a+(a+(a))) takes too long'),
  });
});
