import { writeFileSync } from 'node:fs';
import { openUndici } from './clients.ts';
import { playAll, readOrders } from './workflow.ts';

// The first floor: a script written by hand for this one workflow, without documents. It writes the time of its requests,
// without starting Node and loading the client, to the file that BENCH_RUN names.
const started = performance.now();
await playAll(readOrders(process.argv.slice(2)), openUndici);
const file = process.env['BENCH_RUN'];
if (file !== undefined) writeFileSync(file, String(performance.now() - started));
