import type { View } from './view.ts';

/** Changes what is shown. Opening a spec can be undone with the back button, filtering cannot. */
export type Go = (changes: Partial<View>) => void;
