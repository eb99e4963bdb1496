import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
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

/** Without the certificates that a machine may add to those of Node, which reads them at its start: 26 ms of CPU. */
const { NODE_EXTRA_CA_CERTS: _, ...INHERITED } = process.env;

/** Runs a program and measures only its wall time. Throws if it does not exit with 0. */
export async function timeOf(command: Command): Promise<number> {
  const { argv, cwd, env } = command;
  const started = performance.now();
  const child = spawn(argv[0]!, argv.slice(1), {
    cwd,
    env: { ...INHERITED, ...env },
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

/**
 * Programs that run another and append user seconds, system seconds and kilobytes to the file that follows, as `meter.cjs` does;
 * Python adds the wall milliseconds, because its own start takes longer than a short run. The first that is installed is used.
 */
export const BINARY_METERS: readonly (readonly [string, ...string[]])[] = [
  ['time', '--append', '--format', '%U %S %M', '--output'],
  [
    'python3',
    '-c',
    `import os, sys, time
started = time.monotonic()
child = os.fork()
if child == 0:
    os.execvp(sys.argv[2], sys.argv[2:])
_, status, used = os.wait4(child, 0)
wall = (time.monotonic() - started) * 1000
with open(sys.argv[1], 'a') as file:
    file.write(f'{used.ru_utime} {used.ru_stime} {used.ru_maxrss} {wall}\\n')
sys.exit(os.waitstatus_to_exitcode(status))`,
  ],
];

/** The command line that measures a program that is not on Node; undefined if there is none. */
export const findBinaryMeter = (): readonly string[] | undefined =>
  BINARY_METERS.find((meter) => canRun([...meter, '/dev/null', 'true']));

/**
 * Also measures CPU time and memory: of a Node program, as each of its processes reports at its end; of any other, by a program
 * that runs it.
 */
export async function usageOf(
  command: Command,
  meter: string,
  binaryMeter: readonly string[] = findBinaryMeter() ?? [],
): Promise<Usage> {
  const file = join(tmpdir(), `verify-bench-meter-${process.pid}.txt`);
  const wallMs = await timeOf(
    command.argv[0] === process.execPath
      ? { ...command, env: { ...command.env, NODE_OPTIONS: `--require ${meter}`, BENCH_METER: file } }
      : { ...command, argv: [...binaryMeter, file, ...command.argv] },
  );
  if (!existsSync(file)) throw new Error(`${command.argv.join(' ')} ended without being measured`);
  const text = readFileSync(file, 'utf8');
  rmSync(file);
  return readMeter(text, wallMs);
}

/** Whether a program is installed, by running it. */
export const canRun = ([program, ...args]: readonly [string, ...string[]]): boolean =>
  spawnSync(program, args, { stdio: 'ignore' }).status === 0;

/** The sum of what the processes of a program used: a line each. */
export function readMeter(text: string, wallMs: number): Usage {
  const processes = text
    .trim()
    .split('\n')
    .map((line) => line.split(' ').map(Number) as [number, number, number, number?]);
  return {
    wallMs: processes[0]?.[3] ?? wallMs,
    cpuMs: processes.reduce((sum, [user, system]) => sum + (user + system) * 1000, 0),
    rssMb: Math.max(...processes.map(([, , peakKb]) => peakKb / 1024)),
  };
}
