import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ExpressionError, ownProperty, parseExpression } from './expression.ts';

const context = { a: 1, b: 'two', c: null, list: [1, 2, 3], deep: { x: { y: 9 } } };

/** `#name` reads the context. */
const evaluate = (source: string): unknown =>
  parseExpression<typeof context>(source, (text, at) => {
    const name = /^#(\w+)/.exec(text.slice(at))?.[1];
    return name === undefined
      ? undefined
      : { end: at + name.length + 1, value: (from) => ownProperty(from, name) };
  })(context);

describe('values', () => {
  test.each([
    ['1', 1],
    ['1.5e2', 150],
    ['-2', -2],
    ["'it\\'s'", "it's"],
    ['"x"', 'x'],
    ['true', true],
    ['null', null],
    ['undefined', undefined],
    ['#a', 1],
    ['#nowhere', undefined],
    ['#deep.x.y', 9],
    ["#deep['x'].y", 9],
    ['#list[1]', 2],
    ['#list.length', 3],
    ['#b.length', 3],
    ['#list[#a]', 2],
  ])('%s', (source, value) => {
    expect(evaluate(source)).toEqual(value);
  });
});

describe('operators', () => {
  test.each([
    ['1 + 2 - 4', -1],
    ["'a' + 1", 'a1'],
    ["1 == '1'", true],
    ["1 === '1'", false],
    ["1 != '1'", false],
    ["1 !== '1'", true],
    ['#c == undefined', true],
    ['2 > 1 && 1 <= 1', true],
    ['2 < 1 || #a', 1],
    ['!#c', true],
    ['!!#a', true],
    ['1 + 1 == 2', true],
    ['false || true && false', false],
    ['(false || true) && true', true],
    ['1 - -1', 2],
  ])('%s', (source, value) => {
    expect(evaluate(source)).toBe(value);
  });
});

describe('what it does not know', () => {
  test.each([
    ['', 0],
    ['1 +', 3],
    ['(1', 2],
    ['1 2', 2],
    ['#a()', 2],
    ['#a = 1', 3],
    ['x', 0],
    ['#a.', 3],
    ['#a[', 3],
    ['new Date', 0],
    ['/x/', 0],
    ['#a ? 1 : 2', 3],
    ['`x`', 0],
    ["'open", 0],
  ])('%j is refused at %i', (source, offset) => {
    try {
      evaluate(source);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(ExpressionError);
      expect((error as ExpressionError).offset).toBe(offset);
    }
  });
});

test.each(['constructor', '__proto__', 'toString', 'map', 'push'])('%s is no own property', (key) => {
  for (const value of [{}, [], 'text', 1, null, undefined, () => 1])
    expect(ownProperty(value, key)).toBeUndefined();
});

test('any text is an expression or is refused; nothing else comes out', () => {
  const token = fc.constantFrom(
    '#a',
    '1',
    "'x'",
    '.',
    '[',
    ']',
    '(',
    ')',
    '!',
    '==',
    '&&',
    '||',
    '+',
    '-',
    ' ',
    'x',
    'length',
  );
  fc.assert(
    fc.property(
      fc.array(token).map((parts) => parts.join('')),
      (source) => {
        try {
          evaluate(source);
        } catch (error) {
          expect(error).toBeInstanceOf(ExpressionError);
        }
      },
    ),
    { seed: 7, numRuns: 1_000 },
  );
});
