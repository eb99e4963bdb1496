import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeFolder } from './temp-folder.ts';
import { ensureFolder } from '../workspace/write-file.ts';

test('a folder is made with those above it, and the topmost is told', () => {
  const folder = makeFolder({});
  expect(ensureFolder(join(folder, 'a', 'b', 'c'))).toBe(join(folder, 'a'));
  expect(existsSync(join(folder, 'a', 'b', 'c'))).toBe(true);
  expect(ensureFolder(join(folder, 'a', 'b'))).toBeUndefined();
});

test('a folder below a file is an error', () => {
  const folder = makeFolder({ file: '' });
  expect(() => ensureFolder(join(folder, 'file', 'a'))).toThrow(/ENOTDIR/);
});

test.skipIf(process.platform !== 'linux')('a folder where the system takes none is an error', () => {
  expect(() => ensureFolder('/proc/nowhere/a')).toThrow(/ENOENT/);
});
