import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { afterAll, beforeAll } from 'vitest';
import { oneChunkFor } from '../../build/run-path.mjs';

const runner = join(import.meta.dirname, '../..');

/**
 * Bundles one of our modules like the program, while the test file runs, into a folder of its own, because another test may be
 * building the program at the same time. Returns the path of the bundle.
 */
export function useBundle(entry: string): () => string {
  let folder = '';
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), '.verify-bundle-'));
    const options: BuildOptions & { readonly entryPoints: string[] } = {
      absWorkingDir: runner,
      entryPoints: [entry],
      entryNames: 'entry',
      outdir: folder,
      outExtension: { '.js': '.mjs' },
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'node',
      target: 'node20.19',
      logLevel: 'silent',
      define: { __VERSION__: '"0.0.0"', __PAGE__: '"null"' },
      banner: {
        js: "import { createRequire as verifyRequire } from 'node:module'; const require = verifyRequire(import.meta.url);",
      },
    };
    // With few file descriptors, forty chunks cannot be loaded at once; the program is one.
    const plugins = entry === 'main.ts' ? [await oneChunkFor('cli/program.ts', options)] : [];
    await build({ ...options, plugins });
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return () => join(folder, 'entry.mjs');
}

export type Child = {
  readonly process: ChildProcess;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;
  readonly kill: (signal: NodeJS.Signals) => void;
};

/** Runs a program in a process of its own. */
export function startChild(command: string, words: readonly string[], cwd: string): Child {
  const child = spawn(command, words, { cwd, stdio: ['ignore', 'pipe', 'pipe'], env: cleanEnvironment() });
  let out = '';
  let err = '';
  child.stdout.on('data', (data: Buffer) => {
    out += data.toString();
  });
  child.stderr.on('data', (data: Buffer) => {
    err += data.toString();
  });
  const ended = new Promise<number | NodeJS.Signals>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(signal ?? code ?? -1));
  });
  return {
    process: child,
    stdout: () => out,
    stderr: () => err,
    ended,
    kill: (signal) => void child.kill(signal),
  };
}

/** Without the proxies and settings of the person who runs the tests. */
const cleanEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/proxy$|^VERIFY_|^NODE_OPTIONS$|^VITEST|^CI$/i.test(name),
    ),
  );
