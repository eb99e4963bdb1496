import type { Plugin } from 'esbuild';

/** The libraries in files of their own. */
export const LATE_LIBRARIES: readonly string[];

/** Puts off what most runs do without until it is called for the first time. */
export function late(files: readonly string[]): Plugin;
