import { expect, test } from 'vitest';
import type { CutBy, Verdict } from '../run/events.ts';
import { makeReport, makeSpec } from '../test/report/sample-report.ts';
import { makeFolder } from '../test/temp-folder.ts';
import { readHistory, saveHistory } from './history-store.ts';

const VERDICTS: readonly Verdict[] = ['passed', 'failed', 'blocked', 'errored'];

test.each<[string, CutBy | undefined, readonly Verdict[]]>([
  ['a run that came to its end', undefined, VERDICTS],
  ['a run that ends after so many failures', '--bail', VERDICTS],
  ['a run that took too long', '--timeout', ['passed', 'failed', 'blocked']],
  ['a run that a signal ended', 'a signal', ['passed', 'failed', 'blocked']],
])('what errored is remembered unless the run may have ended it: %s', async (_what, cutBy, kept) => {
  const folder = makeFolder({});
  const specs = VERDICTS.map((verdict) => makeSpec({ file: `${verdict}.md`, verdict }));
  const cut = cutBy === undefined ? {} : { interrupted: true, cutBy };
  await saveHistory(folder, readHistory(folder), makeReport(specs, cut));
  expect(readHistory(folder).history.map(({ verdict }) => verdict)).toEqual(kept);
});
