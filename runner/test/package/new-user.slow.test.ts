import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { makeFolder } from '../temp-folder.ts';
import { type Ended, packAndInstall, top } from './installed.ts';

const installed = packAndInstall();

type Program = {
  /** An empty folder to start in. */
  readonly folder: string;
  readonly verify: (...args: readonly string[]) => Ended;
};

const programs: readonly (readonly [name: string, start: () => Program])[] = [
  [
    'the built program',
    () => {
      const folder = makeFolder({});
      const { PATH } = process.env;
      const verify = (...args: readonly string[]): Ended => {
        const { status, stdout, stderr } = spawnSync(
          process.execPath,
          [join(top, 'runner/bin.cjs'), ...args],
          { cwd: folder, env: { PATH }, encoding: 'utf8' },
        );
        return { code: status, stdout, stderr };
      };
      return { folder, verify };
    },
  ],
  [
    'the packed package',
    () => {
      const folder = join(installed.folder, 'new-user');
      mkdirSync(folder);
      const verify = (...args: readonly string[]): Ended =>
        installed.call(process.execPath, 'sh', '-c', 'cd new-user && exec verify-specs "$@"', 'sh', ...args);
      return { folder, verify };
    },
  ],
];

/** Starts the API in a process of its own, which ends with the test. */
async function startApi(): Promise<string> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'notes-api.mjs')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return line.toString().trim();
}

const storeOf = async (url: string): Promise<unknown> => (await fetch(`${url}/store`)).json();

test.each(programs)('a new user of %s gets to green specs without an editor', async (_name, start) => {
  const url = await startApi();
  const before = await storeOf(url);
  const { folder, verify } = start();

  expect(verify('init', `${url}/openapi.json`, '--yes')).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(
      /\nnext:\n {2}cp .*\n {2}write NOTES_TOKEN into \.env, then\n {2}npx verify-specs\n$/,
    ),
    stderr: '',
  });
  const example = readFileSync(join(folder, '.env.example'), 'utf8');
  writeFileSync(join(folder, '.env'), example.replace('NOTES_TOKEN=', 'NOTES_TOKEN=correct-horse-battery'));
  expect(verify()).toMatchObject({ code: 0, stdout: expect.stringContaining('1 spec: 1 passed\n') });

  expect(verify('new', '--missing')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('11 written, 1 of them skipped until a person gives what they need\n'),
    stderr: '',
  });
  // What stays open is the password of the login, which no document can hold.
  expect(verify('check')).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(
      /nothing provides \{\{password\}\}[\s\S]*12 specs checked: 0 errors, 1 warning\n$/,
    ),
  });
  const whole = verify('--gate');
  expect(whole).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('12 specs: 11 passed, 1 skipped\n'),
  });
  expect(whole.stdout).not.toContain('warning');
  expect(await storeOf(url)).toEqual(before);

  // A second time, nothing is left to write, and nothing is changed.
  expect(verify('new', '--missing').stdout).not.toContain('created');
  expect(verify('init', '--refresh')).toMatchObject({ code: 0, stdout: 'swagger/openapi.json: unchanged\n' });
});

test('her token goes into no file but .env', async () => {
  const url = await startApi();
  const { folder, verify } = programs[0]![1]();
  verify('init', `${url}/openapi.json`, '--yes');
  writeFileSync(join(folder, '.env'), 'NOTES_TOKEN=correct-horse-battery\n');
  verify('new', '--all');
  verify('--reporter', 'html,har,junit,events');
  const { stdout } = spawnSync('grep', ['-rl', 'correct-horse-battery', folder], { encoding: 'utf8' });
  expect(stdout).toBe(`${join(folder, '.env')}\n`);
});
