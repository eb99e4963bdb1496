import type { Diagnostic } from '../language/diagnostic.ts';
import type { Spec } from '../language/parse.ts';
import type { Api } from './api.ts';

/** The severity of a rule; an error makes `verify check` exit with 2. */
export type Level = Diagnostic['severity'];

/** What a rule may read besides the spec. */
export type LintContext = {
  readonly api: Api;
  /** Whether a variable is provided outside the steps: by a built-in, the environment, a row, `--var`. */
  readonly isProvided: (name: string) => boolean;
  /** False if no environments.yaml was found: what it would provide is unknown then. */
  readonly hasEnvironment: boolean;
  /** The other checked specs with the same endpoint, by path. */
  readonly sharing: (spec: Spec) => readonly Spec[];
  /** Whether another checked spec uses the steps of this one. */
  readonly isUsed: (spec: Spec) => boolean;
  readonly nowMs: number;
};

/** A finding of a rule; its own severity overrides the rule's. */
export type Lint = Omit<Diagnostic, 'rule' | 'severity'> & { readonly severity?: Level };

/** One rule of `verify check`, in addition to what a run refuses. */
export type LintRule = {
  readonly id: string;
  readonly severity: Level;
  /** What it finds, in a few words, for help and docs. */
  readonly finds: string;
  readonly check: (spec: Spec, context: LintContext) => readonly Lint[];
};
