import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { main } from '../../cli/cli.ts';
import { createFakeHost } from '../fake-host.ts';
import { makeFolder } from '../temp-folder.ts';
import { startChild, useBundle } from './built.ts';
import { type Files, forbidUnhandledRejections, oneRequest } from './local-run.ts';

forbidUnhandledRejections();

const program = useBundle('main.ts');

const files: Files = {
  'specs/environments.yaml':
    'default: sandbox\nenvironments:\n  sandbox: { sandbox: true, defaultToken: connect }\n',
  'specs/a.md': oneRequest('/connect/v1/payment-links'),
};

describe('a report that cannot be written is said so, and the verdicts are written all the same', () => {
  test.each<[string, Files]>([
    ['because the folder is a file', { reports: 'a file' }],
    ['because report.json is a folder', { 'reports/report.json/inside': '' }],
  ])('%s', async (_what, more) => {
    const folder = makeFolder({ ...files, ...more });
    const fake = createFakeHost({ cwd: folder });
    await main(['specs', '--contract', 'off'], fake.host);
    expect(fake.stdout()).toContain('1 spec: 1 passed');
    expect(fake.stdout()).toMatch(/the report "json" is missing: .*reports/);
    expect(fake.stderr()).toBe('');
    expect(readFileSync(join(folder, 'specs/a.md'), 'utf8')).toContain('status: verified');
    expect(hiddenIn(folder)).toEqual([]);
  });
});

/** Whether this machine lets us have a disk of our own. */
const canMount = ((): boolean => {
  try {
    execFileSync('unshare', ['-rm', 'sh', '-c', 'mount -t tmpfs -o size=64k none /mnt'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

/** Runs the program on a disk of its own, on which first this is done; gives what it said and what it left. */
async function onOwnDisk(prepare: string) {
  const folder = makeFolder({ ...files, 'disk/nothing': '' });
  const script = [
    'mount -t tmpfs -o size=96k none disk',
    'cp -r specs disk && cd disk && mkdir reports && echo before > reports/report.json',
    prepare,
    '"$0" "$1" specs --contract off; echo "exit $?"',
    'echo "left: $(ls -A specs | tr "\\n" " ")"',
    'echo "report: $(cat reports/report.json)"',
    'echo "spec:"; cat specs/a.md',
  ].join('\n');
  const child = startChild('unshare', ['-rm', 'sh', '-c', script, process.execPath, program()], folder);
  await child.ended;
  return child.stdout();
}

describe.skipIf(!canMount)('a disk', () => {
  test.each([
    // A report of an earlier run is removed, which would make room for a spec.
    [
      'that is full',
      'rm reports/report.json; dd if=/dev/zero of=fill bs=1k 2>/dev/null',
      'the disk is full',
      '',
    ],
    ['that is read-only', 'mount -o remount,ro .', 'read-only disk', 'before'],
  ])('%s keeps every file as it was, and the run says so', async (_what, prepare, says, report) => {
    const said = await onOwnDisk(prepare);
    expect(said).toContain('1 spec: 1 passed');
    expect(said, 'nothing is green that left no report').toContain('exit 2\n');
    expect(said).toMatch(new RegExp(`specs/a\\.md: not updated: .*${says}`));
    expect(said).toMatch(new RegExp(`the report "json" is missing: .*${says}`));
    expect(said).toContain('left: a.md environments.yaml \n');
    expect(said).toContain(`report: ${report}\n`);
    expect(said.split('spec:\n')[1]).toBe(files['specs/a.md']);
  });
});

const hiddenIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.tmp'));
