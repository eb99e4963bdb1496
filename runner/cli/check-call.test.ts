import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createFakeHost } from '../test/fake-host.ts';
import { makeFolder } from '../test/temp-folder.ts';
import { main } from './cli.ts';

test.each([
  [['specs', '--reports', ''], '--reports needs a value'],
  [['specs', '--reports='], '--reports needs a value'],
  [['specs', '--seed', ''], '--seed needs a value'],
  [['specs', '--bail', ''], '--bail needs a value'],
  [['specs/a.md', ''], 'expected a path or an option, found an empty word'],
  [['', 'specs'], 'expected a path or an option, found an empty word'],
  [['run', ''], 'expected a path or an option, found an empty word'],
  [['merge', ''], 'expected a path or an option, found an empty word'],
  [['specs', '--', '--gate'], 'nothing is read after --, found --gate'],
  [['specs', '--gate=false'], '--gate cannot be switched off'],
  [['specs', '--gate=no'], '--gate: expected no value, found "no"'],
  [['specs', '--no-gate', '--gate'], '--gate cannot be switched off'],
  [['specs', '--no-reports'], '--reports cannot be switched off'],
  [['specs', '--gate', '--gate'], '--gate is duplicated'],
  [['specs', '--no-write', '--write'], '--no-write is duplicated'],
  [['specs', '--seed', 'x'], '--seed: expected a whole number, found "x"'],
  [
    ['specs', '--status', 'verfied'],
    '--status: expected verified, pending, failed, skipped, found "verfied"',
  ],
  [['specs', '--status', 'not verfied'], '--status: expected verified'],
  [['specs', '--method', 'GET,FOO'], '--method: expected GET, POST'],
])('%j is refused', async (words, message) => {
  const folder = makeFolder({ 'specs/a.md': '' });
  const fake = createFakeHost({ cwd: folder });
  expect(await main(words, fake.host)).toBe(3);
  expect(fake.stderr()).toContain(`verify: ${message}`);
  expect(existsSync(join(folder, 'reports'))).toBe(false);
});

test('where the reports folder is not known, no report is removed', async () => {
  const folder = makeFolder({ 'reports/report.json': '{}' });
  await main(['specs', '--reports', ''], createFakeHost({ cwd: folder }).host);
  expect(existsSync(join(folder, 'reports/report.json'))).toBe(true);
});

test.each([
  [['--list', '--status', 'not verified,Failed', '--method', 'get']],
  [['--list', '--bail', '--changed=HEAD', '--no-write', '--gate=true', '--']],
])('%j is taken', async (words) => {
  const fake = createFakeHost({ cwd: makeFolder({ 'specs/a.md': '# Prose\n' }) });
  const exit = await main(words, fake.host);
  expect([fake.stderr(), exit]).toEqual(['verify: 1 Markdown file is no spec: specs/a.md\n', 4]);
});
