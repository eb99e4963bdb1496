import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { SpecResult, Verdict } from '../run/events.ts';
import { parseSpec } from '../language/parse.ts';
import { oneRequest } from '../test/engine/local-run.ts';
import { createFakeHost } from '../test/fake-host.ts';
import { makeFolder } from '../test/temp-folder.ts';
import { ProofStore } from './proof-store.ts';

/** The status of a document after its rows have come to these verdicts. */
async function statusAfter(verdicts: readonly Verdict[]): Promise<string | undefined> {
  const text = oneRequest();
  const folder = makeFolder({ 'a.md': text });
  const { host } = createFakeHost({ cwd: folder });
  const proofStore = new ProofStore(join(folder, 'reports'), [folder]);
  const spec = parseSpec({ path: 'a.md', text });
  for (const verdict of verdicts)
    await proofStore.add(
      spec,
      { file: 'a.md', verdict, steps: [] } as unknown as SpecResult,
      verdicts.length,
      host,
    );
  return /^status: (\w+)$/m.exec(readFileSync(join(folder, 'a.md'), 'utf8'))?.[1];
}

test.each<[readonly Verdict[], string]>([
  [['passed', 'passed'], 'verified'],
  [['passed', 'failed'], 'failed'],
  [['failed', 'passed'], 'failed'],
  [['failed', 'skipped'], 'failed'],
  [['passed', 'errored'], 'pending'],
  [['errored', 'passed'], 'pending'],
  [['failed', 'errored'], 'pending'],
  [['passed', 'blocked'], 'pending'],
  [['failed', 'blocked', 'passed'], 'pending'],
  [['passed', 'skipped'], 'pending'],
  [['skipped', 'passed'], 'pending'],
  [['skipped', 'skipped'], 'pending'],
])('a document whose rows are %j is told %s', async (verdicts, status) => {
  expect(await statusAfter(verdicts)).toBe(status);
});

test('stores that are open at once keep the proofs of each', async () => {
  const folder = makeFolder({});
  const [first, second] = [new ProofStore(folder), new ProofStore(folder)];
  second.merge({ 'b.md': { saved: 'b', proven: 'b' }, 'both.md': { saved: 'x', proven: 'x' } });
  await second.save();
  first.merge({ 'a.md': { saved: 'a', proven: 'a' }, 'both.md': { saved: 'x' } });
  await first.save();
  expect(JSON.parse(readFileSync(join(folder, 'proven.json'), 'utf8'))).toEqual({
    'a.md': { saved: 'a', proven: 'a' },
    'b.md': { saved: 'b', proven: 'b' },
    'both.md': { saved: 'x', proven: 'x' },
  });
});
