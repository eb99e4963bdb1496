import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeFolder } from '../test/temp-folder.ts';
import { Spool } from './spool.ts';

test('a text is taken off the spool as it was put there, with its byte order mark', () => {
  const spool = new Spool(undefined);
  const texts = ['c', '', '\u00e9 b', '\ufeff---\r\n'];
  const places = texts.map((text) => spool.put(text));
  expect(places.map((place) => spool.text(place))).toEqual(texts);
  spool.close();
});

/** Together several pages, one of them larger than a page. */
const many = Array.from({ length: 40 }, (_, index) =>
  `${index}:\u20ac`.padEnd(index === 7 ? 2_500_000 : 90_000, 'x'),
);

/** Whether all texts come back, in whatever order they are asked for. */
function keepsMany(spool: Spool): boolean {
  const places = many.map((text) => spool.put(text));
  const isSame = (index: number): boolean => spool.text(places[index]!) === many[index];
  const forward = [...many.keys()];
  return [...forward, ...forward.toReversed()].every(isSame);
}

test('more of them than memory should hold go to a file that leaves nothing behind', () => {
  const folder = makeFolder({});
  const spool = new Spool(join(folder, 'a/reports'));
  expect(keepsMany(spool)).toBe(true);
  expect(readdirSync(folder)).toEqual(['a']);
  spool.close();
  expect(readdirSync(folder)).toEqual([]);
});

test('folders that were there, or have something in them by now, stay', () => {
  const folder = makeFolder({ 'a/kept': '' });
  const [first, second] = [join(folder, 'a'), join(folder, 'b/reports')].map((each) => new Spool(each));
  expect([keepsMany(first!), keepsMany(second!)]).toEqual([true, true]);
  writeFileSync(join(folder, 'b/report.json'), '{}');
  first!.close();
  second!.close();
  expect([readdirSync(join(folder, 'a')), readdirSync(join(folder, 'b'))]).toEqual([
    ['kept'],
    ['report.json'],
  ]);
});

test.each<[string, (folder: string) => string | undefined]>([
  ['where there can be no file', (folder) => join(folder, 'reports')],
  ['where none is wanted', () => undefined],
])('%s, all of them stay in memory', (_what, at) => {
  const folder = makeFolder({ reports: 'a file' });
  const spool = new Spool(at(folder));
  expect(keepsMany(spool)).toBe(true);
  spool.close();
  expect(readdirSync(folder)).toEqual(['reports']);
});
