import type { Spec } from '../language/parse.ts';

/** What a format may show besides the report itself. */
export type Extras = {
  /** The version of this program. */
  readonly version: string;
  /** The spec of a file as it was read, its text without secrets: for its prose, and where a variable is used. */
  readonly specOf?: (file: string) => Spec | undefined;
};
