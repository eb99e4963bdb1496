#!/usr/bin/env node
import { createOutput } from './cli/output.ts';
import { tuneV8 } from './cli/tune-v8.ts';
import { VERSION } from './version.ts';

const argv = process.argv.slice(2);
if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-v')) {
  const stdout = createOutput(process.stdout);
  stdout.write(`${VERSION}\n`);
  process.on('exit', () => {
    if (stdout.problem() !== undefined) process.exitCode = 2;
  });
} else {
  tuneV8(process.env);
  // Not awaited: of a promise that never settles, or of a module that cannot be loaded, Node would speak in its own words.
  void import('./cli/program.ts').then(
    ({ main, createProcess }) => {
      const { host, end } = createProcess(VERSION);
      return main(argv, host).then(end);
    },
    (error: unknown) => {
      process.exitCode = 2;
      process.stderr.write(`verify: it cannot be loaded: ${(error as Error).message.split('\n', 1)[0]}\n`);
    },
  );
}
