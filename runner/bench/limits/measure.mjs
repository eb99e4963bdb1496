import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

// Measures how shards keep to a limit, with redis-server on the PATH and a built program: node runner/bench/limits/measure.mjs
const here = import.meta.dirname;
const packages = join(here, '../../../node_modules');
const outfile = join(packages, '.cache/verify-bench/limit-scenarios.js');
await build({
  entryPoints: [join(here, 'scenarios.ts')],
  outfile,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
});
const { LIMIT_SCENARIOS, measureLimits } = await import(pathToFileURL(outfile).href);
const wanted = process.argv[2] ?? '';
console.log('| scenario | requests | most in a second | wall |\n|---|---|---|---|');
for (const scenario of LIMIT_SCENARIOS) {
  if (!scenario.name.includes(wanted)) continue;
  const found = await measureLimits(scenario, { program: join(here, '../../dist/main.cjs'), packages });
  console.log(
    `| ${scenario.name} | ${found.requests} | ${found.most} | ${(found.wallMs / 1_000).toFixed(1)} s |`,
  );
  if (process.argv.includes('--output'))
    console.log(found.exits, found.output.map((each) => each.slice(-700)).join('\n'));
}
