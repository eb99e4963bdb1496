import { describe, expect, test } from 'vitest';
import { Diagnostics } from '../diagnostic.ts';
import { Fields, readDuration } from './fields.ts';
import { readYaml } from './yaml.ts';
import type { YamlMap } from './yaml-node.ts';

function read<T>(yaml: string, ask: (fields: Fields) => T) {
  const diagnostics = new Diagnostics();
  const map = readYaml(yaml, { start: 0, end: yaml.length }, diagnostics) as YamlMap;
  const value = ask(new Fields(map, diagnostics));
  return { value, rules: diagnostics.list.map(({ rule }) => rule), list: diagnostics.list };
}

test.each([
  [250, 250],
  [0, 0],
  ['250', 250],
  ['500ms', 500],
  ['2s', 2_000],
  ['2 s', 2_000],
  ['1.5s', 1_500],
  ['3sec', 3_000],
  ['1m', 60_000],
  ['2min', 120_000],
  ['1h', 3_600_000],
  ['60d', 5_184_000_000],
  [3_000_000_000, 3_000_000_000],
  ['3650d', 315_360_000_000],
])('%j is %i milliseconds', (value, ms) => {
  expect(readDuration(value)).toBe(ms);
});

test.each([
  -1,
  '-1s',
  'soon',
  '',
  '2 weeks',
  's',
  '1s 2s',
  Number.NaN,
  Number.POSITIVE_INFINITY,
  '3651d',
  '99999999999999999999w',
  99_999_999_999_999,
  null,
  true,
  [1],
])('%j is no duration', (value) => {
  expect(readDuration(value)).toBeUndefined();
});

describe('a key', () => {
  test('that is absent or null is undefined and no mistake', () => {
    const { value, rules } = read('a:\nb: ~', (fields) => [
      fields.text('a'),
      fields.flag('b'),
      fields.number('c'),
      fields.durationMs('c'),
      fields.map('c'),
      fields.list('c'),
      fields.oneOf('c', ['x']),
    ]);
    expect(value).toEqual(Array(7).fill(undefined));
    expect(rules).toEqual([]);
  });

  test.each([
    ['a: [1]', (fields: Fields) => fields.text('a')],
    ['a: true', (fields: Fields) => fields.text('a')],
    ['a: maybe', (fields: Fields) => fields.flag('a')],
    ['a: x', (fields: Fields) => fields.number('a')],
    ['a: 0', (fields: Fields) => fields.number('a', 1)],
    ['a: soon', (fields: Fields) => fields.durationMs('a')],
    ['a: [1]', (fields: Fields) => fields.map('a')],
    ['a: {}', (fields: Fields) => fields.list('a')],
    ['a: z', (fields: Fields) => fields.oneOf('a', ['x', 'y'])],
  ] as readonly (readonly [string, (fields: Fields) => unknown])[])(
    'of another kind is a mistake at its value: %s',
    (yaml, ask) => {
      const { value, list } = read(yaml, ask);
      expect(value).toBeUndefined();
      expect(list.map(({ rule, span }) => [rule, span.start])).toEqual([['wrong-type', 3]]);
    },
  );

  test('a number is text when text is wanted, and the words true and false are flags', () => {
    expect(read('a: 5', (fields) => fields.text('a')).value).toBe('5');
    expect(read('a: "true"', (fields) => fields.flag('a')).value).toBe(true);
  });

  test('that is too long a time is refused with the longest', () => {
    expect(read('a: 40000d', (fields) => fields.durationMs('a')).list[0]).toMatchObject({
      rule: 'wrong-type',
      message:
        '"a": expected milliseconds or a duration such as 500ms, 2s or 1m, up to 3650d, found "40000d"',
    });
  });

  test('that is required is missed once', () => {
    for (const yaml of ['x: 1', 'a:\nx: 1', 'a: ""'])
      expect(read(yaml, (fields) => fields.requiredText('a', 'the step')).rules).toEqual(['missing-key']);
    expect(read('a: [1]', (fields) => fields.requiredText('a', 'the step')).rules).toEqual(['wrong-type']);
  });

  test('that is unknown gets a guess', () => {
    const { list } = read('expct: 1\nid: 2', (fields) => fields.refuseUnknown('a step', ['id', 'expect']));
    expect(list).toMatchObject([
      { rule: 'unknown-key', span: { start: 0, end: 5 }, hint: 'did you mean "expect"?' },
    ]);
  });
});
