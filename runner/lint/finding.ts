import type { Diagnostic } from '../language/diagnostic.ts';

/** A diagnostic of `verify check`, with its line and column. */
export type LintFinding = Omit<Diagnostic, 'span' | 'fix'> & {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly length: number;
  /** Whether `--fix` repairs it. */
  readonly isFixable: boolean;
};
