import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

// Translates the benchmark, which old versions of Node cannot run as it is, and starts it. Packages stay where they are
// installed, so the floors load undici and yaml as anyone's script would.
const here = import.meta.dirname;
const scripts = join(here, '../../node_modules/.cache/verify-bench');
await build({
  absWorkingDir: here,
  entryPoints: [
    'bench.ts',
    'server.ts',
    'floors/floor-0.ts',
    'floors/floor-1.ts',
    'floors/floor-2.ts',
    'parse.ts',
  ],
  outdir: scripts,
  entryNames: '[name]',
  bundle: true,
  packages: 'external',
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
});
cpSync(join(here, 'meter.cjs'), join(scripts, 'meter.cjs'));

const { bench } = await import(pathToFileURL(join(scripts, 'bench.js')).href);
process.exitCode = await bench(process.argv.slice(2), {
  scripts,
  verify: join(here, '../dist/main.cjs'),
  project: join(here, '../..'),
});
