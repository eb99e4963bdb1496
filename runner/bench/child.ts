import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** A program with its arguments, and where it runs. */
export type Command = {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
};

/** The resources of a program, from its start to its end. */
export type Usage = { readonly wallMs: number; readonly cpuMs: number; readonly rssMb: number };

const TOO_LONG_MS = 300_000;

/** Runs a program and measures only its wall time. Throws if it does not exit with 0. */
export async function timeOf(command: Command): Promise<number> {
  const { argv, cwd, env } = command;
  const started = performance.now();
  const child = spawn(argv[0]!, argv.slice(1), {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: TOO_LONG_MS,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-4_000);
    });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  const wallMs = performance.now() - started;
  if (code !== 0) throw new Error(`${argv.join(' ')} exited with ${code}:\n${output}`);
  return wallMs;
}

/** User seconds, system seconds, kilobytes: as `meter.cjs` writes them. */
const GNU_TIME = ['time', '--append', '--format', '%U %S %M', '--output'] as const;

/**
 * Also measures CPU time and memory: of a Node program, as each of its processes reports at its end; of any other program, by
 * GNU time, to 10 ms.
 */
export async function usageOf(command: Command, meter: string): Promise<Usage> {
  const file = join(command.cwd, 'meter.txt');
  rmSync(file, { force: true });
  const wallMs = await timeOf(
    command.argv[0] === process.execPath
      ? { ...command, env: { ...command.env, NODE_OPTIONS: `--require ${meter}`, BENCH_METER: file } }
      : { ...command, argv: [...GNU_TIME, file, ...command.argv] },
  );
  if (!existsSync(file)) throw new Error(`${command.argv.join(' ')} ended without being measured`);
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  const processes = lines.map((line) => line.split(' ').map(Number) as [number, number, number]);
  return {
    wallMs,
    cpuMs: processes.reduce((sum, [user, system]) => sum + (user + system) * 1000, 0),
    rssMb: Math.max(...processes.map(([, , peakKb]) => peakKb / 1024)),
  };
}

/** Whether a program is installed, by running it. */
export const canRun = ([program, ...args]: readonly [string, ...string[]]): boolean =>
  spawnSync(program, args, { stdio: 'ignore' }).status === 0;

/** Whether GNU time is installed; without it only Node programs are measured. */
export const canMeasureBinaries = (): boolean => canRun([...GNU_TIME, '/dev/null', 'true']);
