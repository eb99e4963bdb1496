import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { main } from '../cli/cli.ts';
import { createFakeHost } from './fake-host.ts';
import { type FaultCase, parseFaults, renderFaults } from './faults.ts';
import { makeFolder } from './temp-folder.ts';
import type { Report } from '../report/report.ts';

const project = join(import.meta.dirname, '../..');
const listPath = join(import.meta.dirname, 'faults.txt');
const list = readFileSync(listPath, 'utf8');
const cases = parseFaults(list);
const isUpdate = process.env['UPDATE'] === '1';

const updated: FaultCase[] = [];
afterAll(() => {
  if (isUpdate) writeFileSync(listPath, renderFaults(updated));
});

test('without a fault every spec passes', async () => {
  const { summary } = await reportOf('specs', []);
  expect(summary.passed).toBe(summary.total);
  expect(summary.total).toBeGreaterThan(100);
});

describe('specs that notice a fault', () => {
  test.each(cases)('$what', async (fault) => {
    const { specs } = await reportOf(fault.path, fault.faults);
    const red = specs.filter(({ verdict }) => verdict !== 'passed');
    const noticed = red.map(({ verdict, file }) => `${verdict.padEnd(7)} ${file}`);
    if (isUpdate) updated.push({ ...fault, noticed });
    else expect(noticed).toEqual(fault.noticed);
    expect(noticed).not.toEqual([]);
    expect(red.filter((spec) => !namesItsLine(spec))).toEqual([]);
  });
});

test('every spec of the project can turn red', async () => {
  const { specs } = await reportOf('specs', []);
  const noticing = new Set(
    (isUpdate ? updated : cases).flatMap(({ noticed }) => noticed.map((line) => line.split(/ +/)[1])),
  );
  expect(specs.map(({ file }) => file).filter((file) => !noticing.has(file))).toEqual([]);
});

test('the list reads back as it is written', () => {
  expect(renderFaults(cases)).toBe(list);
});

/** Runs specs of the project, leaves them as they are, and reads the report. */
async function reportOf(path: string, faults: readonly string[]): Promise<Report> {
  const reports = makeFolder({});
  const words = [path, '--no-write', '--reporter', 'json', '--reports', reports];
  const { host, stderr } = createFakeHost({ cwd: project });
  await main([...words, ...faults.flatMap((fault) => ['--fault', fault])], host);
  expect(stderr()).toBe('');
  return JSON.parse(readFileSync(join(reports, 'report.json'), 'utf8')) as Report;
}

/** Whether the check that decided stands at a line of the spec that has something on it. */
function namesItsLine({ file, steps, decidedBy }: Report['specs'][number]): boolean {
  const lines = readFileSync(join(project, file), 'utf8').split('\n');
  const broken = steps
    .find(({ id }) => id === decidedBy)
    ?.checks.find(({ outcome, severity }) => outcome !== 'passed' && severity === 'error');
  return broken !== undefined && (lines[broken.line - 1] ?? '').trim() !== '';
}
