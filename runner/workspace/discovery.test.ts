import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { useBundle } from '../test/engine/built.ts';
import { makeFolder } from '../test/temp-folder.ts';
import { findSpecs } from './discovery.ts';

const program = useBundle('main.ts');

const found = async (folder: string, ...patterns: readonly string[]): Promise<readonly string[]> =>
  (await findSpecs(patterns, folder)).files.map(({ path }) => relative(folder, path));

const tree = (): string =>
  makeFolder({
    'specs/a.md': '',
    'specs/b.MD': '',
    'specs/c.txt': '',
    'specs/.hidden.md': '',
    'specs/.git/d.md': '',
    'specs/deep/er/e.md': '',
    'specs/node_modules/f.md': '',
    'specs/[odd] {name}/g.md': '',
    'elsewhere/h.md': '',
  });

test('a folder stands for every Markdown file below it, whatever its ending,, but for what is hidden or installed', async () => {
  expect(await found(tree(), 'specs')).toEqual([
    'specs/[odd] {name}/g.md',
    'specs/a.md',
    'specs/b.MD',
    'specs/deep/er/e.md',
  ]);
});

test('a folder and the glob that says the same find the same', async () => {
  const folder = tree();
  symlinkSync('../elsewhere', join(folder, 'specs/linked'));
  symlinkSync('../elsewhere/h.md', join(folder, 'specs/alias.md'));
  mkdirSync(join(folder, 'specs/folder.md'));
  const files = await found(folder, 'specs');
  expect(files).toEqual(await found(folder, 'specs/**'));
  expect(files).toContain('specs/alias.md');
});

test('a file is found once, whatever links lead to it, and by its own path where that is among them', async () => {
  const folder = tree();
  symlinkSync('a.md', join(folder, 'specs/Alias.md'));
  symlinkSync('deep', join(folder, 'specs/also_deep'));
  symlinkSync('../elsewhere', join(folder, 'specs/linked'));
  const files = ['specs/[odd] {name}/g.md', 'specs/a.md', 'specs/b.MD', 'specs/deep/er/e.md'];
  expect(await found(folder, 'specs')).toEqual([...files, 'specs/linked/h.md']);
  expect(await found(folder, 'specs', 'elsewhere')).toEqual(['elsewhere/h.md', ...files]);
  expect(await found(folder, 'specs/Alias.md', 'specs/a.md')).toEqual(['specs/a.md']);
  expect(await found(folder, 'specs/Alias.md')).toEqual(['specs/Alias.md']);
});

test('links are specs of their own where each has other environments', async () => {
  const folder = makeFolder({ 'common/a.md': '', 'eu/environments.yaml': '', 'us/environments.yaml': '' });
  for (const each of ['eu', 'us']) symlinkSync('../common/a.md', join(folder, each, 'a.md'));
  expect(await found(folder, 'eu', 'us', 'common')).toEqual(['common/a.md', 'eu/a.md', 'us/a.md']);
});

test('a glob finds no data beside specs, unless it names the ending', async () => {
  expect(await found(tree(), 'specs/*')).toEqual(['specs/a.md', 'specs/b.MD']);
  expect(await found(tree(), 'specs/*.txt')).toEqual(['specs/c.txt']);
});

test('what each folder and glob leads to is known', async () => {
  const folder = tree();
  const { matches } = await findSpecs(['specs/deep', 'specs/a.md', 'nowhere/**'], folder);
  expect([...matches]).toEqual([
    ['specs/deep', [join(folder, 'specs/deep/er/e.md')]],
    ['nowhere/**', []],
  ]);
});

test('links that lead in a circle end', async () => {
  const folder = makeFolder({ 'specs/one/a.md': '', 'specs/two/b.md': '' });
  symlinkSync('..', join(folder, 'specs/one/up'));
  symlinkSync('../two', join(folder, 'specs/one/two'));
  symlinkSync('../one', join(folder, 'specs/two/one'));
  symlinkSync('self', join(folder, 'specs/self'));
  expect(await found(folder, 'specs')).toEqual(['specs/one/a.md', 'specs/two/b.md']);
});

test('a link to a spec that is gone is found, so that it is missed', async () => {
  const folder = tree();
  symlinkSync('nowhere.md', join(folder, 'specs/broken.md'));
  expect(await found(folder, 'specs')).toContain('specs/broken.md');
});

/** Root may read everything, so the test reads as another user. */
const NOBODY = 65_534;

test('a folder that cannot be read stops the run: nobody knows which specs it has', () => {
  const folder = makeFolder({ 'specs/a.md': '', 'specs/secret/b.md': '' });
  for (const open of [folder, dirname(program())]) chmodSync(open, 0o755);
  chmodSync(join(folder, 'specs/secret'), 0);
  const isRoot = process.getuid?.() === 0;
  const { status, stderr } = spawnSync(process.execPath, [program(), 'specs'], {
    cwd: folder,
    encoding: 'utf8',
    ...(isRoot && { uid: NOBODY, gid: NOBODY }),
  });
  chmodSync(join(folder, 'specs/secret'), 0o755);
  expect(status).toBe(3);
  expect(stderr).toContain('specs/secret may not be read or written (permissions)');
  expect(stderr).not.toContain('    at ');
});

test('what is neither file nor folder is no spec', async () => {
  const folder = tree();
  execFileSync('mkfifo', [join(folder, 'specs/pipe.md')]);
  symlinkSync('pipe.md', join(folder, 'specs/link.md'));
  const files = await found(folder, 'specs');
  expect(files).not.toContain('specs/pipe.md');
  expect(files).not.toContain('specs/link.md');
});
