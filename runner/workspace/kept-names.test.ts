import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeFolder } from '../test/temp-folder.ts';
import { createKeptNames } from './kept-names.ts';

const files = { 'api/specs/a.md': '', 'specs/gone.md': '' };

test.each([
  ['the same folder', 'api', 'specs', 'specs/a.md'],
  ['one below it', 'api/specs', '.', 'a.md'],
  ['one above it', '.', 'api/specs', 'api/specs/a.md'],
])('a name that was kept means the same file, seen from %s', (_where, start, pattern, shown) => {
  const root = makeFolder(files);
  const kept = 'specs/a.md';
  const names = createKeptNames({
    folder: join(root, 'api/reports'),
    cwd: join(root, start),
    patterns: [pattern],
  });
  expect(names.shown(kept)).toBe(shown);
  expect(names.kept(shown)).toBe(kept);
});

test('what is gone keeps its name, though a file above the project has the same', () => {
  const api = join(makeFolder(files), 'api');
  const names = createKeptNames({ folder: join(api, 'reports'), cwd: api, patterns: ['specs'] });
  expect(names.shown('specs/gone.md')).toBe('specs/gone.md');
});
