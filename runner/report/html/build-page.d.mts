import type { PageCode } from './render.ts';

export function buildPage(): Promise<PageCode>;
