import { execFileSync } from 'node:child_process';
import {
  closeSync,
  constants,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openLineFile } from '../session/results/line-file.ts';
import { createFakeHost } from './fake-host.ts';
import { main } from '../cli/cli.ts';
import { LINKS, makeProject, specOf } from './gate/project.ts';
import { runVerify } from './run-verify.ts';

const project = (): string =>
  makeProject({ 'specs/links.md': specOf(LINKS, { status: 'verified' }), 'specs/more.md': specOf(LINKS) });
const WORDS = ['specs', '--contract', 'off', '--no-write', '--gate'];

type Line = { readonly type: string; readonly index?: number; readonly gate?: { readonly decision: string } };
const linesOf = (text: string): readonly Line[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);

test('events=- prints nothing but events, from the start of the run to what it comes to', async () => {
  const ran = await runVerify(project(), [...WORDS, '--reporter', 'events=-']);
  const lines = linesOf(ran.stdout);
  expect(lines[0]!.type).toBe('run-started');
  expect(lines.slice(-2).map(({ type }) => type)).toEqual(['run-finished', 'run-concluded']);
  expect(lines.at(-1)!.gate?.decision).toBe('open');
  expect(lines.filter(({ type }) => type === 'spec-finished').map(({ index }) => index)).toHaveLength(2);
  expect(ran.exit).toBe(0);
});

test('events=FILE writes the same into a file, beside what people read', async () => {
  const folder = project();
  const ran = await runVerify(folder, [...WORDS, '--reporter', 'console,events=out/live.jsonl']);
  const lines = linesOf(readFileSync(join(folder, 'out/live.jsonl'), 'utf8'));
  expect(lines.map(({ type }) => type)).toContain('step-finished');
  expect(lines.at(-1)!.type).toBe('run-concluded');
  expect(ran.stdout).toContain('gate: open');
});

test('a line is there when its step is answered, not when the run is over', async () => {
  const seen: number[] = [];
  const fake = createFakeHost({ cwd: project() });
  const host = { ...fake.host, stdout: { write: (text: string) => seen.push(linesOf(text).length) } };
  await main([...WORDS, '--reporter', 'events=-'], host);
  expect(seen.every((count) => count === 1)).toBe(true);
  expect(seen.length).toBeGreaterThan(6);
});

test('a file that cannot be written keeps the gate closed, and one sentence says so', async () => {
  const folder = project();
  mkdirSync(join(folder, 'taken'));
  const ran = await runVerify(folder, [...WORDS, '--reporter', 'console,events=taken']);
  expect(ran.report.summary.passed).toBe(2);
  expect(ran.stdout).toContain('the live events are not whole: taken is a folder');
  expect(ran.exit).toBe(5);
});

test.each([
  ['console,events=-', 'console and events=- both print to standard output'],
  ['events=a,events=b', 'events=a and events=b: events are written to one place'],
  ['events=', 'unknown reporter "events="'],
])('--reporter %s is refused', async (reporter, message) => {
  const fake = createFakeHost({ cwd: project() });
  expect(await main([...WORDS, '--reporter', reporter], fake.host)).toBe(3);
  expect(fake.stderr()).toContain(message);
});

test('events=FILE overwrites its own events, and refuses every other file before anything is sent', async () => {
  const folder = project();
  const words = (target: string): readonly string[] => [...WORDS, '--reporter', `events=${target}`];
  await runVerify(folder, words('live.jsonl'));
  expect((await runVerify(folder, words('live.jsonl'))).exit).toBe(0);
  writeFileSync(join(folder, 'notes.txt'), 'mine\n');
  writeFileSync(join(folder, 'empty.txt'), '');
  symlinkSync(join(folder, 'specs/links.md'), join(folder, 'link.jsonl'));
  expect((await runVerify(folder, words('empty.txt'))).exit).toBe(0);
  const files = [
    'specs/links.md',
    'link.jsonl',
    'notes.txt',
    'reports/history.ndjson',
    'reports/report.json',
  ];
  for (const file of files) {
    const before = file === 'reports/report.json' ? undefined : readFileSync(join(folder, file), 'utf8');
    const fake = createFakeHost({ cwd: folder });
    expect(await main(words(file), fake.host)).toBe(3);
    expect(fake.stderr()).toContain(`--reporter events=${file}: `);
    if (before !== undefined) expect(readFileSync(join(folder, file), 'utf8')).toBe(before);
  }
});

describe.skipIf(process.platform === 'win32')('a pipe', () => {
  const pipeIn = (folder: string): string => {
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    return join(folder, 'pipe');
  };

  test('without a reader is refused', async () => {
    const folder = project();
    pipeIn(folder);
    const fake = createFakeHost({ cwd: folder });
    expect(await main([...WORDS, '--reporter', 'events=pipe'], fake.host)).toBe(3);
    expect(fake.stderr()).toBe(
      'verify: --reporter events=pipe: no program reads this pipe\n  → start its reader first\n',
    );
  });

  test('that is full does not stop the run, and nothing is lost', async () => {
    const path = pipeIn(project());
    const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const file = openLineFile(path);
    const lines = Array.from({ length: 400 }, (_, index) => `${index} ${'x'.repeat(1_000)}\n`);
    for (const line of lines) file.write(line);
    const drained = file.drain();
    let read = '';
    const bytes = Buffer.alloc(100_000);
    while (read.length < lines.join('').length)
      try {
        read += bytes.toString('utf8', 0, readSync(reader, bytes));
      } catch {
        await new Promise(setImmediate);
      }
    await drained;
    file.close();
    closeSync(reader);
    expect(read).toBe(lines.join(''));
  });
});
