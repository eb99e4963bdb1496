export { main } from './cli.ts';
export { createProcess } from './host.ts';
