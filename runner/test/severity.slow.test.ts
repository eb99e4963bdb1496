import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { main } from '../cli/cli.ts';
import { CHOSEN_CHECKS } from '../language/check-names.ts';
import { createFakeHost } from './fake-host.ts';
import { makeFolder } from './temp-folder.ts';
import type { Report } from '../report/report.ts';

const project = join(import.meta.dirname, '../..');

test('all five systems pass with every check at error, and nothing is only warned of', async () => {
  const severities = CHOSEN_CHECKS.map((check) => `${check}=error`).join(',');
  const { specs } = await reportOf(['--severity', severities]);
  const systems = new Set(specs.map(({ file }) => file.split('/')[1] ?? ''));
  expect([...systems].sort()).toEqual(['connect', 'department', 'monite', 'payroc', 'sales']);
  expect(specs.filter(({ verdict }) => verdict !== 'passed')).toEqual([]);
  const checks = specs.flatMap(({ file, steps }) =>
    steps.flatMap((step) =>
      step.checks.map(({ name, outcome, message }) => ({ file, name, outcome, message })),
    ),
  );
  expect(checks.filter(({ outcome }) => outcome !== 'passed')).toEqual([]);
});

test('the environment of the specs has every check at error', async () => {
  const { specs } = await reportOf([]);
  const levels = specs.flatMap(({ steps }) => steps.flatMap(({ checks }) => checks));
  expect(levels.filter(({ severity }) => severity !== 'error')).toEqual([]);
});

test.each([
  'POST /connect/v1/payment-links when=201',
  'POST /payment/v4/departments/{id}/payment-requests when=200',
  'POST /v1/payment_links when=201',
  'POST /v1/processing-terminals/{id}/payment-links when=201',
  'GET /business/payments/v1/products when=200',
])('%s under another media type turns a spec red', async (operation) => {
  const { specs } = await reportOf(['--fault', `${operation} contentType=application/vnd.other+json`]);
  const broken = specs
    .filter(({ verdict }) => verdict !== 'passed')
    .flatMap(({ steps }) => steps.flatMap(({ checks }) => checks));
  expect(broken).toContainEqual(
    expect.objectContaining({ name: 'response-content-type', outcome: 'failed', severity: 'error' }),
  );
});

/** The report of a run of the project's own specs, which stay as they are. */
async function reportOf(more: readonly string[]): Promise<Report> {
  const reports = makeFolder({});
  const { host, stderr } = createFakeHost({ cwd: project });
  await main(['specs', '--no-write', '--reporter', 'json', '--reports', reports, ...more], host);
  expect(stderr()).toBe('');
  return JSON.parse(readFileSync(join(reports, 'report.json'), 'utf8')) as Report;
}
