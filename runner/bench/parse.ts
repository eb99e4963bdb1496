import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readSource } from '../workspace/files.ts';
import { hasErrors, parseSpec } from '../language/parse.ts';

// Reads and parses the documents of a folder once, in a fresh process, and prints the milliseconds.
const folder = process.argv[2] ?? '.';
const started = performance.now();
const specs = readdirSync(folder).map((name) => {
  const source = readSource(join(folder, name), name);
  if ('problem' in source) throw new Error(source.problem);
  return parseSpec(source);
});
const durationMs = performance.now() - started;
if (specs.some(({ steps, diagnostics }) => steps.length !== 4 || hasErrors(diagnostics)))
  throw new Error('a document was not understood');
console.log(durationMs);
