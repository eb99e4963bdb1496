import { chmodSync, linkSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeFolder } from '../test/temp-folder.ts';
import { replaceFile } from './write-file.ts';

const OLD = `status: verified\nverifiedAt: 2026-03-02T12:00:00.000Z\n${'Prose. '.repeat(200)}`;
const NEW = OLD.replace('12:00:00', '23:59:59');

function makeFile(text: string) {
  const folder = makeFolder({ 'a.md': text });
  const path = join(folder, 'a.md');
  return {
    folder,
    path,
    text: () => readFileSync(path, 'utf8'),
    inode: () => statSync(path).ino,
    write: (to: string) => replaceFile(path, to, text),
  };
}

test('a few bytes are written over where they stand, so the file keeps its other names and its owner', async () => {
  const { folder, path, text, inode, write } = makeFile(OLD);
  linkSync(path, join(folder, 'b.md'));
  const before = inode();
  expect(await write(NEW)).toBe('written');
  expect([text(), inode()]).toEqual([NEW, before]);
  expect(readFileSync(join(folder, 'b.md'), 'utf8')).toBe(NEW);
});

test.each([
  ['the text becomes longer', OLD, OLD.replace('verified', 'very verified')],
  ['the text becomes shorter', OLD, OLD.replace('verified', 'failed')],
  ['as many characters are more bytes', OLD, OLD.replace('verified', 'v\u00e9rified')],
  ['the bytes lie in two sectors', `${OLD}x`, `${NEW}y`],
  [
    'the bytes lie on both sides of a sector\u2019s end',
    'a'.repeat(1_024),
    `${'a'.repeat(511)}bb${'a'.repeat(511)}`,
  ],
])('a new file takes the place of the old one when %s', async (_when, from, to) => {
  const { folder, text, inode, write } = makeFile(from);
  const before = inode();
  expect(await write(to)).toBe('written');
  expect(text()).toBe(to);
  expect(inode()).not.toBe(before);
  expect(readdirSync(folder)).toEqual(['a.md']);
});

test.each([
  ['in place', OLD, NEW],
  ['as a new file', OLD, `${OLD}more`],
])('%s: a file that was edited meanwhile is left alone', async (_how, from, to) => {
  const { path, text } = makeFile(`${from}edited`);
  expect(await replaceFile(path, to, from)).toBe('changed-meanwhile');
  expect(text()).toBe(`${from}edited`);
});

test('a link stays a link', async () => {
  const { folder, text } = makeFile(OLD);
  const link = join(folder, 'link.md');
  symlinkSync('a.md', link);
  expect(await replaceFile(link, NEW, OLD)).toBe('written');
  expect(await replaceFile(link, `${NEW}more`, NEW)).toBe('written');
  expect(text()).toBe(`${NEW}more`);
  expect(readdirSync(folder)).toEqual(['a.md', 'link.md']);
});

test('a report takes the place of a link, and leaves what it leads to', async () => {
  const { folder, text } = makeFile(OLD);
  const link = join(folder, 'report.json');
  symlinkSync('a.md', link);
  await replaceFile(link, '{}');
  expect([text(), readFileSync(link, 'utf8')]).toEqual([OLD, '{}']);
});

test('permissions stay', async () => {
  const { path, write } = makeFile(OLD);
  chmodSync(path, 0o640);
  await write(NEW);
  await replaceFile(path, `${NEW}more`, NEW);
  expect(statSync(path).mode & 0o777).toBe(0o640);
});

test('pieces become one file, whether they are text or bytes, small or large', async () => {
  const { path, text } = makeFile(OLD);
  const pieces = ['\u00e9', Buffer.from('b'), 'c'.repeat(600_000), Buffer.alloc(300_000, 'd'), '', 'end'];
  await replaceFile(path, pieces);
  expect(text()).toBe(`\u00e9b${'c'.repeat(600_000)}${'d'.repeat(300_000)}end`);
});
