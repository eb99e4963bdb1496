import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type ApiProcess, startApi } from '../api-process.ts';
import { usageOf } from '../child.ts';
import { type Contender, floor0, floor1, floor2, type Race, verify } from '../contender.ts';
import { type Figure, median, table } from '../figure.ts';
import { BARE, cpuPerFurtherRequest, FEW, goalFigures, latencyCase, MANY, specsCase } from './goals.ts';
import { ownSpecs } from './own-specs.ts';
import { findHurl } from '../peers.ts';
import { createSamples, type Samples } from './samples.ts';
import type { Setting } from '../setting.ts';

const LATENCY_MS = 50;
const JOBS = 16;
const OWN_SPECS = 'own specs, in memory';

/** What runs in a case: the contenders, and the API they run against. */
type Case = {
  readonly name: string;
  readonly specs: number;
  readonly jobs: number;
  readonly api: ApiProcess;
  readonly contenders: readonly Contender[];
};

/** Everything that the goals need and users compare, in interleaved rounds; each run is confirmed by the ledger. */
export async function measureTargets(setting: Setting): Promise<readonly Figure[]> {
  const { programs, rounds, folder, print } = setting;
  const hurl = findHurl();
  if (hurl === undefined)
    throw new Error(
      'targets are ratios over hurl: put hurl 5 or later on the PATH (cargo install hurl), and GNU time or python3',
    );
  const script = `${programs.scripts}/server.js`;
  const [fast, slow] = [await startApi(script), await startApi(script, LATENCY_MS)];
  const verifies = [verify(programs, 'off'), verify(programs, 'on')];
  const all = [hurl, floor0(programs), floor1(programs), floor2(programs), ...verifies];
  const cases: readonly Case[] = [
    ...[1, 100, FEW, MANY].map((specs) => ({
      name: specsCase(specs),
      specs,
      jobs: JOBS,
      api: fast,
      contenders: all,
    })),
    ...[16, 50].map((jobs) => ({ name: latencyCase(jobs), specs: 100, jobs, api: slow, contenders: all })),
  ];
  const samples = createSamples();
  const meter = `${programs.scripts}/meter.cjs`;
  try {
    for (let round = 0; round < rounds; round++) {
      const bare = { argv: [process.execPath, '-e', '0'], cwd: folder };
      samples.add(specsCase(1), BARE, await usageOf(bare, meter));
      for (const each of cases) await runCase(each, setting, samples);
      const own = ownSpecs(programs, folder);
      samples.add(OWN_SPECS, 'verify', await usageOf(own.command, meter));
      own.confirm();
    }
  } finally {
    fast.stop();
    slow.stop();
  }
  for (const name of [...cases.map((each) => each.name), OWN_SPECS])
    print(`\n${name} (rounds: ${rounds}, medians)\n\n${usageTable(name, samples)}`);
  print(`\n${furtherTable(all, samples)}`);
  return goalFigures(samples);
}

/** One round of a case. Each number of specs has a folder of its own, so that no file is created or deleted after the first round. */
async function runCase({ name, specs, jobs, api, contenders }: Case, setting: Setting, samples: Samples) {
  const folder = join(setting.folder, `${specs}-specs`);
  mkdirSync(folder, { recursive: true });
  const race: Race = { folder, url: api.url, specs, jobs };
  for (const contender of contenders) {
    contender.prepare?.(race);
    await api.reset();
    samples.add(
      name,
      contender.name,
      await usageOf(contender.command(race), `${setting.programs.scripts}/meter.cjs`),
    );
    await api.expect(specs, contender.name);
    contender.confirm?.(race);
  }
}

function usageTable(where: string, samples: Samples): string {
  const rows = samples.contenders(where).map((name) => {
    const usages = samples.of(where, name);
    const middle = (key: keyof (typeof usages)[number]): string =>
      median(usages.map((usage) => usage[key])).toFixed(0);
    return [name, `${middle('cpuMs')} ms`, `${middle('wallMs')} ms`, `${middle('rssMb')} MB`];
  });
  return table([['', 'CPU', 'wall', 'peak memory'], ...rows]);
}

const furtherTable = (contenders: readonly Contender[], samples: Samples): string =>
  table([
    ['', `CPU per further request, ${FEW} to ${MANY} specs`],
    ...contenders.map(({ name }) => [name, `${median(cpuPerFurtherRequest(samples, name)).toFixed(3)} ms`]),
  ]);
