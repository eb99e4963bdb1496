import type { BuildOptions, Plugin } from 'esbuild';

/** Keeps all that the module `hub` imports in one chunk. */
export function oneChunkFor(hub: string, options: BuildOptions): Promise<Plugin>;
