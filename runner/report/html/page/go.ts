import type { PageView } from './view.ts';

/** Changes the view. The back button undoes opening a spec, but not filtering. */
export type Go = (changes: Partial<PageView>) => void;
