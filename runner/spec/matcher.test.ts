import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isEqual, isMatcher, match, matcherNames, problemOfMatcher, show } from './matcher.ts';
import type { Json } from './yaml.ts';

const holds = (actual: unknown, wanted: Json): boolean => match(actual, wanted).held;

describe('a literal', () => {
  test.each([
    [1, 1],
    ['a', 'a'],
    [null, null],
    [
      [1, { b: 2, a: 1 }],
      [1, { a: 1, b: 2 }],
    ],
    [{ a: [] }, { a: [] }],
  ] as const)('%j is %j', (actual, wanted) => {
    expect(holds(actual, wanted as Json)).toBe(true);
  });

  test.each([
    [1, '1'],
    [0, false],
    [null, ''],
    [undefined, null],
    [
      [1, 2],
      [2, 1],
    ],
    [{ a: 1 }, { a: 1, b: 2 }],
    [{ a: 1, b: 2 }, { a: 1 }],
    [[], {}],
  ] as const)('%j is not %j', (actual, wanted) => {
    expect(holds(actual, wanted as Json)).toBe(false);
  });

  test('a JSON value equals itself and its copy, and not itself in a list', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), (value) => {
        expect(isEqual(value, structuredClone(value))).toBe(true);
        expect(isEqual(value, [value])).toBe(false);
      }),
      { seed: 8, numRuns: 200 },
    );
  });

  test('a map with any key that is no matcher is a literal', () => {
    expect(isMatcher({ gt: 0, price: 1 })).toBe(false);
    expect(isMatcher({})).toBe(false);
    expect(isMatcher({ constructor: 1 })).toBe(false);
    expect(holds({ type: 'card', id: 1 }, { type: 'card', id: 1 })).toBe(true);
  });
});

const table: readonly (readonly [wanted: Json, yes: readonly unknown[], no: readonly unknown[]])[] = [
  [{ equals: 1 }, [1], [2, '1', undefined]],
  [{ not: 1 }, [2, null], [1, undefined]],
  [{ not: { gt: 3 } }, [3], [4, undefined]],
  [{ contains: 'b' }, ['abc', ['b']], ['x', ['abc'], undefined, null]],
  [{ contains: { id: 1 } }, [[{ id: 1, x: 2 }], { id: 1, x: 2 }], [[{ id: 2 }], 'id']],
  [{ matches: '^a+$' }, ['aa'], ['ab', 1, undefined]],
  [{ startsWith: 'ab' }, ['abc'], ['xab', undefined]],
  [{ endsWith: 'bc' }, ['abc'], ['bcx', undefined]],
  [{ type: 'string' }, ['', 'x'], [1, null, undefined]],
  [{ type: 'integer' }, [1, 2.0], [1.5, '1']],
  [{ type: 'array' }, [[]], [{}]],
  [{ type: 'object' }, [{}], [[], null]],
  [{ type: ['string', 'null'] }, ['x', null], [1, undefined]],
  [{ exists: true }, [null, 0, ''], [undefined]],
  [{ exists: false }, [undefined], [null, 0]],
  [{ gt: 1 }, [2], [1, '2', null, undefined]],
  [{ gte: 1 }, [1], [0]],
  [{ lt: 1 }, [0], [1]],
  [{ lte: '2026-02-01' }, ['2026-01-31', '2026-02-01'], ['2026-02-02', 5]],
  [{ length: 2 }, ['ab', [1, 2], { a: 1, b: 2 }], ['a', 2, null, undefined]],
  [{ minLength: 1 }, ['a'], ['', undefined]],
  [{ maxLength: 1 }, ['', []], ['ab', undefined]],
  [{ in: [1, { a: 1 }] }, [1, { a: 1 }], [2, undefined]],
  [{ notIn: [1] }, [2, null], [1, undefined]],
  [{ format: 'uuid' }, ['123e4567-e89b-42d3-a456-426614174000'], ['x', undefined]],
  [{ format: 'date' }, ['2026-01-31'], ['2026-13-01', '2026-01-31T00:00:00Z']],
  [{ format: 'date-time' }, ['2026-01-31T10:00:00Z', '2026-01-31T10:00:00.5+02:00'], ['2026-01-31 10:00:00']],
  [{ format: 'email' }, ['a@b.co'], ['a@b', 'a b@c.de']],
  [{ format: 'uri' }, ['https://x.y/z'], ['x.y/z']],
  [{ gt: 0, type: 'integer' }, [1], [1.5, 0]],
];

describe.each(table)('%j', (wanted, yes, no) => {
  test('holds and does not hold', () => {
    for (const actual of yes) expect([actual, holds(actual, wanted)]).toEqual([actual, true]);
    for (const actual of no) expect([actual, holds(actual, wanted)]).toEqual([actual, false]);
    expect(problemOfMatcher(wanted)).toBeUndefined();
  });

  test('says what was expected', () => {
    const outcome = match(no[0], wanted);
    expect(outcome.held === false && outcome.expected.length > 0).toBe(true);
  });
});

test('every matcher is in the table', () => {
  const tried = new Set(table.flatMap(([wanted]) => Object.keys(wanted as object)));
  expect(matcherNames.filter((name) => !tried.has(name))).toEqual([]);
});

test.each([
  [{ matches: '(' }, 'matches'],
  [{ type: 'text' }, 'type'],
  [{ type: 'constructor' }, 'type'],
  [{ format: 'iban' }, 'format'],
  [{ in: 'abc' }, 'in'],
  [{ length: 'two' }, 'length'],
  [{ exists: 'yes' }, 'exists'],
  [{ not: { matches: '(' } }, 'not'],
] as const)('%j is broken, and says in which part', (wanted, name) => {
  expect(problemOfMatcher(wanted)).toContain(`${name}:`);
});

test('what holds a variable is judged once it is filled in', () => {
  expect(problemOfMatcher({ matches: '({{name}}' })).toBeUndefined();
});

test('a pattern is not tried against a text that is too long for it', () => {
  expect(holds('a'.repeat(20_001), { matches: '^a+$' })).toBe(false);
});

test('a value is shown as JSON, and cut', () => {
  expect(show({ a: 1 })).toBe('{"a":1}');
  expect(show(undefined)).toBe('nothing');
  expect(show('x'.repeat(500))).toHaveLength(200);
});
