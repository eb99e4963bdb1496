import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { isEqual, isTooDeep, show } from '../json/json-values.ts';
import type { Match, TestPattern } from './match.ts';
import { isMatcher, match, matcherNames, matcherWords, problemOfMatcher } from './matcher.ts';
import type { Json } from '../yaml/yaml.ts';

/** Gives up on texts of more than ten characters. */
const testPattern: TestPattern = (pattern, text) => {
  if (text.length > 10) return 'given-up';
  return new RegExp(pattern, 'u').test(text) ? 'matches' : 'differs';
};
const matchOne = (actual: unknown, wanted: Json): Match =>
  match(actual === undefined ? [] : [actual], wanted, testPattern);
const holds = (actual: unknown, wanted: Json): boolean => matchOne(actual, wanted).outcome === 'held';
const outcomeOf = (values: readonly unknown[], wanted: Json): string =>
  match(values, wanted, testPattern).outcome;

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
  [{ each: 1 }, [1], [0, undefined]],
  [{ any: 1 }, [1], [0, undefined]],
  [{ count: 1 }, [1, null], [undefined]],
  [{ lt: 1 }, [0], [1]],
  [{ lte: '2026-02-01' }, ['2026-01-31', '2026-02-01'], ['2026-02-02', null]],
  [{ length: 2 }, ['ab', [1, 2], { a: 1, b: 2 }], ['a', 2, null, undefined]],
  [{ minLength: 1 }, ['a'], ['', undefined]],
  [{ maxLength: 1 }, ['', []], ['ab', undefined]],
  [{ in: [1, { a: 1 }] }, [1, { a: 1 }], [2, undefined]],
  [{ notIn: [1] }, [2, null], [1, undefined]],
  [{ format: 'uuid' }, ['123e4567-e89b-42d3-a456-426614174000'], ['x', undefined]],
  [{ format: 'date' }, ['2026-01-31'], ['2026-13-01', '2026-02-30', '2026-01-31T00:00:00Z']],
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
    const found = matchOne(no[0], wanted);
    expect(found.outcome === 'differs' && found.expected.length > 0).toBe(true);
  });
});

