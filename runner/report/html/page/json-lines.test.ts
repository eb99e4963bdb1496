import { describe, expect, it } from 'vitest';
import { layOutJson } from './json-lines.ts';

/** The text as it would be shown, two spaces for each level. */
const laidOut = (text: string): string | undefined =>
  layOutJson(text)
    ?.map(({ depth, tokens }) => '  '.repeat(depth) + tokens.map((token) => token.text).join(''))
    .join('\n');

const pointersOf = (text: string): readonly (string | undefined)[] =>
  layOutJson(text)!.map(({ pointer }) => pointer);

describe('JSON laid out', () => {
  it('looks like JSON that a person wrote', () => {
    const value = { a: [1, { b: null, c: [] }], d: 'x', e: {}, f: true };
    expect(laidOut(JSON.stringify(value))).toBe(
      '{\n  "a": [\n    1,\n    {\n      "b": null,\n      "c": []\n    }\n  ],\n  "d": "x",\n  "e": {},\n  "f": true\n}',
    );
  });

  it('keeps numbers, escapes and repeated keys as they were sent', () => {
    expect(laidOut('{"a":100.0,"a":12345678901234567890,"b":"\\u00e9"}')).toBe(
      '{\n  "a": 100.0,\n  "a": 12345678901234567890,\n  "b": "\\u00e9"\n}',
    );
  });

  it('knows the pointer of every line', () => {
    expect(pointersOf('{"a":[1,{"b/c":2}],"d~":3}')).toEqual([
      '',
      '/a',
      '/a/0',
      '/a/1',
      '/a/1/b~1c',
      undefined,
      undefined,
      '/d~0',
      undefined,
    ]);
  });

  it('shows a text that was cut up to where it ends', () => {
    expect(laidOut('{"a":[1,2,"thr… (99 more characters)')).toBe(
      '{\n  "a": [\n    1,\n    2,\n    "thr… (99 more characters)',
    );
  });

  it.each(['<html>', 'oops', '', '(12 bytes of image/png)'])('is not made of %j', (text) => {
    expect(layOutJson(text)).toBeUndefined();
  });

  it.each(['1', '"a"', '-1.5'])('is a single line for %s', (text) => {
    expect(laidOut(text)).toBe(text);
  });

  it('survives text nested deeper than any stack', () => {
    expect(layOutJson('['.repeat(50_000))).toHaveLength(50_001);
  });
});
