import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeFolder } from '../test/temp-folder.ts';
import { linesFromEnd } from './lines-from-end.ts';

const read = (text: string, chunkBytes: number): readonly string[] => {
  const path = join(makeFolder({}), 'lines.txt');
  writeFileSync(path, text);
  return [...linesFromEnd(path, chunkBytes)];
};

test.each([
  '',
  'a',
  'a\n',
  '\n',
  'one\ntwo\nthree',
  'ä€😀\n\n😀€ä\n',
  `${'x'.repeat(9)}\n${'y'.repeat(10)}\nz\n`,
])('the lines of %j, whatever the size of a chunk', (text) => {
  const lines = text === '' ? [] : text.split('\n').toReversed();
  for (let size = 11; size < 40; size++) expect(read(text, size)).toEqual(lines);
});

test('a line that is longer than two chunks is cut, and those around it are whole', () => {
  const lines = read(`before\n${'x'.repeat(100)}\nafter\n`, 10);
  expect([lines.slice(0, 2), lines.at(-1)]).toEqual([['', 'after'], 'before']);
  expect(lines).toHaveLength(4);
  expect(lines[2]).toContain('\0');
});
