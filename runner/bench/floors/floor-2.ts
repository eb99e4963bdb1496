import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { openUndici } from './clients.ts';
import { playAll, readOrders } from './workflow.ts';

// The second floor: the first, after reading every document and parsing each of its YAML parts. No runner of documents can do
// with less; the cost of `verify` is given as a multiple of it.
const [folder = '', ...orders] = process.argv.slice(2);

/** The number of steps in a document, which requires parsing all of it. */
function readDocument(path: string): number {
  const text = readFileSync(path, 'utf8');
  const end = text.indexOf('\n---', 3);
  const metadata = parse(text.slice(4, end)) as { endpoint?: string };
  if (metadata.endpoint === undefined) throw new Error(`${path} has no endpoint`);
  return [...text.slice(end).matchAll(/^```yaml\n(.*?)^```/gms)]
    .map(([, block]) => (parse(block!) as { steps: unknown[] }).steps.length)
    .reduce((sum, steps) => sum + steps, 0);
}

const { specs, ...rest } = readOrders(orders);
const documents = readdirSync(folder).filter((name) => name.endsWith('.md'));
const steps = documents.reduce((sum, name) => sum + readDocument(join(folder, name)), 0);
if (steps !== specs * 4) throw new Error(`expected ${specs * 4} steps, found ${steps}`);
await playAll({ ...rest, specs: documents.length }, openUndici);
