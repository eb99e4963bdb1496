import { describe, expect, test } from 'vitest';
import { makeSpec } from '../../test/report/sample-report.ts';
import { failureLines } from './failure.ts';
import { plain } from './paint.ts';
import { widthOf } from './width.ts';

/** The excerpt of a line in which `word` is wrong, and the line with the carets. */
function excerptOf(source: string, word: string, columns = 80): readonly [string, string] {
  const column = source.indexOf(word) + 1;
  const problem = {
    rule: 'x',
    severity: 'error',
    message: 'wrong',
    line: 7,
    column,
    length: word.length,
  } as const;
  const lines = failureLines(makeSpec({ verdict: 'errored', diagnostics: [problem], steps: [] }), {
    paint: plain,
    columns,
    readLine: () => source,
  });
  return [lines[2]!, lines[3]!];
}

/** What stands above the carets. */
function pointedAt([line, carets]: readonly [string, string]): string {
  const from = carets.indexOf('^');
  const taken = [...line];
  while (widthOf(taken.join('')) > carets.length) taken.pop();
  const before = [...line];
  while (widthOf(before.join('')) > from) before.pop();
  return taken.slice(before.length).join('');
}

describe('carets stand below the place', () => {
  test.each([
    ['plain', '    status: 204', '204', '204'],
    ['behind tabs', '\t\tstatus: 204', '204', '204'],
    ['behind escape sequences', 'a: "\u001b[31m\u202e" b: 204', '204', '204'],
    ['behind wide characters', '名前: 支付 204', '204', '204'],
    ['behind combining characters', 'cafe\u0301: 204', '204', '204'],
    ['behind emoji', '👍🎉: 204', '204', '204'],
    ['on hidden characters', 'a: x\u200b\u202ey', '\u200b\u202e', '\\u200b\\u202e'],
    ['on wide characters', 'a: 支付 b', '支付', '支付'],
  ])('%s', (_what, source, word, shown) => {
    expect(pointedAt(excerptOf(source, word))).toBe(shown);
  });

  test.each(['x'.repeat(90), '支'.repeat(90), '\u001b'.repeat(90)])('in a line that is cut', (lead) => {
    const excerpt = excerptOf(`${lead} 204 ${lead}`, '204', 60);
    expect(pointedAt(excerpt)).toBe('204');
    expect(widthOf(excerpt[0])).toBeLessThanOrEqual(60);
  });

  test('at the end of a line', () => {
    expect(excerptOf('a: b', '')[1].trim()).toBe('^');
  });
});
