import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { problemOfJson } from './json-problem.ts';

describe('what is wrong with a text that is not JSON', () => {
  it.each([
    ['{"a":"x",}', 'expected a member name in double quotes, found "}" (line 1, column 10)'],
    ['{"a":"x","n":NaN}', 'expected a value, found "NaN" (line 1, column 14)'],
    ['[1,]', 'expected a value, found "]" (line 1, column 4)'],
    ['[1 2]', 'expected a comma or ], found "2" (line 1, column 4)'],
    ['{"a":1\n "b":2}', 'expected a comma or }, found "\\"" (line 2, column 2)'],
    ['{a:1}', 'expected a member name in double quotes, found "a" (line 1, column 2)'],
    ["{'a':1}", 'expected a member name in double quotes, found "\'" (line 1, column 2)'],
    ['{"a" 1}', 'expected a colon, found "1" (line 1, column 6)'],
    ['{"a":1', 'expected a comma or }, found the end (line 1, column 7)'],
    ['{"a":"x', 'expected a closed string without control characters, found "\\"" (line 1, column 6)'],
    ['{}x', 'expected the end, found "x" (line 1, column 3)'],
    ['<html>', 'expected a value, found "<" (line 1, column 1)'],
    ['', 'expected a value, found the end (line 1, column 1)'],
    ['01', 'expected the end, found "1" (line 1, column 2)'],
    ['{"a":[{},[]],"b":tru}', 'expected a value, found "tru" (line 1, column 18)'],
  ])('%j: %s', (text, problem) => {
    expect(problemOfJson(text)).toBe(problem);
  });

  it('is found at the place where a JSON text was cut or got one character too many', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), (json, nth) => {
        const at = nth % (json.length + 1);
        const broken = `${json.slice(0, at)}\u0001${json.slice(at)}`;
        expect(() => JSON.parse(broken)).toThrow(SyntaxError);
        expect(problemOfJson(broken)).toMatch(/^expected .* \(line 1, column \d+\)$/);
      }),
    );
  });

  it('is found in texts that nest tens of thousands deep', () => {
    expect(problemOfJson('['.repeat(50_000))).toContain('column 50001');
  });
});
