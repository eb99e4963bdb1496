import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startApi } from './api-process.ts';
import { timeOf } from './child.ts';
import { floor1, type Race, REQUESTS, verify } from './contender.ts';
import { type Figure, median } from './figure.ts';
import { makeSpecs } from './make-specs.ts';
import { readReport } from './run-report.ts';
import type { Setting } from './setting.ts';

const LATENCY_MS = 50;
const SPECS = 100;

/**
 * A slow API. The ideal is the waiting time alone; the run's duration in its report is compared with it, because starting Node
 * takes 40 ms in any case. The whole process is shown beside it, and F1 for both.
 */
export async function measureLatency({ programs, folder, rounds }: Setting): Promise<readonly Figure[]> {
  const api = await startApi(`${programs.scripts}/server.js`, LATENCY_MS);
  const figures: Figure[] = [];
  try {
    for (const jobs of [16, 50]) {
      const race: Race = { folder, url: api.url, specs: SPECS, jobs };
      const times = {
        run: [] as number[],
        process: [] as number[],
        floorRun: [] as number[],
        floorProcess: [] as number[],
      };
      for (let round = 0; round < rounds; round++) {
        makeSpecs(folder, SPECS, api.url);
        await api.reset();
        times.process.push(await timeOf(verify(programs, 'off').command(race)));
        await api.expect(SPECS, 'verify');
        times.run.push(readReport(folder).durationMs);
        await api.reset();
        const floorRun = join(folder, 'floor-run.txt');
        const floor = { ...floor1(programs).command(race), env: { BENCH_RUN: floorRun } };
        times.floorProcess.push(await timeOf(floor));
        await api.expect(SPECS, 'F1');
        times.floorRun.push(Number(readFileSync(floorRun, 'utf8')));
      }
      const idealMs = Math.ceil(SPECS / jobs) * REQUESTS * LATENCY_MS;
      const what = `${SPECS} specs, ${LATENCY_MS} ms an answer, ${jobs} at once`;
      figures.push(
        {
          name: `${what}: the run over the ideal`,
          value: median(times.run) / idealMs,
          unit: 'x',
          limit: 1.1,
        },
        { name: '  F1 over the ideal', value: median(times.floorRun) / idealMs, unit: 'x' },
        { name: '  the whole process', value: median(times.process) / idealMs, unit: 'x' },
        { name: '  the whole process of F1', value: median(times.floorProcess) / idealMs, unit: 'x' },
      );
    }
  } finally {
    api.stop();
  }
  return figures;
}
