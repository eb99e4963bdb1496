import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeFolder } from '../test/temp-folder.ts';
import { BINARY_METERS, canRun, readMeter, usageOf } from './child.ts';

const meter = join(import.meta.dirname, 'meter.cjs');
const BUSY_MS = 200;
const busy = `const end = process.cpuUsage().user + ${BUSY_MS}e3; while (process.cpuUsage().user < end);`;

async function expectMeasured(argv: readonly string[], binaryMeter?: readonly string[]): Promise<void> {
  const { cpuMs, rssMb } = await usageOf({ argv, cwd: makeFolder({}) }, meter, binaryMeter);
  expect(cpuMs).toBeGreaterThan(BUSY_MS);
  expect(cpuMs).toBeLessThan(10 * BUSY_MS);
  expect(rssMb).toBeGreaterThan(10);
  expect(rssMb).toBeLessThan(1_000);
}

describe('what a program took', () => {
  test('is measured of a program on Node', async () => {
    await expectMeasured([process.execPath, '--eval', busy]);
  });

  for (const binaryMeter of BINARY_METERS)
    test.skipIf(!canRun([...binaryMeter, '/dev/null', 'true']))(
      `is measured of any other by ${binaryMeter[0]}, with what that starts`,
      async () => {
        await expectMeasured(['sh', '-c', '"$@"; exit', 'sh', process.execPath, '--eval', busy], binaryMeter);
      },
    );

  test('is unknown of a program that failed', async () => {
    const command = { argv: [process.execPath, '--eval', 'process.exit(4)'], cwd: makeFolder({}) };
    await expect(usageOf(command, meter)).rejects.toThrow('exited with 4');
  });
});

test('a program that is not installed cannot be run', () => {
  expect(canRun(['no-such-program-anywhere', '--version'])).toBe(false);
  expect(canRun([process.execPath, '--version'])).toBe(true);
});

test('what several processes used is added up, and the wall time of a meter counts', () => {
  expect(readMeter('0.5 0.25 2048\n1 0 1024\n', 900)).toEqual({ wallMs: 900, cpuMs: 1_750, rssMb: 2 });
  expect(readMeter('0.5 0 2048 700.5\n', 900)).toEqual({ wallMs: 700.5, cpuMs: 500, rssMb: 2 });
});
