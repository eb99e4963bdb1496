import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
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
