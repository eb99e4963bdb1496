import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { main } from '../../cli/cli.ts';
import { createFakeHost, FAKE_NOW_MS } from '../fake-host.ts';
import { makeFolder } from '../temp-folder.ts';
import { forbidUnhandledRejections, oneRequest, specs, specText } from './local-run.ts';
import type { Report } from '../../report/report.ts';

forbidUnhandledRejections();

const HOUR_MS = 3_600_000;

/** Runs specs against the sandbox while the wall clock jumps by so much at every look at it. */
async function runWithJumps(jumpMs: number): Promise<{ readonly report: Report; readonly folder: string }> {
  const waiting = specText({
    before: '- { id: first, method: GET, path: /connect/v1/payment-links, sleep: 2s }',
    test: '- { id: main, method: GET, path: /connect/v1/payment-links }',
  });
  const environment =
    'default: sandbox\nenvironments:\n  sandbox: { sandbox: true, defaultToken: connect, rateLimit: 5/s }\n';
  const folder = makeFolder({
    'specs/environments.yaml': environment,
    ...specs(6, (index) => (index % 2 === 0 ? waiting : oneRequest('/connect/v1/payment-links'))),
  });
  const { host } = createFakeHost({ cwd: folder });
  let looks = 0;
  const clock = { ...host.clock, nowMs: () => host.clock.nowMs() + jumpMs * ++looks };
  expect(
    await main(['specs', '--jobs', '2', '--contract', 'off', '--timeout', '10m'], { ...host, clock }),
  ).toBe(0);
  const report = JSON.parse(readFileSync(join(folder, 'reports/report.json'), 'utf8')) as Report;
  return { report, folder };
}

test.each([
  ['backwards', -HOUR_MS],
  ['forwards', HOUR_MS],
])('a wall clock that jumps %s an hour at a time changes no duration', async (_what, jumpMs) => {
  const { report, folder } = await runWithJumps(jumpMs);
  expect(report.summary).toMatchObject({ total: 6, passed: 6 });
  const durations = report.specs.flatMap((spec) => [
    spec.durationMs,
    ...spec.steps.map((step) => step.durationMs),
  ]);
  for (const durationMs of [...durations, report.durationMs]) {
    expect(durationMs).toBeGreaterThanOrEqual(0);
    expect(durationMs).toBeLessThan(HOUR_MS / 2);
  }
  for (const { file } of report.specs) {
    const text = readFileSync(join(folder, file), 'utf8');
    const at = Date.parse(/verifiedAt: (\S+)/.exec(text)![1]!);
    expect(Math.abs(at - FAKE_NOW_MS), 'a date of about now').toBeLessThan(100 * HOUR_MS);
  }
});

test('a limit is kept by a clock that never jumps', async () => {
  const { report } = await runWithJumps(-HOUR_MS);
  // Nine requests at five a second, whatever the wall clock says.
  expect(report.durationMs).toBeGreaterThan(1_500);
  expect(report.durationMs).toBeLessThan(HOUR_MS / 2);
});
