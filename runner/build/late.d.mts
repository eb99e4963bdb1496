import type { Plugin } from 'esbuild';

/** Puts off what most runs do without until it is called for the first time. */
export function late(yamlFile: string): Plugin;
