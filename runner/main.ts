#!/usr/bin/env node
import { VERSION } from './version.ts';

const argv = process.argv.slice(2);
if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-v')) {
  process.stdout.write(`${VERSION}\n`);
} else {
  const [{ main }, { createHost }] = await Promise.all([import('./cli/cli.ts'), import('./cli/host.ts')]);
  process.exitCode = await main(argv, createHost(VERSION));
}
