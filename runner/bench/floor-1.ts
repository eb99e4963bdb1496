import { playAll, readOrders } from './workflow.ts';

// The first floor: a script that a person would write by hand for this one workflow. It reads no documents.
await playAll(readOrders(process.argv.slice(2)));
