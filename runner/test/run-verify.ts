import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { main } from '../cli/cli.ts';
import { createFakeHost, type FakeHostOptions } from './fake-host.ts';
import type { Report } from '../report/report.ts';

export type Ran = {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The text of report.json. */
  readonly reportText: string;
  readonly report: Report;
};

/** Runs `verify` with these arguments in a folder, in this process, and returns all results. */
export async function runVerify(
  folder: string,
  words: readonly string[],
  options: Omit<FakeHostOptions, 'cwd'> = {},
): Promise<Ran> {
  const fake = createFakeHost({ cwd: folder, ...options });
  const exit = await main(words, fake.host);
  const reportText = readFileSync(join(folder, 'reports/report.json'), 'utf8');
  return {
    exit,
    stdout: fake.stdout(),
    stderr: fake.stderr(),
    reportText,
    report: JSON.parse(reportText) as Report,
  };
}
