import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { main } from '../cli/cli.ts';
import type { Report } from '../report/fold.ts';
import { sandboxOperations } from '../sandbox/operations.ts';
import { type Break, breaksOf, isFreeText } from './breaks.ts';
import { createFakeHost } from './fake-host.ts';
import { makeFolder } from './temp-folder.ts';

const project = join(import.meta.dirname, '../..');
const system = process.env['BREAKS'];

test.runIf(system !== undefined)(
  'breaks that no spec notices',
  async () => {
    const { writeFileSync } = await import('node:fs');
    const breaks = breaksOf(await reportOf([system!], []), sandboxOperations());
    const survivors: Break[] = [];
    for (const each of breaks) if (await survives(each)) survivors.push(each);
    const hard = survivors.filter((each) => !isFreeText(each));
    const counted = breaks.filter((each) => !isFreeText(each));
    writeFileSync(
      process.env['BREAKS_OUT']!,
      [
        `${breaks.length} breaks, ${survivors.length} survive; without free texts ${hard.length} of ${counted.length}: ${((100 * (counted.length - hard.length)) / counted.length).toFixed(2)} % red`,
        ...survivors.map(
          (each) =>
            `${isFreeText(each) ? 'free ' : ''}${each.fault}   [${each.kind}] ${each.files.length} specs: ${each.files.slice(0, 3).join(' ')}`,
        ),
      ].join('\n'),
    );
  },
  3_600_000,
);

async function survives({ files, fault }: Break): Promise<boolean> {
  const { specs } = await reportOf([...files, '--bail'], ['--fault', fault]);
  return specs.every(({ verdict }) => verdict === 'passed');
}

async function reportOf(paths: readonly string[], more: readonly string[]): Promise<Report> {
  const reports = makeFolder({});
  const { host } = createFakeHost({ cwd: project });
  await main([...paths, '--no-write', '--reporter', 'json', '--reports', reports, ...more], host);
  return JSON.parse(readFileSync(join(reports, 'report.json'), 'utf8')) as Report;
}
