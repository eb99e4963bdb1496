import type { Diagnostic } from '../language/diagnostic.ts';

/** What `verify check` says, with its place as people read it. */
export type LintFinding = Omit<Diagnostic, 'span' | 'fix'> & {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly length: number;
  /** Whether `--fix` mends it. */
  readonly isFixable: boolean;
};
