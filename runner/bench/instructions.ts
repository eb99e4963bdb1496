import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startApi } from './api-process.ts';
import { canRun, timeOf } from './child.ts';
import { floor0, type Race, verify } from './contender.ts';
import { type Figure, table } from './figure.ts';
import { findHurl } from './peers.ts';
import type { Setting } from './setting.ts';

/** V8 writes code while it runs, which callgrind has to notice. */
const CALLGRIND = ['valgrind', '--tool=callgrind', '--smc-check=all-non-file'] as const;
const SIZES = [1, 100] as const;

/** The instructions of a run, under callgrind: a figure that other work on the machine does not move. It takes minutes. */
export async function measureInstructions({ programs, folder, print }: Setting): Promise<readonly Figure[]> {
  if (!canRun(['valgrind', '--version']))
    throw new Error('instructions are counted by valgrind: it is not installed');
  const hurl = findHurl();
  const contenders = [
    ...(hurl === undefined ? [] : [hurl]),
    floor0(programs),
    verify(programs, 'off'),
    verify(programs, 'on'),
  ];
  const api = await startApi(`${programs.scripts}/server.js`);
  const log = join(folder, 'callgrind.txt');
  const rows: string[][] = [['million instructions', ...SIZES.map((specs) => `${specs} specs`)]];
  try {
    for (const contender of contenders) {
      const cells: string[] = [];
      for (const specs of SIZES) {
        const race: Race = { folder: join(folder, String(specs)), url: api.url, specs, jobs: 16 };
        mkdirSync(race.folder, { recursive: true });
        contender.prepare?.(race);
        await api.reset();
        const command = contender.command(race);
        const out = ['--callgrind-out-file=/dev/null', `--log-file=${log}`];
        await timeOf({ ...command, argv: [...CALLGRIND, ...out, ...command.argv] });
        await api.expect(specs, contender.name);
        contender.confirm?.(race);
        cells.push((readInstructions(readFileSync(log, 'utf8')) / 1e6).toFixed(0));
      }
      rows.push([contender.name, ...cells]);
    }
  } finally {
    api.stop();
  }
  print(table(rows));
  return [];
}

/** The number of instructions that callgrind writes at the end of a run. */
export function readInstructions(log: string): number {
  const found = /Collected : (\d+)/.exec(log)?.[1];
  if (found === undefined) throw new Error(`callgrind counted nothing:\n${log.slice(-1_000)}`);
  return Number(found);
}
