import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeFolder } from '../test/temp-folder.ts';
import { canMeasureBinaries, canRun, usageOf } from './child.ts';

const meter = join(import.meta.dirname, 'meter.cjs');
const BUSY_MS = 200;
const busy = `const end = process.cpuUsage().user + ${BUSY_MS}e3; while (process.cpuUsage().user < end);`;

async function expectMeasured(argv: readonly string[]): Promise<void> {
  const { cpuMs, rssMb } = await usageOf({ argv, cwd: makeFolder({}) }, meter);
  expect(cpuMs).toBeGreaterThan(BUSY_MS);
  expect(cpuMs).toBeLessThan(10 * BUSY_MS);
  expect(rssMb).toBeGreaterThan(10);
  expect(rssMb).toBeLessThan(1_000);
}

describe('what a program took', () => {
  test('is measured of a program on Node', async () => {
    await expectMeasured([process.execPath, '--eval', busy]);
  });

  test.skipIf(!canMeasureBinaries())('is measured of any other, with what that starts', async () => {
    await expectMeasured(['sh', '-c', '"$@"; exit', 'sh', process.execPath, '--eval', busy]);
  });

  test('is not told of a program that failed', async () => {
    const command = { argv: [process.execPath, '--eval', 'process.exit(4)'], cwd: makeFolder({}) };
    await expect(usageOf(command, meter)).rejects.toThrow('exited with 4');
  });
});

test('a program that is not installed cannot be run', () => {
  expect(canRun(['no-such-program-anywhere', '--version'])).toBe(false);
  expect(canRun([process.execPath, '--version'])).toBe(true);
});
