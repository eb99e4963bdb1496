import { describe, expect, it } from 'vitest';
import {
  compareNumbers,
  type ExactNumber,
  isInteger,
  isNumber,
  isSameNumber,
  readNumber,
} from './exact-number.ts';

const exact = (digits: string): ExactNumber => {
  const read = readNumber(digits);
  if (typeof read === 'number') throw new Error(`${digits} fits into a double`);
  return read;
};

describe('numbers that a double would round', () => {
  it('are the same when their values are, however they are written', () => {
    expect(isSameNumber(exact('990000000262240065'), exact('990000000262240065.0'))).toBe(true);
    expect(isSameNumber(exact('1e400'), exact('10e399'))).toBe(true);
    expect(isSameNumber(exact('990000000262240065'), exact('990000000262240066'))).toBe(false);
    expect(isSameNumber(exact('990000000262240065'), Number('990000000262240065'))).toBe(false);
  });

  it('are ordered by their digits', () => {
    const rising = ['-1e400', '-990000000262240066', '-990000000262240065', '-1', '0', '1e-400', '0.5'];
    const more = ['990000000262240065', '990000000262240066', '1e30', '1e400', `1${'0'.repeat(9_999)}1`];
    const all = [...rising, ...more].map(readNumber);
    const pairs = all.flatMap((one, at) =>
      all.map((two, other) => ({ one, two, wanted: Math.sign(at - other) })),
    );
    expect(
      pairs.filter(({ one, two, wanted }) => Math.sign(compareNumbers(one, two)) + 0 !== wanted),
    ).toEqual([]);
  });

  it('compare in no time, whatever their exponents', () => {
    expect(compareNumbers(exact('1e999999999'), exact('1e-999999999'))).toBeGreaterThan(0);
  });

  it('are numbers, and integers where nothing is left behind the point', () => {
    expect(isNumber(exact('12345678901234567'))).toBe(true);
    expect(isInteger(exact('12345678901234567'))).toBe(true);
    expect(isInteger(exact('1234567890123456.7'))).toBe(false);
    expect(isInteger(exact('12345678901234567e-1'))).toBe(false);
  });

  it('are texts in JSON, which most readers would round', () => {
    expect(JSON.stringify({ id: exact('990000000262240065') })).toBe('{"id":"990000000262240065"}');
  });
});
