#!/usr/bin/env node
import { createOutput } from './cli/output.ts';
import { VERSION } from './version.ts';

const argv = process.argv.slice(2);
if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-v')) {
  const stdout = createOutput(process.stdout);
  stdout.write(`${VERSION}\n`);
  process.on('exit', () => {
    if (stdout.problem() !== undefined) process.exitCode = 2;
  });
} else {
  const [{ main }, { createProcess }] = await Promise.all([import('./cli/cli.ts'), import('./cli/host.ts')]);
  const { host, end } = createProcess(VERSION);
  // Not awaited: of a promise that never settles, Node would warn in its own words.
  void main(argv, host).then(end);
}
