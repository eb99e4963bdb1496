import type { PageView } from './view.ts';

/** Changes what is shown. Opening a spec can be undone with the back button, filtering cannot. */
export type Go = (changes: Partial<PageView>) => void;
