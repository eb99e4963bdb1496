import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** A program with its arguments, and where it runs. */
export type Command = {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
};

/** What a program took, from its start to its end. */
export type Usage = { readonly wallMs: number; readonly cpuMs: number; readonly rssMb: number };

const TOO_LONG_MS = 300_000;

/** Runs a program to its end and measures nothing but the time on the wall. Throws when it does not exit with 0. */
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

/** The same for programs on Node, with the CPU time and memory of every process they start. */
export async function usageOf(command: Command, meter: string): Promise<Usage> {
  const file = join(command.cwd, 'meter.txt');
  rmSync(file, { force: true });
  const env = { ...command.env, NODE_OPTIONS: `--require ${meter}`, BENCH_METER: file };
  const wallMs = await timeOf({ ...command, env });
  if (!existsSync(file)) throw new Error(`${command.argv.join(' ')} ended without being measured`);
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  const processes = lines.map((line) => line.split(' ').map(Number) as [number, number]);
  return {
    wallMs,
    cpuMs: processes.reduce((sum, [cpuMs]) => sum + cpuMs, 0),
    rssMb: Math.max(...processes.map(([, rssMb]) => rssMb)),
  };
}
