import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { main } from '../cli/cli.ts';
import { createFakeHost, FAKE_NOW_MS } from './fake-host.ts';
import { makeFolder } from './temp-folder.ts';
import type { Report } from '../report/report.ts';
import type { Clock } from '../run/clock.ts';

const project = join(import.meta.dirname, '../..');

/** Each look at the clock finds it later, as on a machine that does other things in between. */
function createSlowClock(startMs: number, byMs: number): Clock {
  let elapsedMs = 0;
  const pass = (): number => {
    elapsedMs += byMs;
    return elapsedMs;
  };
  return {
    nowMs: () => startMs + pass(),
    elapsedMs: pass,
    sleep: async (ms) => {
      elapsedMs += ms;
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

const LAST_SECOND_MS = Date.UTC(2027, 11, 31, 23, 59, 59);

test.each([
  [1, FAKE_NOW_MS],
  [20, FAKE_NOW_MS],
  [250, FAKE_NOW_MS],
  [20, LAST_SECOND_MS],
])(
  'every spec passes where %i ms go by between any two looks at the clock, from %i on',
  async (byMs, startMs) => {
    const reports = makeFolder({});
    const { host } = createFakeHost({ cwd: project });
    const words = ['specs', '--no-write', '--reporter', 'json', '--reports', reports];
    await main(words, { ...host, clock: createSlowClock(startMs, byMs) });
    const { specs } = JSON.parse(readFileSync(join(reports, 'report.json'), 'utf8')) as Report;
    const red = specs.filter(({ verdict }) => verdict !== 'passed');
    expect(red.map(({ file, reason }) => [file, reason])).toEqual([]);
  },
);
