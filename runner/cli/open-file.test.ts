import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createFakeHost } from '../test/fake-host.ts';
import { makeFolder } from '../test/temp-folder.ts';
import { openFile } from './open-file.ts';

const DESKTOP = { DISPLAY: ':0' };

/** Opens report.html of a folder whose only command is this shell script. */
async function open(script: string | undefined, env: Record<string, string>) {
  const folder = makeFolder(script === undefined ? {} : { 'xdg-open': `#!/bin/sh\n${script}\n` });
  if (script !== undefined) chmodSync(join(folder, 'xdg-open'), 0o755);
  const { host } = createFakeHost({ cwd: folder, env: { PATH: folder, ...env }, time: 'real' });
  const opened = await openFile(join(folder, 'report.html'), host, 'linux');
  return { ...opened, folder };
}

describe.skipIf(process.platform === 'win32')('a file', () => {
  test('is opened by the command of the desktop, and the note says so', async () => {
    const { folder, ...opened } = await open('echo "$1" > "${0%/*}/asked"', DESKTOP);
    expect(opened).toEqual({ note: 'opened report.html with xdg-open', isOpened: true });
    expect(existsSync(join(folder, 'asked')) && readFileSync(join(folder, 'asked'), 'utf8')).toBe(
      `${join(folder, 'report.html')}\n`,
    );
  });

  test.each<[string, string | undefined, Record<string, string>, string]>([
    ['without a display', 'exit 0', {}, 'this machine has no display'],
    ['with an empty display', 'exit 0', { DISPLAY: '' }, 'this machine has no display'],
    ['without the command', undefined, DESKTOP, 'there is no command xdg-open'],
    ['without a browser', 'exit 3', DESKTOP, 'xdg-open failed: this machine has no browser'],
    ['with a broken browser', 'exit 4', DESKTOP, 'xdg-open failed: the browser failed'],
    ['with any other failure', 'exit 77', DESKTOP, 'xdg-open failed: exit code 77'],
    ['when the command is killed', 'kill -9 $$', DESKTOP, 'xdg-open failed: exit code unknown'],
  ])('is not opened %s, and the note says why', async (_when, script, env, why) => {
    const { note, isOpened } = await open(script, env);
    expect(isOpened).toBe(false);
    expect(note).toContain(`report.html was not opened: ${why}`);
    expect(note).not.toMatch(/\n|\bat /);
  });

  test('is not opened by a command that may not be run', async () => {
    const folder = makeFolder({ 'xdg-open': '#!/bin/sh\n' });
    const { host } = createFakeHost({ cwd: folder, env: { PATH: folder, ...DESKTOP }, time: 'real' });
    const { note } = await openFile(join(folder, 'report.html'), host, 'linux');
    expect(note).toBe('report.html was not opened: xdg-open does not start (EACCES)');
  });
});

test('an editor on another machine opens files without a display', async () => {
  const { isOpened } = await open('exit 0', { BROWSER: 'code' });
  expect(isOpened).toBe(true);
});
