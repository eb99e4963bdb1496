import { describe, expect, test } from 'vitest';
import { makeCheck, makeSpec, makeStep } from '../test/report/sample-report.ts';
import { parseSpec } from '../language/parse.ts';
import { lineBefore, mayMoveLines, moveLines, shiftOf } from './written-lines.ts';
import { writeBack } from './write-back.ts';

const textOf = (head: string): string =>
  `---\nendpoint: GET /x\n${head}---\n## Test Request\n\n\`\`\`yaml\nsteps:\n  - { id: a, method: GET, path: /x }\n\`\`\`\n`;

const shiftFor = (text: string, verdict: 'passed' | 'failed' | 'errored') =>
  shiftOf(text, writeBack(parseSpec({ path: 'a.md', text }), { verdict }, '2026-01-01T00:00:00Z', undefined));

describe('a verdict that is written', () => {
  test.each([
    ['adds two lines to a document without any', '', 'failed', 2],
    ['adds three of a proof', '', 'passed', 3],
    ['adds one when the status is there', 'status: pending\n', 'failed', 1],
  ] as const)('%s', (_what, head, verdict, by) => {
    const text = textOf(head);
    const shift = shiftFor(text, verdict)!;
    expect(shift.by).toBe(by);
    const lines = text.split('\n');
    const written = writeBack(
      parseSpec({ path: 'a.md', text }),
      { verdict },
      '2026-01-01T00:00:00Z',
      undefined,
    );
    const after = 'text' in written ? written.text.split('\n') : [];
    for (const [index, line] of lines.entries())
      if (index + 1 >= shift.from) expect(after[index + by]).toBe(line);
  });

  test('moves nothing when all keys are there, or when nothing is written', () => {
    expect(shiftFor(textOf('status: pending\nsavedAt: 2025-01-01\n'), 'failed')).toBeUndefined();
    expect(shiftFor(textOf(''), 'errored')).toBeUndefined();
  });

  test('moves lines of carriage returns too', () => {
    expect(shiftFor(textOf('').replaceAll('\n', '\r\n'), 'failed')).toEqual(shiftFor(textOf(''), 'failed'));
  });
});

test('the places below it move, those above and in other files stay', () => {
  const diagnostic = { rule: 'a', severity: 'warning', message: '', column: 1, length: 1 } as const;
  const result = makeSpec({
    steps: [makeStep({ line: 10, checks: [makeCheck({ line: 12 })] })],
    diagnostics: [
      { ...diagnostic, line: 2 },
      { ...diagnostic, line: 9 },
      { ...diagnostic, line: 9, file: 'environments.yaml' },
    ],
  });
  const moved = moveLines(result, { from: 4, by: 2 });
  expect(moved.diagnostics.map(({ line }) => line)).toEqual([2, 11, 9]);
  expect(moved.steps[0]).toMatchObject({ line: 12, checks: [{ line: 14 }] });
});

test.each([
  [3, 3],
  [4, undefined],
  [5, undefined],
  [6, 4],
])('line %i was line %s', (line, before) => {
  expect(lineBefore(line, { from: 4, by: 2 })).toBe(before);
});

test.each([
  ['status: pending\nsavedAt: 2025-01-01\nverifiedAt: 2025-01-01\n', false],
  ['status: pending\nsavedAt: 2025-01-01\n', true],
  ['status: pending\nsavedAt: 2025-01-01\nverifiedAt: |\n  2025-01-01\n', true],
])('whether lines may move is told by the keys: %j', (head, may) => {
  expect(mayMoveLines(parseSpec({ path: 'a.md', text: textOf(head) }))).toBe(may);
});
