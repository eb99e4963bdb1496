import { describe, expect, test } from 'vitest';
import { environmentOf } from '../test/run-fixture.ts';
import { resolveEnvironment } from './resolve-environment.ts';
import { readEnvironmentsFile } from './environments-file.ts';

const STORE = 'redis://store.test:6379';

describe('limits of an environment', () => {
  test.each([
    [`limits: ${STORE}`, { url: STORE, writer: 0 }],
    ['limits: "{{env.LIMITS_URL}}"', { url: '{{env.LIMITS_URL}}', writer: 0 }],
    [`limits: { url: "${STORE}", key: payments }`, { url: STORE, writer: 0, key: 'payments' }],
    ['limits: { key: payments }', { writer: -1, key: 'payments' }],
    ['limits:', undefined],
    ['baseUrl: https://api.test', undefined],
  ])('%s', (yaml, expected) => {
    expect(environmentOf(yaml).sharedLimits).toEqual(expected);
  });

  test.each([
    ['limits: http://store.test', '"limits": expected redis://host:6379 or rediss://host:6379, found a URL'],
    ['limits: { url: 5 }', '"url": expected redis://'],
    ['limits: { uri: redis://store.test }', 'unknown key "uri" in limits'],
    ['limits: { key: "a b" }', '"key": expected a name of letters'],
    ['limits: [redis://store.test]', '"limits": expected a map'],
  ])('%s is refused', (yaml, problem) => {
    expect(() => environmentOf(yaml)).toThrow(problem);
  });
});

describe('of several files', () => {
  const resolve = (inner: string, outer: string, above = '') => {
    const fileOf = (path: string, keys: string, more = '') =>
      readEnvironmentsFile({ path, text: `default: test\n${more}environments:\n  test: { ${keys} }\n` });
    const files = [
      fileOf('specs/in/environments.yaml', inner),
      fileOf('specs/environments.yaml', outer, above),
    ];
    const result = resolveEnvironment(files, undefined, {});
    if ('problem' in result) throw new Error(result.problem);
    return result.environment;
  };

  test('the outermost decides with which server a run speaks', () => {
    const { sharedLimits, notes } = resolve('limits: redis://inner.test', `limits: "${STORE}"`);
    expect(sharedLimits).toEqual({ url: STORE, writer: 1 });
    expect(notes).toEqual([
      'specs/in/environments.yaml: limits: has no effect, because specs/environments.yaml lies above it',
    ]);
  });

  test('also where it says nothing', () => {
    expect(resolve('limits: redis://inner.test', 'retries: 0').sharedLimits).toBeUndefined();
  });

  test('unless it trusts the nested one', () => {
    const { sharedLimits, notes } = resolve(
      'limits: redis://inner.test',
      `limits: { url: "${STORE}", key: outer }`,
      'trustNested: true\n',
    );
    expect(sharedLimits).toEqual({ url: 'redis://inner.test', writer: 0, key: 'outer' });
    expect(notes).toEqual([]);
  });
});
