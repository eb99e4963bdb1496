import { startApi } from './api-process.ts';
import { usageOf } from './child.ts';
import { verify } from './contender.ts';
import { type Figure, median } from './figure.ts';
import { makeSpecs } from './make-specs.ts';
import type { Setting } from './setting.ts';

const FEW = 1_000;
const MANY = 10_000;
const ROUNDS = 3;

/**
 * The peak memory of a run of few and of many specs, and what each further spec adds. A second run of many has the first in its
 * history, and so starts the slowest first.
 */
export async function measureMemory({ programs, folder }: Setting): Promise<readonly Figure[]> {
  const api = await startApi(`${programs.scripts}/server.js`);
  const peakOf = async (specs: number): Promise<number> => {
    await api.reset();
    const command = verify(programs, 'off').command({ folder, url: api.url, specs, jobs: 8 });
    const { rssMb } = await usageOf(command, `${programs.scripts}/meter.cjs`);
    await api.expect(specs, 'verify');
    return rssMb;
  };
  const peaks = { few: [] as number[], many: [] as number[], again: [] as number[] };
  try {
    for (let round = 0; round < ROUNDS; round++) {
      makeSpecs(folder, FEW, api.url);
      peaks.few.push(await peakOf(FEW));
      makeSpecs(folder, MANY, api.url);
      peaks.many.push(await peakOf(MANY));
      peaks.again.push(await peakOf(MANY));
    }
  } finally {
    api.stop();
  }
  const few = median(peaks.few);
  const many = median(peaks.many);
  const again = median(peaks.again);
  return [
    { name: `peak memory, ${FEW} specs`, value: few, unit: 'MB', limit: 130 },
    { name: `peak memory, ${MANY} specs`, value: many, unit: 'MB' },
    { name: `peak memory, ${MANY} specs over ${FEW}`, value: many / few, unit: 'x', limit: 1.5 },
    { name: '  the run after that', value: again / few, unit: 'x', limit: 1.5 },
    { name: 'each spec more', value: ((many - few) * 1024) / (MANY - FEW), unit: 'KB', limit: 40 },
  ];
}
