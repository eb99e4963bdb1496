import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { serveHttp } from '../server.ts';
import { makeFolder } from '../temp-folder.ts';
import { startChild, useBundle } from './built.ts';
import { type Files, oneRequest, specs, talkingTo } from './local-run.ts';
import type { Report } from '../../report/report.ts';

const program = useBundle('main.ts');

/** The program as a command of a shell. */
const VERIFY = 'program="$1"; verify() { "$0" "$program" specs --contract off --jobs 64; }';

/** Runs a script in a folder with these files; `verify` in it runs the specs. */
async function runScript(files: Files, script: string) {
  const folder = makeFolder(files);
  const child = startChild('sh', ['-c', `${VERIFY}\n${script}`, process.execPath, program()], folder);
  onTestFinished(() => child.kill('SIGKILL'));
  const exit = await child.ended;
  const report = JSON.parse(readFileSync(join(folder, 'reports/report.json'), 'utf8')) as Report;
  const verified = Object.keys(files).filter((path) =>
    readFileSync(join(folder, path), 'utf8').includes('status: verified'),
  );
  return { exit, report, verified: verified.length, stdout: child.stdout(), stderr: child.stderr(), folder };
}

const answering = (afterMs = 0) =>
  serveHttp((_request, response) =>
    setTimeout(() => response.setHeader('content-type', 'application/json').end('{}'), afterMs),
  );

const passing = async (count = 3): Promise<Files> => ({
  ...talkingTo((await answering()).url),
  ...specs(count, () => oneRequest()),
});

test('with fewer open files than specs at once, every spec is sent, proven and reported', async () => {
  const server = await answering(20);
  const files = { ...talkingTo(server.url), ...specs(80, () => oneRequest()) };
  const ran = await runScript(files, 'ulimit -n 64; verify');
  expect([ran.exit, ran.stderr, ran.report.summary.passed, ran.verified]).toEqual([0, '', 80, 80]);
  expect(server.connections(), 'some files are left for everything else').toBeLessThan(40);
});

const FULL = 'verify: the disk is full, so some of the output was not written\n';

describe.skipIf(!existsSync('/dev/full'))('a full disk under the output', () => {
  test('keeps no document and no report from being written, and is said in a sentence', async () => {
    const ran = await runScript(await passing(), 'verify > /dev/full');
    expect([ran.exit, ran.stderr, ran.report.summary.passed, ran.verified]).toEqual([2, FULL, 3, 3]);
  });

  test('leaves a worse exit code as it is', async () => {
    const files = await passing(1);
    const failing = { ...files, 'specs/failing.md': oneRequest('/things', 'expect: { status: 404 }') };
    const ran = await runScript(failing, 'verify > /dev/full');
    expect([ran.exit, ran.stderr]).toEqual([1, FULL]);
  });

  test('and under the errors as well is no reason to crash', async () => {
    const ran = await runScript(await passing(), 'verify > /dev/full 2> /dev/full');
    expect([ran.exit, ran.verified]).toEqual([2, 3]);
  });
});

describe('the exit code is that of the verdicts, and everything is written, when', () => {
  test.each([
    ['the reader goes away', '{ verify; code=$?; echo $code >&2; } | head -c 1 > /dev/null', '0\n'],
    ['the output is closed from the start', 'verify >&-; echo $? >&2', '0\n'],
    ['the errors are closed from the start', 'verify 2>&- > /dev/null; echo $? >&2', '0\n'],
    ['all three streams are', 'verify <&- >&- 2>&-; echo $? >&2', '0\n'],
  ])('%s', async (_what, script, says) => {
    const ran = await runScript(await passing(60), script);
    expect([ran.stderr, ran.report.summary.passed, ran.verified]).toEqual([says, 60, 60]);
  });
});

test('a working directory that is gone is said in a sentence', async () => {
  const folder = makeFolder({});
  const script = 'mkdir gone && cd gone && rmdir ../gone && "$0" "$1" specs';
  const child = startChild('sh', ['-c', script, process.execPath, program()], folder);
  expect(await child.ended).toBe(3);
  expect(child.stderr()).toBe(
    'verify: the working directory does not exist any more\n  → change to a folder that exists\n',
  );
});
