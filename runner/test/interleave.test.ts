import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { SpecResult } from '../run/events.ts';
import { type Ran, runVerify } from './run-verify.ts';
import { screenAfter } from './screen.ts';
import { makeFolder } from './temp-folder.ts';

const sendLink = readFileSync(join(import.meta.dirname, '../../specs/sales/send_link.md'), 'utf8');

/** Waits in some specs and not in others, so that they do not finish in the order in which they start. */
const slowed = (text: string, ms: number): string =>
  ms === 0 ? text : text.replaceAll('    onFail: abort', `    onFail: abort\n    sleep: ${ms}`);

const broken = (text: string): string => text.replace('status: [201]\n', 'status: [418]\n');

const nameOf = (index: number): string => `specs/s${String(index).padStart(3, '0')}.md`;

function folderOf(count: number, textOf: (index: number) => string): string {
  const specs = Array.from({ length: count }, (_, index) => [nameOf(index), textOf(index)] as const);
  const environments = 'default: sandbox\nenvironments:\n  sandbox: { sandbox: true }\n';
  return makeFolder({ 'specs/environments.yaml': environments, ...Object.fromEntries(specs) });
}

const run = (folder: string, terminal?: { readonly isTTY: true; readonly columns: number }): Promise<Ran> =>
  runVerify(
    folder,
    ['specs', '--jobs', '8', '--no-write', '--contract', 'off'],
    terminal === undefined ? {} : { terminal },
  );

const uidOf = ({ steps }: SpecResult): string => steps[1]!.extracted['payment_request_uid'] as string;

const linesOf = (text: string): readonly string[] => text.replace(/\n$/, '').split('\n');

test('three hundred specs at once keep their variables apart', async () => {
  const { report, exit } = await run(folderOf(300, (index) => slowed(sendLink, (index % 3) * 7)));
  expect(report.summary).toEqual({ total: 300, passed: 300, failed: 0, blocked: 0, errored: 0, skipped: 0 });
  expect(exit).toBe(0);
  const uids = report.specs.map(uidOf);
  expect(new Set(uids).size).toBe(300);
  for (const spec of report.specs) expect(spec.steps.at(-1)!.request!.url).toContain(`/${uidOf(spec)}/`);
});

test('three hundred specs that pass are counted, in a few whole lines', async () => {
  const { stdout } = await run(folderOf(300, (index) => slowed(sendLink, (index % 3) * 7)));
  const shapes = [
    /^(\d+)\/300 {2}\1 passed$/,
    /^$/,
    /^300 specs: 300 passed$/,
    /^1200 requests in \S+ m?s, seed \d+$/,
  ];
  const strange = linesOf(stdout).filter((line) => !shapes.some((shape) => shape.test(line)));
  expect(strange).toEqual([]);
  expect(linesOf(stdout).length).toBeLessThan(20);
});

test('failures among many are told in one piece each, in the order of the plan', async () => {
  const isBroken = (index: number): boolean => index % 10 === 3;
  const textOf = (index: number): string =>
    isBroken(index) ? broken(sendLink) : slowed(sendLink, (index % 4) * 5);
  const { stdout, report } = await run(folderOf(60, textOf));
  const told = linesOf(stdout).filter((line) => /^(failed|passed) /.test(line));
  const expected = Array.from({ length: 60 }, (_, index) => index)
    .filter(isBroken)
    .map(nameOf);
  expect(told.map((line) => line.split(/[ :]+/)[1])).toEqual(expected);
  expect(report.specs.map(({ file }) => file)).toEqual(
    Array.from({ length: 60 }, (_, index) => nameOf(index)),
  );

  const pieces = stdout.split(/^(?=failed )/m).slice(1);
  for (const piece of pieces) {
    const name = piece.split(/[ :]+/)[1]!;
    const lines = linesOf(piece.split(/^(?=\d+\/60 |60 specs)/m)[0]!);
    expect(lines[1]).toMatch(/^ {2}test main_request/);
    expect(lines[2]).toBe('    status: expected 418, got 201');
    expect(lines[3]).toMatch(new RegExp(`^ {6}${name}:\\d+:\\d+$`));
    expect(lines.slice(4, 9).map((line) => line.trim().split(' ')[0])).toEqual([
      expect.stringMatching(/^\d+$/),
      '^^^^^',
      'sent',
      'to',
      'got',
    ]);
  }
});

test('the same specs, answers, clock and seed give the same report, byte for byte', async () => {
  const textOf = (index: number): string => (index % 7 === 0 ? broken(sendLink) : slowed(sendLink, 3));
  const first = await run(folderOf(40, textOf));
  const second = await run(folderOf(40, textOf));
  expect(second.reportText).toBe(first.reportText);
  expect(second.stdout).toBe(first.stdout);
});

test('on a terminal nothing is left of the live lines', async () => {
  const columns = 60;
  const textOf = (index: number): string =>
    index === 5 ? broken(sendLink) : slowed(sendLink, 100 + (index % 3) * 100);
  const { stdout } = await run(folderOf(24, textOf), { isTTY: true, columns });
  expect(stdout).toContain('running specs/s0');
  const more = [...stdout.matchAll(/and (\d+) more/g)].map((match) => Number(match[1]));
  expect(Math.max(...more), 'eight at once, four of them shown').toBe(4);

  const screen = screenAfter(stdout, columns);
  expect(screen.filter((line) => /^running |^ +and \d+ more|^\d+\/24/.test(line))).toEqual([]);
  const finished = screen.filter((line) => /^(passed|failed) /.test(line));
  expect(finished.map((line) => /specs\/s\d+\.md/.exec(line)?.[0])).toEqual(
    Array.from({ length: 24 }, (_, index) => nameOf(index)),
  );
  expect(screen).toContain('24 specs: 23 passed, 1 failed');
});

test('a live line is never wider than the terminal', async () => {
  const columns = 40;
  const { stdout } = await run(
    folderOf(10, () => slowed(sendLink, 100)),
    { isTTY: true, columns },
  );
  const plain = stdout.replace(/\u001b\[[\d;]*[A-Za-z]/g, '');
  const live = linesOf(plain).filter((line) => /^running |^\d+\/10/.test(line));
  expect(live.length).toBeGreaterThan(3);
  expect(live.filter((line) => line.length > columns)).toEqual([]);
});

test('the emulated screen forgets what is cleared, and remembers what wrapped', () => {
  expect(screenAfter('one\ntwo\n\u001b[1A\u001b[0Jthree\n', 20)).toEqual(['one', 'three', '']);
  expect(screenAfter('a line too wide\nlive\n\u001b[1A\u001b[0J', 10)).toEqual(['a line too', ' wide', '']);
  expect(screenAfter('a live line\n\u001b[1A\u001b[0Jend', 10)).toEqual(['a live lin', 'end']);
});
