import type { Diagnostic } from '../language/diagnostic.ts';
import type { Spec } from '../language/parse.ts';
import type { Api } from './api.ts';

/** How much a rule matters: an error makes `verify check` exit with 2. */
export type Level = Diagnostic['severity'];

/** What a rule may know beside the spec. */
export type LintContext = {
  readonly api: Api;
  /** Whether something outside the steps provides a variable: a built-in, the environment, a row, `--var`. */
  readonly isProvided: (name: string) => boolean;
  /** False where no environments.yaml was found: what it would provide is then not known. */
  readonly hasEnvironment: boolean;
  /** The other checked specs with the same endpoint, by path. */
  readonly sharing: (spec: Spec) => readonly Spec[];
  /** Whether another checked spec uses the steps of this one. */
  readonly isUsed: (spec: Spec) => boolean;
  readonly nowMs: number;
};

/** What a rule finds; a severity of its own stands instead of the rule's. */
export type Lint = Omit<Diagnostic, 'rule' | 'severity'> & { readonly severity?: Level };

/** One thing that `verify check` looks at, beside all that a run would refuse. */
export type LintRule = {
  readonly id: string;
  readonly severity: Level;
  /** What it finds, in a few words, for help and docs. */
  readonly finds: string;
  readonly check: (spec: Spec, context: LintContext) => readonly Lint[];
};
