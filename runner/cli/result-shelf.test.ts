import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeFolder } from '../test/temp-folder.ts';
import { ResultShelf } from './result-shelf.ts';

function textsOf(shelf: ResultShelf): readonly string[] {
  const texts: string[] = [];
  for (const bytes of shelf.inOrder()) texts.push(Buffer.from(bytes).toString());
  return texts;
}

test('results come back by their index, whatever order they came in', () => {
  const shelf = new ResultShelf('nowhere');
  for (const [index, text] of [
    [2, 'c'],
    [0, 'a'],
    [5, 'f'],
    [1, '\u00e9 b'],
  ] as const)
    shelf.add(index, text);
  expect(textsOf(shelf)).toEqual(['a', '\u00e9 b', 'c', 'f']);
  shelf.close();
});

/** Together several pages, one of them larger than a page. */
const many = Array.from({ length: 40 }, (_, index) =>
  `${index}:\u20ac`.padEnd(index === 7 ? 2_500_000 : 90_000, 'x'),
);

const isSame = (texts: readonly string[]): boolean =>
  texts.length === many.length && texts.every((text, index) => text === many[index]);

test('more of them than memory should hold go to a file that leaves nothing behind', () => {
  const folder = makeFolder({});
  const shelf = new ResultShelf(join(folder, 'reports'));
  for (let index = many.length - 1; index >= 0; index--) shelf.add(index, many[index]!);
  expect(isSame(textsOf(shelf))).toBe(true);
  expect(isSame(textsOf(shelf))).toBe(true);
  shelf.close();
  expect(readdirSync(join(folder, 'reports'))).toEqual([]);
});

test('where there can be no file, all of them stay in memory', () => {
  const folder = makeFolder({ reports: 'a file' });
  const shelf = new ResultShelf(join(folder, 'reports'));
  for (const [index, text] of many.entries()) shelf.add(index, text);
  expect(isSame(textsOf(shelf))).toBe(true);
  shelf.close();
});
