import { execFileSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeFolder } from '../test/temp-folder.ts';
import { confine, createLimits, linkOutOf } from './confine.ts';

/** A folder with these files. */
const make = (...files: readonly string[]): string =>
  makeFolder(Object.fromEntries(files.map((file) => [file, file])));

function makeLinks(): string {
  const root = make('in/a.csv', 'in/.env', 'in/.git/config', 'in/sub/b.csv', 'out/c.csv', 'inside/d.csv');
  symlinkSync('../out/c.csv', join(root, 'in/link.csv'));
  symlinkSync('../out', join(root, 'in/folder'));
  symlinkSync('.env', join(root, 'in/plain'));
  symlinkSync('a.csv', join(root, 'in/also.csv'));
  symlinkSync('loop', join(root, 'in/loop'));
  execFileSync('mkfifo', [join(root, 'in/pipe')]);
  return root;
}

describe('a file that a spec names', () => {
  const why = (path: string, folders = ['in']): string => {
    const root = makeLinks();
    const found = confine(
      join(root, path),
      path,
      folders.map((each) => join(root, each)),
      root,
    );
    return 'why' in found ? found.why : 'fine';
  };

  test.each([
    ['in/a.csv', 'fine'],
    ['in/sub/../sub/b.csv', 'fine'],
    ['in/also.csv', 'fine'],
    ['in/none.csv', 'absent'],
    ['in/a.csv/x', 'absent'],
    ['out/c.csv', 'outside'],
    ['in/../out/c.csv', 'outside'],
    ['inside/d.csv', 'outside'],
    ['in/link.csv', 'outside'],
    ['in/folder/c.csv', 'outside'],
    ['in/.env', 'hidden'],
    ['in/.git/config', 'hidden'],
    ['in/plain', 'hidden'],
    ['in', 'outside'],
    ['in/sub', 'unusable'],
    ['in/pipe', 'unusable'],
    ['in/loop', 'unusable'],
  ])('%s is %s', (path, expected) => {
    expect(why(path)).toBe(expected);
  });

  test('may lie in a hidden folder that was given', () => {
    expect(why('in/.git/config', ['in', 'in/.git'])).toBe('fine');
  });

  test('is none of the system, whatever is allowed', () => {
    expect(confine('/proc/self/environ', 'x', ['/'], '/')).toMatchObject({ why: 'outside' });
    expect(confine('/dev/null', 'x', ['/'], '/')).toMatchObject({ why: 'outside' });
  });

  test('that is refused is named with the folders that are allowed, and not shown', () => {
    const root = makeLinks();
    expect(confine(join(root, 'out/c.csv'), 'c.csv', [join(root, 'in')], root)).toEqual({
      why: 'outside',
      problem: 'c.csv lies outside of the folders in which a spec may name files (in)',
    });
  });

  test('a link that leads out is found, and one that does not is none', () => {
    const root = makeLinks();
    const folders = [join(root, 'in')];
    expect(linkOutOf(folders, join(root, 'in/link.csv'))).toContain('out/c.csv');
    expect(linkOutOf(folders, join(root, 'in/also.csv'))).toBeUndefined();
  });
});

test('folders are given by their names, by files in them, and by globs', () => {
  const cwd = make('specs/a/b.md', 'more/c.md');
  const given = (...patterns: readonly string[]) =>
    createLimits({ cwd, patterns, swagger: undefined }).given.map((each) => each.slice(cwd.length));
  expect(
    given('specs', 'more/c.md', 'specs/**/*.md', 'specs/a/x*.md', '*.md', './specs/', 'gone/x.md'),
  ).toEqual(['/specs', '/more', '/specs/a', '', '/gone']);
});

test('a spec may name files around it, below the topmost environments.yaml and in --swagger', () => {
  const cwd = make(
    'cwd/x',
    'up/environments.yaml',
    'up/specs/environments.yaml',
    'up/specs/a.md',
    'docs/a.json',
  );
  const limits = createLimits({ cwd: join(cwd, 'cwd'), patterns: ['../up/specs'], swagger: '../docs' });
  const shown = (folders: readonly string[]) => folders.map((each) => each.slice(cwd.length));
  expect(shown(limits.forSpecs(['../up/specs/a.md'], []))).toEqual(['/cwd', '/up/specs', '/up', '/docs']);
  expect(shown(limits.forAttachments('../up/specs/a.md'))).toEqual(['/up/specs', '/up']);
});
