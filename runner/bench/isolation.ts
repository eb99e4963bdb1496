import { startApi } from './api-process.ts';
import { timeOf } from './child.ts';
import { verify } from './contender.ts';
import type { Figure } from './figure.ts';
import { makeSpecs } from './make-specs.ts';
import type { Setting } from './setting.ts';

/** However many specs run at once, each keeps its own variables: the ledger fails if two are mixed up. */
export async function measureIsolation({ programs, folder, specs }: Setting): Promise<readonly Figure[]> {
  const api = await startApi(`${programs.scripts}/server.js`);
  const figures: Figure[] = [];
  try {
    for (const jobs of [1, 8, 50]) {
      makeSpecs(folder, specs, api.url);
      await api.reset();
      await timeOf(verify(programs, 'off').command({ folder, url: api.url, specs, jobs }));
      await api.expect(specs, `verify --jobs ${jobs}`);
      figures.push({
        name: `payment requests created and linked once, ${jobs} at once`,
        value: specs,
        unit: 'specs',
      });
    }
  } finally {
    api.stop();
  }
  return figures;
}
