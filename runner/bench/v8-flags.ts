import { startApi } from './api-process.ts';
import { type Usage, usageOf } from './child.ts';
import { verify } from './contender.ts';
import { type Figure, median, medianRatio, table } from './figure.ts';
import { makeSpecs } from './make-specs.ts';
import type { Setting } from './setting.ts';

const SIZES = [1, 100, 1_000, 10_000];

/** CPU and memory of `verify` with the flags that it sets for V8, over those of the same run with `VERIFY_V8=default`. */
export async function measureV8Flags(setting: Setting): Promise<readonly Figure[]> {
  const { programs, folder, rounds, print } = setting;
  const api = await startApi(`${programs.scripts}/server.js`);
  const usageWith = async (specs: number, tuning: string): Promise<Usage> => {
    makeSpecs(folder, specs, api.url);
    await api.reset();
    const command = verify(programs, 'off').command({ folder, url: api.url, specs, jobs: 8 });
    const env = { ...command.env, VERIFY_V8: tuning };
    const usage = await usageOf({ ...command, env }, `${programs.scripts}/meter.cjs`);
    await api.expect(specs, 'verify');
    return usage;
  };
  const rows: string[][] = [
    ['specs', 'CPU off', 'CPU on', 'on / off', 'memory off', 'memory on', 'on / off'],
  ];
  try {
    for (const specs of SIZES) {
      const off: Usage[] = [];
      const on: Usage[] = [];
      for (let round = 0; round < rounds; round++) {
        off.push(await usageWith(specs, 'default'));
        on.push(await usageWith(specs, ''));
      }
      const cells = (key: 'cpuMs' | 'rssMb', unit: string): readonly string[] => {
        const [before, after] = [off, on].map((usages) => usages.map((usage) => usage[key])) as [
          number[],
          number[],
        ];
        return [
          `${median(before).toFixed(0)} ${unit}`,
          `${median(after).toFixed(0)} ${unit}`,
          `${medianRatio(after, before).toFixed(2)} x`,
        ];
      };
      rows.push([String(specs), ...cells('cpuMs', 'ms'), ...cells('rssMb', 'MB')]);
    }
  } finally {
    api.stop();
  }
  print(table(rows));
  return [];
}
