import { openNodeHttp } from './clients.ts';
import { playAll, readOrders } from './workflow.ts';

// The lowest floor: the script of the first one, with the HTTP client that is part of Node and loads nothing.
await playAll(readOrders(process.argv.slice(2)), openNodeHttp);
