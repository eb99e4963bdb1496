import { createDocuments } from '../openapi/document/load.ts';
import { isProblem } from '../openapi/document/documents.ts';
import { operationIndexOf } from '../openapi/operation/operations.ts';
import { listDocuments, readTextIfThere } from '../workspace/files.ts';
import { startApi } from './api-process.ts';
import { type Usage, usageOf } from './child.ts';
import { type Contender, type Race, verify } from './contender.ts';
import { type Figure, median, medianRatio } from './figure.ts';
import type { Setting } from './setting.ts';

/** The cost of the contract check: the same run with and without it, alternating; and reading many documents at once. */
export async function measureContract(setting: Setting): Promise<readonly Figure[]> {
  const { programs, specs, rounds, folder } = setting;
  const [off, on] = [verify(programs, 'off'), verify(programs, 'on')];
  const api = await startApi(`${programs.scripts}/server.js`);
  const usages = new Map<Contender, Usage[]>([
    [off, []],
    [on, []],
  ]);
  try {
    const race: Race = { folder, url: api.url, specs, jobs: 8 };
    for (let round = 0; round < rounds; round++)
      for (const [contender, measured] of usages) {
        contender.prepare?.(race);
        await api.reset();
        measured.push(await usageOf(contender.command(race), `${programs.scripts}/meter.cjs`));
        await api.expect(specs, contender.name);
        contender.confirm?.(race);
      }
  } finally {
    api.stop();
  }
  const cpu = (contender: Contender): readonly number[] => usages.get(contender)!.map(({ cpuMs }) => cpuMs);
  return [
    {
      name: 'CPU with the contract check over that without',
      value: medianRatio(cpu(on), cpu(off)),
      unit: 'x',
      limit: 1.15,
    },
    ...loading(setting),
  ];
}

function loading({ documents, rounds }: Setting): readonly Figure[] {
  if (documents === undefined) return [];
  const paths = listDocuments(documents);
  const times = Array.from({ length: rounds }, () => {
    const started = performance.now();
    const found = createDocuments({ read: readTextIfThere });
    const index = operationIndexOf(found);
    let operations = 0;
    for (const path of paths) {
      const document = found.open(path);
      if (!isProblem(document)) operations += index.list(document).length;
    }
    if (operations === 0) throw new Error(`no operations in ${documents}`);
    return performance.now() - started;
  });
  return [
    {
      name: `reading ${paths.length} API documents with all their operations`,
      value: median(times),
      unit: 'ms',
      limit: 1_500,
    },
  ];
}
