import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeFolder } from '../test/temp-folder.ts';

test.each([
  ['ci', 0],
  ['install', 0],
  ['pack', 1],
  ['publish', 1],
])('without its tools, nothing is built, and npm %s ends with %i', (command, code) => {
  const folder = makeFolder({
    'package.json': '{ "name": "verify-specs", "version": "0.0.0", "type": "module" }',
    'runner/build/build.mjs': readFileSync(join(import.meta.dirname, 'build.mjs')),
  });
  const { status, stdout } = spawnSync(
    process.execPath,
    [join(folder, 'runner/build/build.mjs'), '--if-stale'],
    { env: { ...process.env, npm_command: command }, encoding: 'utf8' },
  );
  expect(status).toBe(code);
  expect(stdout).toContain('not built, because the development dependencies are not installed');
});
