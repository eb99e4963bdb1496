import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const runner = join(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(join(runner, path), 'utf8');
const partOf = (page: string, title: string): string =>
  read(page)
    .split(`# ${title}\n`)[1]!
    .split(/\n##+ /)[0]!;

describe('the words of ARCHITECTURE.md', () => {
  const rows = [...partOf('ARCHITECTURE.md', 'Words').matchAll(/\| `(\w+)` in `([^`]+)` \|$/gm)].map(
    ([, type, file]) => ({ type: type!, file: file! }),
  );

  test('name a type each, and the file that defines it', () => {
    expect(rows.length).toBeGreaterThan(30);
    const missing = rows.filter(
      ({ type, file }) =>
        !existsSync(join(runner, file)) ||
        !new RegExp(`^export (type|class|interface) ${type}\\b`, 'm').test(read(file)),
    );
    expect(missing).toEqual([]);
  });
});

test.each(['Where does it happen?', 'Where is it decided that …', 'How to add …', 'Tests'])(
  'the files below "%s" exist',
  (title) => {
    const paths = [...partOf('CONTRIBUTING.md', title).matchAll(/`([\w./-]+\/[\w.-]*)`/g)].map(
      ([, path]) => path!,
    );
    const found = (path: string): boolean =>
      existsSync(join(runner, path)) || existsSync(join(runner, '..', path));
    expect(paths.length).toBeGreaterThan(1);
    expect(paths.filter((path) => !found(path))).toEqual([]);
  },
);

test('test files that replace modules lie where each has a process of its own', async () => {
  const { globSync } = await import('tinyglobby');
  const replacing = globSync('**/*.ts', { cwd: runner, ignore: ['dist/**'] }).filter((path) =>
    /^vi\.mock\(/m.test(read(path)),
  );
  expect(replacing.filter((path) => !path.startsWith('test/gate/'))).toEqual([]);
});
