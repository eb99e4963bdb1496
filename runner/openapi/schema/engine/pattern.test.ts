import { expect, test } from 'vitest';
import { createPatternGuard, mayBacktrack } from './pattern.ts';
import { type Pattern, readPattern } from './pattern-source.ts';

const read = (source: string): Pattern => {
  const pattern = readPattern(source);
  if ('problem' in pattern) throw new Error(pattern.problem);
  return pattern;
};

test.each([
  ['^[\\w-.]+$', 'a-b.c', true],
  ['\\A[a-z]+\\z', 'abc', true],
  ['\\A[a-z]+\\z', 'Abc', false],
  ['^\\p{L}+$', 'h\u00e9', true],
  // Escapes that nothing needs, and hyphens beside a class.
  ['^[\\p{L}\\_ ]+$', 'Stra\u00dfe', true],
  ['^\\p{Lu}\\p{L}*\\-\\d+$', '\u00dcber-12', true],
  ['^\\p{Lu}\\p{L}*\\-\\d+$', 'pLu-12', false],
  ['^[\\p{L}-\\d.]+$', '\u00fc-1.', true],
  ['^\\@\\#\\"$', '@#"', true],
  ['^[\\-\\/a]+$', '-/', true],
  ['^.$', '\u{1F600}', true],
  ['^\\{\\w+\\}$', '{id}', true],
  ['^a\\]$', 'a]', true],
  // Braces and brackets that can only be themselves.
  ['^{\\w+}$', '{id}', true],
  ['^{\\w+}$', 'id', false],
  ['^a]$', 'a]', true],
  ['^\\p{L}]$', '\u00e9]', true],
  ['^a{2,3}b{1}$', 'aab', true],
  ['^a{2,3}b{1}$', 'ab', false],
  // Flags at the beginning.
  ['(?i)^abc$', 'ABC', true],
  ['^(?i)abc$', 'ABC', true],
  ['(?is)^a.b$', 'A\nB', true],
])('%s on %s is %s', (source, text, result) => {
  expect(createPatternGuard().test(read(source), text)).toBe(result);
});

test.each([
  '(?P<year>\\d+)',
  '[',
  '^[[:alpha:]]+$',
  '^a{,3}$',
  '^[a-z&&[^b]]$',
  '^[a-z&&b]$',
  '^[a-z-[aeiou]]+$',
  'a(?i)b',
  '(?x) a b',
  '(?i:a)b',
  '^\\h+$',
  '\\Qa.b\\E',
  '^\\p{Nothing}$',
  '^(a)\\2$',
  '^a\\',
])('%s is reported as unreadable', (source) => {
  expect(readPattern(source)).toHaveProperty('problem');
});

test.each([
  ['^(a+)+$', true],
  ['^(a|aa)*$', true],
  ['(x+x+)+y', true],
  ['^(\\w+\\.?)*$', true],
  ['(.*)\\1', true],
  [`^${'a?'.repeat(30)}${'a'.repeat(30)}$`, true],
  ['^[a-z]+$', false],
  ['^\\d{4}-\\d{2}$', false],
  ['^(?:a|b)$', false],
  ['^[(+)*]+$', false],
])('%s may backtrack: %s', (source, risky) => {
  expect(mayBacktrack(source)).toBe(risky);
});

/** A platform that gives up a text with an exclamation mark, and counts; how fast the machine is does not matter. */
function createCountedLimit() {
  const limits: number[] = [];
  return {
    limits,
    testWithin: (regExp: RegExp, text: string, timeoutMs: number): boolean => {
      limits.push(timeoutMs);
      if (text.endsWith('!')) throw new Error('Script execution timed out');
      return regExp.test(text);
    },
  };
}

const ENDLESS = `${'a'.repeat(60)}!`;

test('a pattern that backtracks for ever is given up, once, and reported each time', () => {
  const { limits, testWithin } = createCountedLimit();
  const guard = createPatternGuard({ timeoutMs: 20, testWithin });
  const evil = read('^(a+)+$');
  expect(guard.test(evil, 'aaaa')).toBe(true);
  expect(guard.test(evil, 'aab')).toBe(false);
  expect(guard.takeAbandoned()).toEqual([]);
  for (let n = 0; n < 100; n++) expect(guard.test(evil, ENDLESS)).toBe(true);
  expect(limits).toEqual([20, 20, 20]);
  expect(guard.takeAbandoned()).toEqual(['^(a+)+$']);
  guard.test(evil, 'b');
  expect(guard.takeAbandoned()).toEqual(['^(a+)+$']);
});

// Without a limit it would take longer than any machine lasts.
test('the platform does break such a pattern off', () => {
  expect(createPatternGuard({ timeoutMs: 1 }).attempt(read('^(a+)+$'), ENDLESS)).toBe('given-up');
});

test('a harmless pattern on an endless text is given up without a try', () => {
  const { limits, testWithin } = createCountedLimit();
  const guard = createPatternGuard({ testWithin });
  expect(guard.test(read('^.*x$'), 'a'.repeat(200_000))).toBe(true);
  expect(guard.takeAbandoned()).toEqual(['^.*x$']);
  expect(limits).toEqual([]);
});

test('an attempt distinguishes a given-up test from a match', () => {
  const guard = createPatternGuard(createCountedLimit());
  const evil = read('^(a+)+$');
  expect(guard.attempt(evil, 'aaaa')).toBe('matches');
  expect(guard.attempt(evil, 'aab')).toBe('differs');
  expect(guard.attempt(evil, ENDLESS)).toBe('given-up');
  expect(guard.attempt(evil, 'aaaa')).toBe('given-up');
  guard.forgive();
  expect(guard.attempt(evil, 'aaaa')).toBe('matches');
  expect(guard.attempt(read('^a'), 'a'.repeat(200_000))).toBe('given-up');
  expect(guard.takeAbandoned()).toEqual([]);
});

test('all suspicious tests of one value share a total, by the clock that is passed in', () => {
  let nowMs = 0;
  const testWithin = (): boolean => {
    nowMs += 60;
    return true;
  };
  const guard = createPatternGuard({ totalMs: 100, now: () => nowMs, testWithin });
  const slow = read('^(b+)+$');
  expect([1, 2, 3].map(() => guard.attempt(slow, 'b'))).toEqual(['matches', 'matches', 'given-up']);
  guard.forgive();
  expect(guard.attempt(slow, 'b')).toBe('matches');
});