test.each(matcherWords)('the example of %s is right, and uses it', (name, { example }) => {
  const wanted = parse(example) as Json;
  expect(isMatcher(wanted) && Object.hasOwn(wanted, name)).toBe(true);
  expect(problemOfMatcher(wanted)).toBeUndefined();
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

describe('several values', () => {
  test.each([
    [['ok', 'ok'], 'ok', 'held'],
    [['ok', 'failed'], 'ok', 'differs'],
    [[1, 20], { lt: 10 }, 'differs'],
    [[1, 20], { each: { lt: 10 } }, 'differs'],
    [[1, 20], { any: { lt: 10 } }, 'held'],
    [[11, 20], { any: { lt: 10 } }, 'differs'],
    [[1, 20], { not: 5 }, 'held'],
    [[1, 20], { not: 20 }, 'differs'],
    [[1, 20], { not: { any: { gt: 10 } } }, 'differs'],
    [[1, 2], { not: { any: { gt: 10 } } }, 'held'],
    [[1, 20], { not: { not: { any: 20 } } }, 'held'],
    [[1, 20], { not: { count: 2 } }, 'differs'],
    [[1, 2], { count: 2, lt: 10 }, 'held'],
    [[1, 20], { count: 2, lt: 10 }, 'differs'],
    [[1, 2], { count: { gte: 2 } }, 'held'],
    [[1, 2], { count: { gt: 2 } }, 'differs'],
    [[1, 2], { exists: true }, 'held'],
    [[1, 2], { exists: false }, 'differs'],
    [[{ a: 1 }, { a: 1 }], { equals: { a: 1 } }, 'held'],
  ] as const)('%j as %j: %s', (values, wanted, outcome) => {
    expect(outcomeOf(values, wanted)).toBe(outcome);
  });

  test.each([
    1,
    { not: 1 },
    { not: { any: 1 } },
    { not: { exists: true } },
    { any: 1 },
    { each: 1 },
    { notIn: [1] },
    { count: 1 },
    { count: { lt: 5 } },
    { count: { not: 3 } },
    { exists: true },
  ] as const)('no value at all is not as %j says', (wanted) => {
    expect(outcomeOf([], wanted)).toBe('differs');
  });

  test.each([{ exists: false }, { count: 0 }, { count: { equals: 0 } }, { count: { in: [0, 1] } }] as const)(
    'no value at all is as %j says',
    (wanted) => {
      expect(outcomeOf([], wanted)).toBe('held');
    },
  );

  test('those that differ are named', () => {
    expect(match([1, 20, 3, 40], { lt: 10 }, testPattern)).toMatchObject({
      expected: 'less than 10',
      differing: [1, 3],
    });
  });
});

describe('what could not be compared', () => {
  const long = 'a'.repeat(11);
  const nested = (leaf: Json): Json => {
    let value = leaf;
    for (let level = 0; level < 50_000; level++) value = [value];
    return value;
  };

  test.each([
    [long, { matches: 'a' }],
    [long, { not: { matches: 'a' } }],
    [long, { not: { not: { matches: 'a' } } }],
    [5, { gt: 'abc' }],
    [5, { not: { gt: 'abc' } }],
  ] as const)('%j as %j says is neither held nor not', (value, wanted) => {
    expect(matchOne(value, wanted).outcome).toBe('not-made');
  });

  test('is outweighed by what certainly differs', () => {
    expect(outcomeOf([long], { matches: 'a', startsWith: 'b' })).toBe('differs');
    expect(outcomeOf([long, 'b'], { matches: 'a' })).toBe('differs');
    expect(outcomeOf([long, 'a'], { any: { matches: 'a' } })).toBe('held');
    expect(outcomeOf([long, 'b'], { any: { matches: 'a' } })).toBe('not-made');
  });

  test('is a value that is nested too deep', () => {
    expect(outcomeOf([nested(1)], nested(1))).toBe('not-made');
    expect(outcomeOf([nested(1)], { not: { equals: nested(2) } })).toBe('not-made');
    expect(isTooDeep(nested(1))).toBe(true);
    expect(show(nested(1))).toContain('too deep');
  });

  test('is not what has no order or length, which no negation holds of', () => {
    expect(holds('5', { not: { gt: 3 } })).toBe(false);
    expect(holds(null, { not: { lt: 3 } })).toBe(false);
    expect(holds(5, { not: { length: 3 } })).toBe(false);
    expect(holds('abc', { not: { length: 2 } })).toBe(true);
  });

  test.each([
    { contains: 'x' },
    { startsWith: 'x' },
    { endsWith: 'x' },
    { matches: 'x' },
    { format: 'email' },
  ])('is not what is no text: neither %j nor its negation holds of it', (wanted) => {
    for (const value of [1, null, true, {}]) {
      expect([value, holds(value, wanted)]).toEqual([value, false]);
      expect([value, holds(value, { not: wanted })]).toEqual([value, false]);
    }
    expect(holds('abc', { not: wanted })).toBe(true);
  });

  test('is asked of lists and maps where they can contain it', () => {
    expect(holds(['a'], { not: { contains: 'x' } })).toBe(true);
    expect(holds({ a: 1 }, { not: { contains: { a: 2 } } })).toBe(true);
  });
});

test.each([
  { contains: null },
  { contains: '' },
  { contains: {} },
  { contains: [] },
  { startsWith: '' },
  { endsWith: '' },
  { startsWith: null },
  { matches: '' },
  { matches: null },
  { matches: '.*' },
  { matches: '^' },
  { matches: '$' },
  { matches: 'x?' },
  { matches: 'a|' },
  { matches: '^.*$' },
  { matches: '\\d*' },
  { matches: 'x{0,3}' },
  { matches: '^[\\s\\S]*$' },
  { not: { matches: '.*' } },
  { in: [] },
  { notIn: [] },
  { notIn: null },
  { not: {} },
  { not: { contains: '' } },
  { not: { exists: true } },
  { any: {} },
  { any: { not: { startsWith: '' } } },
  { each: {} },
  { minLength: 0 },
  { length: -1 },
  { length: 1.5 },
  { maxLength: -1 },
  { exists: null },
  { exists: 'true' },
  { gt: null },
  { gte: '' },
  { lt: Number.POSITIVE_INFINITY },
  { type: [] },
  { type: ['string', 'number', 'boolean', 'array', 'object', 'null'] },
  { format: null },
  { count: -1 },
  { count: 'two' },
  { count: { gte: 0 } },
  { count: { gt: -1 } },
  { count: { minLength: 1 } },
  { exists: false, type: 'string' },
] as const)('%j says nothing, or holds for everything', (wanted) => {
  expect(problemOfMatcher(wanted as Json)).toBeTypeOf('string');
});

test.each([
  { equals: null },
  { equals: {} },
  { not: null },
  { not: '' },
  { not: { equals: {} } },
  { type: null },
  { maxLength: 0 },
  { length: 0 },
  { count: 0 },
  { count: { not: 3 } },
  { any: null },
  { exists: false, count: 0 },
] as const)('%j says something', (wanted) => {
  expect(problemOfMatcher(wanted as Json)).toBeUndefined();
});

test('a value is shown as JSON, and cut', () => {
  expect(show({ a: 1 })).toBe('{"a":1}');
  expect(show(undefined)).toBe('nothing');
  expect(show('x'.repeat(500))).toHaveLength(200);
});

test.each([
  '^$',
  '^x*$',
  '.',
  '^.+$',
  '^(yes|no)?$',
  '^.{0,50}$',
  '^\\d*$',
  '^[^<>]*$',
  '^[^ü]*$',
  '^(?!.*error)',
])('the pattern %s does not match every text', (pattern) => {
  expect(problemOfMatcher({ matches: pattern })).toBeUndefined();
});
