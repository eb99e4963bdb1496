import { expect, test } from 'vitest';
import { createPalette } from './paint.ts';

const { paint, print } = createPalette('key');

test('what is painted is printed in colour', () => {
  expect(print(`${paint('red', 'failed')} a`)).toBe('\u001b[31mfailed\u001b[39m a');
});

test('a painted text has no colours of its own', () => {
  expect(print(paint('dim', '\u001b[31mred\u001b[39m'))).toBe('\u001b[2m\\x1b[31mred\\x1b[39m\u001b[22m');
});

test('marks of another palette, or made up, are not obeyed', () => {
  const other = createPalette('other').paint('green', 'gate: open');
  for (const text of [other, '\ufdd0:32\ufdd1gate: open']) expect(print(text)).not.toContain('\u001b');
});

test('a command behind a colour does not start the line', () => {
  expect(print(paint('bold', '  ::error::x'))).toBe('\u001b[1m  \\x3a:error::x\u001b[22m');
  expect(print(`${paint('bold', ' ')}::error::x`)).toBe('\u001b[1m \u001b[22m\\x3a:error::x');
  expect(print(`${paint('bold', 'a')}::error::x`)).toBe('\u001b[1ma\u001b[22m::error::x');
});
