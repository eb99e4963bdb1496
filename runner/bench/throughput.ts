import { startApi } from './api-process.ts';
import { type Usage, usageOf } from './child.ts';
import { type Contender, floor0, floor1, floor2, type Race, verify } from './contender.ts';
import { type Figure, median, medianRatio, table } from './figure.ts';
import { findPeers } from './peers.ts';
import type { Setting } from './setting.ts';

const LIMIT = 1.3;

/** All contenders with the same specs, in turn, round by round; each as a process of its own, each checked by the ledger. */
export async function measureThroughput(setting: Setting): Promise<readonly Figure[]> {
  const { programs, specs, rounds, folder, print } = setting;
  const contenders = [
    floor0(programs),
    floor1(programs),
    floor2(programs),
    verify(programs, 'off'),
    verify(programs, 'on'),
    ...findPeers(setting.peers),
  ];
  const api = await startApi(`${programs.scripts}/server.js`);
  const figures: Figure[] = [];
  try {
    for (const jobs of setting.jobs) {
      print(`\n${specs} specs, ${specs * 4} requests, ${jobs} at once, ${rounds} rounds (medians)\n\n`);
      const race: Race = { folder, url: api.url, specs, jobs };
      const usages = new Map<Contender, Usage[]>(contenders.map((each) => [each, []]));
      for (let round = 0; round < rounds; round++)
        for (const [contender, measured] of usages) {
          contender.prepare?.(race);
          await api.reset();
          measured.push(await usageOf(contender.command(race), `${programs.scripts}/meter.cjs`));
          await api.expect(specs, contender.name);
          contender.confirm?.(race);
        }
      const rows = [...usages].map(([{ name }, measured]) => ({ name, measured }));
      print(usageTable(rows));
      figures.push(...ratios(rows, jobs));
    }
  } finally {
    api.stop();
  }
  return figures;
}

type Row = { readonly name: string; readonly measured: readonly Usage[] };

const yardstickOf = (rows: readonly Row[]): readonly Usage[] =>
  rows.find(({ name }) => name === 'F2')!.measured;

function usageTable(rows: readonly Row[]): string {
  const yardstick = yardstickOf(rows);
  const cells = rows.map(({ name, measured }) => [
    name,
    ...(['wallMs', 'cpuMs'] as const).flatMap((key) => {
      const values = measured.map((usage) => usage[key]);
      const ratio = medianRatio(
        values,
        yardstick.map((usage) => usage[key]),
      );
      return [`${median(values).toFixed(0)} ms`, `${ratio.toFixed(2)} x F2`];
    }),
    `${median(measured.map(({ rssMb }) => rssMb)).toFixed(0)} MB`,
  ]);
  return table([['', 'wall', '', 'CPU', '', 'peak memory'], ...cells]);
}

function ratios(rows: readonly Row[], jobs: number): readonly Figure[] {
  const yardstick = yardstickOf(rows);
  const { measured } = rows.find(({ name }) => name === 'verify --contract off')!;
  return (['wallMs', 'cpuMs'] as const).map((key) => ({
    name: `${key === 'wallMs' ? 'wall' : 'CPU'} of verify --contract off over that of F2, ${jobs} at once`,
    value: medianRatio(
      measured.map((usage) => usage[key]),
      yardstick.map((usage) => usage[key]),
    ),
    unit: 'x',
    limit: LIMIT,
  }));
}
