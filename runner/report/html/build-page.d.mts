import type { Metafile } from 'esbuild';
import type { PageCode } from './render.ts';

export function buildPage(): Promise<PageCode & { readonly metafile: Metafile; readonly folder: string }>;
