import { describe, expect, test } from 'vitest';
import { oneLine, safeJson, safeLine, safeText, visible } from './safe-text.ts';

describe('a terminal obeys nothing', () => {
  test.each([
    ['an escape sequence', 'a\u001b[2Jb', 'a\\x1b[2Jb'],
    ['an escape sequence in one character', 'a\u009b2Jb', 'a\\x9b2Jb'],
    ['what chooses the look of no emoji', ':\ufe0f:#\ufe0f#', ':\\ufe0f:#\\ufe0f#'],
    ['a bell and a backspace', '\u0007\b', '\\x07\\x08'],
    [
      'line breaks of every kind',
      'a\r\nb\u0085c\u2028d\u2029e\u000bf\fg',
      'a\\r\\nb\\x85c\\u2028d\\u2029e\\x0bf\\x0cg',
    ],
    ['a tab', 'a\tb', 'a\\tb'],
    ['an override of the direction', 'a\u202eb\u2066c\u200fd\u061ce', 'a\\u202eb\\u2066c\\u200fd\\u061ce'],
    [
      'what takes no room',
      'a\u200bb\u00adc\u2060d\ufeffe\u3164f\u034fg',
      'a\\u200bb\\xadc\\u2060d\\ufeffe\\u3164f\\u034fg',
    ],
    ['tags, which spell words unseen', 'a\u{e0041}b', 'a\\u{e0041}b'],
    ['half a character, and what is none', '\ud800\ufdd0\uffff', '\\ud800\\ufdd0\\uffff'],
  ])('%s', (_what, text, shown) => {
    expect(safeLine(text)).toBe(shown);
    expect(safeLine(shown)).toBe(shown);
  });

  test('line breaks and tabs may stay where many lines are meant', () => {
    expect(visible('a\n\tb\r\u001b')).toBe('a\n\tb\\r\\x1b');
  });

  test('what people write stays', () => {
    for (const text of [
      'naïve → déjà vu',
      '支付 결제 تم الدفع',
      '✅ ⚠️ 👍🏽',
      'C# ## heading [1]',
      'a::b ::c::',
      '#[x] \\n',
    ])
      expect(oneLine(safeText(safeLine(text)))).toBe(text);
  });
});

describe('a CI system takes nothing for a command', () => {
  test.each([
    ['::error::x', '\\x3a:error::x'],
    [' \u00a0\u3000::set-output name=a::b', ' \u00a0\u3000\\x3a:set-output name=a::b'],
    ['a ##[error]x', 'a \\x23#[error]x'],
    ['###[group]x', '#\\x23#[group]x'],
    ['##vso[task.setvariable variable=a]b', '\\x23#vso[task.setvariable variable=a]b'],
    ["a##TeamCity[buildStatus status='SUCCESS']", "a\\x23#TeamCity[buildStatus status='SUCCESS']"],
    ['a[[attachment|/etc/passwd]]', 'a\\x5b[attachment|/etc/passwd]]'],
    ['travis_fold:start:x', '\\x74ravis_fold:start:x'],
    ['+++ open', '\\x2b++ open'],
    ['--- closed', '\\x2d-- closed'],
    ['section_start:1:x\r\u001b[0Ky', 'section_start:1:x\\r\\x1b[0Ky'],
    ['##\u200b[error]x', '##\\u200b[error]x'],
  ])('%j', (line, shown) => {
    expect(safeLine(line)).toBe(shown);
  });
});

test('JSON stays the same value, and holds nothing that is obeyed', () => {
  const value = { 'a\u202e\u{e0041}\u2028': '##vso[x] \\##[y] \u009b\ufeff', b: ['é', '::x::'] };
  const text = safeJson(JSON.stringify(value, null, 2));
  expect(JSON.parse(text)).toEqual(value);
  for (const line of text.split('\n')) expect(safeLine(line)).toBe(line);
});
