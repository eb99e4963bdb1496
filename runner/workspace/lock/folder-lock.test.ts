import { existsSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { makeFolder } from '../../test/temp-folder.ts';
import { withFolderLock as withLock } from './folder-lock.ts';

/** Larger than any process id. */
const ENDED = 2 ** 30;

const withFolderLock = <T extends object>(folder: string, act: () => Promise<T>) =>
  withLock(folder, act, {
    nowMs: () => 1_000_000,
    wait: () => new Promise((resolve) => setImmediate(resolve)),
  });

const lockOf = (folder: string): string => join(folder, '.verify.lock');

const write = (folder: string, owner: string): void => writeFileSync(lockOf(folder), `${owner} id\n`);

afterEach(() => vi.restoreAllMocks());

test('only one acts at a time, and nothing is left', async () => {
  const folder = join(makeFolder({}), 'new');
  const steps: string[] = [];
  const act = (name: string) => async () => {
    steps.push(`${name} begins`);
    await new Promise((resolve) => setImmediate(resolve));
    steps.push(`${name} ends`);
    return [name];
  };
  const acted = await Promise.all(['a', 'b', 'c'].map((name) => withFolderLock(folder, act(name))));
  expect(acted).toEqual([['a'], ['b'], ['c']]);
  for (let at = 0; at < steps.length; at += 2)
    expect(steps[at + 1]).toBe(steps[at]!.replace('begins', 'ends'));
  expect(readdirSync(folder)).toEqual([]);
});

test('is released when the action throws', async () => {
  const folder = makeFolder({});
  await expect(withFolderLock(folder, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(existsSync(lockOf(folder))).toBe(false);
});

test.each([
  ['a living process', `${process.pid} ${hostname()}`],
  ['a process of another machine', `${ENDED} elsewhere`],
])('gives up while it belongs to %s', async (_what, owner) => {
  const folder = makeFolder({});
  write(folder, owner);
  const act = vi.fn(() => Promise.resolve([]));
  expect(await withFolderLock(folder, act)).toEqual({
    problem: `another run holds ${lockOf(folder)} for more than 5 s; delete it when that run has ended`,
  });
  expect(act).not.toHaveBeenCalled();
  expect(existsSync(lockOf(folder))).toBe(true);
});

test('that of a process that has ended is ignored, and one that is too old', async () => {
  const folder = makeFolder({});
  write(folder, `${ENDED} ${hostname()}`);
  expect(await withFolderLock(folder, () => Promise.resolve([1]))).toEqual([1]);
  write(folder, `${ENDED} elsewhere`);
  utimesSync(lockOf(folder), 399, 399);
  expect(await withFolderLock(folder, () => Promise.resolve([2]))).toEqual([2]);
  writeFileSync(lockOf(folder), '');
  utimesSync(lockOf(folder), 998, 998);
  expect(await withFolderLock(folder, () => Promise.resolve([3]))).toEqual([3]);
  expect(readdirSync(folder)).toEqual([]);
});

test('where a folder cannot hold it, the action finds that out itself', async () => {
  const folder = makeFolder({ file: '' });
  expect(await withFolderLock(join(folder, 'file'), () => Promise.resolve([1]))).toEqual([1]);
});
