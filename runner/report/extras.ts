import type { Spec } from '../spec/parse.ts';

/** What a format may show besides the report itself. Whoever passes specs has taken secrets out of their text. */
export type Extras = {
  /** The version of this program. */
  readonly version: string;
  /** The specs as they were read, for prose, tags and where a variable is used. */
  readonly specs?: readonly Spec[];
};
