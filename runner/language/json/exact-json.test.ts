import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseExactJson, readExactJson, roundExact, writeExactJson } from './exact-json.ts';
import { ExactNumber } from './exact-number.ts';

describe('JSON without rounding', () => {
  it('gives what JSON.parse gives where nothing is rounded', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), fc.constantFrom('', '1234567890123456'), (text, card) => {
        const whole = `[${text}, "${card}", "\\\\", "\\"{", 1e2]`;
        expect(parseExactJson(whole)).toEqual(JSON.parse(whole));
      }),
    );
  });

  it('keeps the digits of what a double would round', () => {
    const text = '{"id":990000000262240065,"rate":0.12345678901234567891,"big":-1e400,"small":1e-400}';
    const read = parseExactJson(text) as object;
    expect(Object.values(read).every((each) => each instanceof ExactNumber)).toBe(true);
    expect(Object.values(read).map(String)).toEqual([
      '990000000262240065',
      '0.12345678901234567891',
      '-1e400',
      '1e-400',
    ]);
    expect(writeExactJson(parseExactJson(text))).toBe(text);
  });

  it('leaves numbers alone that a double holds, however they are written', () => {
    expect(
      parseExactJson('[9007199254740992, 1.0000000000000000, 1e2, 0.1, -0, 12300000000000000000]'),
    ).toEqual([9007199254740992, 1, 100, 0.1, -0, 12300000000000000000]);
  });

  it('keeps members with odd names, and the last of several', () => {
    const read = parseExactJson('{"__proto__":{"a":12345678901234567},"x":1,"x":2}') as Record<
      string,
      unknown
    >;
    expect(Object.keys(read)).toEqual(['__proto__', 'x']);
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
    expect(read['x']).toBe(2);
  });

  it('refuses what JSON.parse refuses', () => {
    for (const text of ['', '{', '[1,]', '01', '12345678901234567.', 'NaN', '"\u0001"'])
      expect(() => parseExactJson(text)).toThrow(SyntaxError);
  });

  it('reads answers nested tens of thousands deep', () => {
    const depth = 50_000;
    const text = `${'['.repeat(depth)}12345678901234567${']'.repeat(depth)}`;
    let inner: unknown = parseExactJson(text);
    while (Array.isArray(inner)) inner = inner[0];
    expect(String(inner)).toBe('12345678901234567');
  });

  it('takes time that grows with the length of texts full of backslashes', () => {
    const text = JSON.stringify(['\\'.repeat(200_000), '"'.repeat(200_000)]).replace(
      ']',
      ',12345678901234567]',
    );
    expect((parseExactJson(text) as unknown[]).length).toBe(3);
  });
});

describe('duplicated names', () => {
  it('are told, and the last one counts', () => {
    expect(readExactJson('{"a":1,"b":{"id":1,"id":2},"a":3}')).toEqual({
      value: { a: 3, b: { id: 2 } },
      duplicated: ['id', 'a'],
    });
  });

  it('are none where a string looks like a name', () => {
    expect(readExactJson('{"a":"say \\"b\\": 1","c":["\\":"]}').duplicated).toEqual([]);
  });
});

describe('rounded values', () => {
  it('stand beside the exact ones, for what knows doubles only', () => {
    const { value, rounded } = readExactJson('{"id":990000000262240065,"n":1}');
    expect(rounded).toEqual({ id: Number('990000000262240065'), n: 1 });
    expect(roundExact(value)).toEqual(rounded);
  });

  it('are made of values at any depth, with odd names', () => {
    const depth = 50_000;
    const { value, rounded } = readExactJson(`${'['.repeat(depth)}12345678901234567${']'.repeat(depth)}`);
    for (let each of [roundExact(value), rounded]) {
      while (Array.isArray(each)) each = each[0];
      expect(each).toBe(Number('12345678901234567'));
    }
    const odd = roundExact(parseExactJson('{"__proto__":{"n":12345678901234567}}'));
    expect(JSON.stringify(odd)).toBe('{"__proto__":{"n":12345678901234568}}');
  });

  it('are absent where nothing is rounded', () => {
    const read = readExactJson('{"n":1,"card":"1234567890123456"}');
    expect(read).not.toHaveProperty('rounded');
    expect(roundExact(read.value)).toBe(read.value);
  });
});
