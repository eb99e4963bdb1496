import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { exportLine } from './export-line.ts';

test('plain values stand in single quotes', () => {
  expect(exportLine('TOKEN', 'a b$c')).toBe("export TOKEN='a b$c'");
  expect(exportLine('TOKEN', "it's")).toBe("export TOKEN='it'\\''s'");
});

test.each([
  'abc',
  '',
  "'",
  'it\'s "quoted" $HOME `id` \\ %s !x',
  'two\nlines\n',
  '\n\n',
  'tab\there',
  'a\u200bb é 😀',
  '##[command]',
  '-n',
  '\\n%d\\0101',
])('a shell reads %j back', (value) => {
  const line = exportLine('TOKEN', value);
  expect(line).not.toContain('\n');
  for (const shell of ['sh', 'bash'])
    expect(execFileSync(shell, ['-c', `${line}\nprintf '%s' "$TOKEN"`], { encoding: 'utf8' })).toBe(value);
});
