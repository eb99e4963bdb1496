import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { type Figure, median } from './figure.ts';
import { makeSpecs } from './make-specs.ts';
import type { Setting } from './setting.ts';

const SPECS = 10_000;

/** Reading and parsing ten thousand documents, in a fresh process. */
export async function measureParsing({ programs, folder, rounds }: Setting): Promise<readonly Figure[]> {
  makeSpecs(folder, SPECS, 'http://127.0.0.1:9');
  const script = join(programs.scripts, 'parse.js');
  const times = Array.from({ length: rounds }, () =>
    Number(execFileSync(process.execPath, [script, join(folder, 'specs')], { encoding: 'utf8' })),
  );
  return [{ name: `reading and parsing ${SPECS} specs`, value: median(times), unit: 'ms', limit: 2_000 }];
}
