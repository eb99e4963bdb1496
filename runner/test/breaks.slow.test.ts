import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { main } from '../cli/cli.ts';
import { sandboxOperations } from '../sandbox/operations.ts';
import { createRandom } from '../language/builtins.ts';
import { type Break, breaksOf, isFreeText } from './breaks.ts';
import { createFakeHost } from './fake-host.ts';
import { makeFolder } from './temp-folder.ts';
import type { Report } from '../report/report.ts';

const project = join(import.meta.dirname, '../..');

/** With `BREAKS=all` every break is tried, which takes minutes. */
const isWhole = process.env['BREAKS'] === 'all';
const SAMPLE = 60;

/**
 * Fields whose other values nothing can tell from the right ones: ids made at random that no other answer names, and a null
 * in the answers of cleanup steps, which decide nothing.
 */
const unseen: readonly string[] = [
  'POST /business/payments/v1/product_orders /data/product_order/id',
  'POST /api2/business/payments/v1/product_orders /data/product_order/id',
  'POST /v1/payment-links/{link}/sharing-events /sharingEventId',
  'POST /connect/v1/payment-links/{linkId}/cancel /relations/orderId',
];

const isUnseen = ({ operation, pointer, kind }: Break): boolean =>
  (kind.includes('value') || kind === 'null') && unseen.includes(`${operation} ${pointer}`);

test('a broken field of an answer turns a spec of its operation red', {
  timeout: isWhole ? 3_600_000 : 900_000,
}, async () => {
  const { report } = await run(['specs'], []);
  const breaks = breaksOf(report, sandboxOperations()).filter((each) => !isFreeText(each));
  const seen = breaks.filter((each) => !isUnseen(each));
  expect(breaks.length).toBeGreaterThan(3000);
  expect(seen.length / breaks.length).toBeGreaterThan(0.98);

  const unnoticed: string[] = [];
  for (const { files, fault, kind } of isWhole ? seen : sampleOf(seen)) {
    const { exit, verdicts } = await run([...files, '--bail'], ['--fault', fault]);
    if (exit === 3 || verdicts.every((verdict) => verdict === 'passed'))
      unnoticed.push(`${fault} (${kind}${exit === 3 ? ', changed nothing' : ''})`);
  }
  expect(unnoticed).toEqual([]);
});

/** The same ones each time, spread over all answers. */
function sampleOf(breaks: readonly Break[]): readonly Break[] {
  const { next } = createRandom('breaks');
  const stride = breaks.length / SAMPLE;
  return Array.from({ length: SAMPLE }, (_, index) => breaks[Math.floor((index + next()) * stride)]!);
}

/** Runs specs of the project and leaves them as they are. */
async function run(words: readonly string[], more: readonly string[]) {
  const reports = makeFolder({});
  const { host } = createFakeHost({ cwd: project });
  const exit = await main(
    [...words, '--no-write', '--reporter', 'json', '--reports', reports, ...more],
    host,
  );
  const report = JSON.parse(readFileSync(join(reports, 'report.json'), 'utf8')) as Report;
  return { exit, report, verdicts: report.specs.map(({ verdict }) => verdict) };
}
