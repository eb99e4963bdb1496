import { startApi } from './api-process.ts';
import { type Command, timeOf } from './child.ts';
import { verify } from './contender.ts';
import { type Figure, median } from './figure.ts';
import { makeSpecs } from './make-specs.ts';
import type { Setting } from './setting.ts';

const LEAST_ROUNDS = 25;

/** The time that `verify` adds to a bare Node: when it only prints its version, and when it runs one spec with everything. */
export async function measureStartup({ programs, folder, rounds }: Setting): Promise<readonly Figure[]> {
  const api = await startApi(`${programs.scripts}/server.js`);
  const times = { bare: [] as number[], version: [] as number[], one: [] as number[] };
  try {
    const bare: Command = { argv: [process.execPath, '-e', '0'], cwd: folder };
    const version: Command = { argv: [process.execPath, programs.verify, '--version'], cwd: folder };
    const one = verify(programs, 'off').command({ folder, url: api.url, specs: 1, jobs: 8 });
    for (let round = 0; round < Math.max(rounds, LEAST_ROUNDS); round++) {
      makeSpecs(folder, 1, api.url);
      await api.reset();
      times.bare.push(await timeOf(bare));
      times.version.push(await timeOf(version));
      times.one.push(await timeOf(one));
      await api.expect(1, 'verify');
    }
  } finally {
    api.stop();
  }
  const above = (measured: readonly number[]): number =>
    median(measured.map((timeMs, round) => timeMs - times.bare[round]!));
  return [
    { name: 'bare node -e 0', value: median(times.bare), unit: 'ms' },
    { name: 'verify --version, above bare node', value: above(times.version), unit: 'ms', limit: 15 },
    {
      name: 'one spec with report and write-back, above bare node',
      value: above(times.one),
      unit: 'ms',
      limit: 120,
    },
  ];
}
