import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { NOT_STARTED, type Verdict } from '../run/events.ts';
import { makeReport, makeSpec } from '../test/report/sample-report.ts';
import { makeFolder } from '../test/temp-folder.ts';
import { readHistory, saveHistory } from './history-store.ts';

const VERDICTS: readonly Verdict[] = ['passed', 'failed', 'blocked', 'errored'];

test('what a cut left without a verdict is not remembered, and all else of that run is', async () => {
  const folder = makeFolder({});
  const specs = VERDICTS.map((verdict) => makeSpec({ file: `${verdict}.md`, verdict }));
  const cut = [
    makeSpec({ file: 'unfinished.md', verdict: 'errored', cut: true }),
    makeSpec({ file: 'not-started.md', verdict: 'errored', reason: NOT_STARTED, cut: true, steps: [] }),
  ];
  const report = makeReport([...specs, ...cut], { cutBy: '--timeout' });
  await saveHistory(folder, readHistory(folder), report);
  expect(readHistory(folder).history.map(({ verdict }) => verdict)).toEqual(VERDICTS);
});

const runAt = (startedAt: string, file: string) => makeReport([makeSpec({ file })], { startedAt });
const [TEN, ELEVEN, NOON] = ['10', '11', '12'].map((hour) => `2026-03-02T${hour}:00:00.000Z`) as [
  string,
  string,
  string,
];

test('runs that overlap keep the lines of each, in the order of their starts', async () => {
  const folder = makeFolder({});
  await saveHistory(folder, readHistory(folder), runAt(TEN, 'before.md'));
  const [first, second] = [readHistory(folder), readHistory(folder)];
  await saveHistory(folder, second, runAt(NOON, 'second.md'));
  await saveHistory(folder, first, runAt(ELEVEN, 'first.md'));
  expect(readHistory(folder).history.map(({ file }) => file)).toEqual(['before.md', 'first.md', 'second.md']);
});

test('a run is the last, whatever the clock said in those before it', async () => {
  const folder = makeFolder({});
  await saveHistory(folder, readHistory(folder), runAt(NOON, 'a.md'));
  const stored = readHistory(folder);
  await saveHistory(folder, readHistory(folder), runAt(ELEVEN, 'b.md'));
  await saveHistory(folder, stored, runAt(TEN, 'c.md'));
  expect(readHistory(folder).history.map(({ file }) => file)).toEqual(['a.md', 'c.md', 'b.md']);
});

test('a history that is removed while a run goes on is written again', async () => {
  const folder = makeFolder({});
  await saveHistory(folder, readHistory(folder), runAt(TEN, 'a.md'));
  const stored = readHistory(folder);
  writeFileSync(join(folder, 'history.ndjson'), '');
  await saveHistory(folder, stored, runAt(ELEVEN, 'b.md'));
  expect(readHistory(folder).history.map(({ file }) => file)).toEqual(['a.md', 'b.md']);
});

test('a damaged line stays, and each run names it where it is', async () => {
  const folder = makeFolder({});
  await saveHistory(folder, readHistory(folder), runAt(TEN, 'a.md'));
  const path = join(folder, 'history.ndjson');
  writeFileSync(path, `${readFileSync(path, 'utf8')}{"run":"2026`);
  for (const [startedAt, line] of [
    [ELEVEN, 2],
    [NOON, 1],
  ] as const) {
    const stored = readHistory(folder);
    expect(stored.problem).toContain(`1 damaged line was left out (line ${line});`);
    const { problem } = await saveHistory(folder, stored, runAt(startedAt, 'a.md'));
    expect(problem).toContain('1 damaged line was left out (line 1);');
  }
  expect(readFileSync(path, 'utf8').split('\n')[0]).toBe('{"run":"2026');
  expect(readHistory(folder).history).toHaveLength(3);
});
