import { writeFileSync } from 'node:fs';
import { playAll, readOrders } from './workflow.ts';

// The first floor: a script that a person would write by hand for this one workflow. It reads no documents. The time that
// its requests took, without starting Node and loading the client, goes into the file that BENCH_RUN names.
const started = performance.now();
await playAll(readOrders(process.argv.slice(2)));
const file = process.env['BENCH_RUN'];
if (file !== undefined) writeFileSync(file, String(performance.now() - started));
