import { expect, test } from 'vitest';
import { NOT_STARTED, type Verdict } from '../run/events.ts';
import { makeReport, makeSpec } from '../test/report/sample-report.ts';
import { makeFolder } from '../test/temp-folder.ts';
import { readHistory, saveHistory } from './history-store.ts';

const VERDICTS: readonly Verdict[] = ['passed', 'failed', 'blocked', 'errored'];

test('what a cut left without a verdict is not remembered, and all else of that run is', async () => {
  const folder = makeFolder({});
  const specs = VERDICTS.map((verdict) => makeSpec({ file: `${verdict}.md`, verdict }));
  const cut = [
    makeSpec({ file: 'unfinished.md', verdict: 'errored', cut: true }),
    makeSpec({ file: 'not-started.md', verdict: 'errored', reason: NOT_STARTED, cut: true, steps: [] }),
  ];
  const report = makeReport([...specs, ...cut], { cutBy: '--timeout' });
  await saveHistory(folder, readHistory(folder), report);
  expect(readHistory(folder).history.map(({ verdict }) => verdict)).toEqual(VERDICTS);
});
