import type { Lookup } from '../../language/template/template.ts';
import type { Step } from '../../language/step/step.ts';
import type { WrittenJson } from '../../language/template/written.ts';
import type { SecretRead } from '../../environment/layers.ts';

/** Reads `{{env.NAME}}`: the process environment, else the `.env` beside the environments file. */
export type ReadSecret = (name: string) => string | undefined;

/** The variables of one run of one spec. Later wins: built-ins, the environment's, `--var`, extracted. */
export type Scope = {
  readonly lookup: Lookup;
  readonly extract: (name: string, value: WrittenJson, origin?: ValueOrigin) => void;
  readonly has: (name: string) => boolean;
  /** Whether an answer of this run has given the value. */
  readonly isFound: (name: string) => boolean;
  /** The variables that the environment's variable of this name is made of; none where its value comes from elsewhere. */
  readonly partsOf: (name: string) => readonly string[];
  /** The secret that a variable is or is made of, whatever is extracted under its name; undefined when it is none. */
  readonly secretBehind: (name: string) => string | undefined;
  /** Remembers what an answer that was not as promised has nevertheless made, so that it can be cleaned up. */
  readonly keepForCleanup: (name: string, value: WrittenJson, secrets?: readonly SecretRead[]) => void;
  /** From now on variables may come from such answers, too. */
  readonly beginCleanup: () => void;
  /** The variables of a spec that this one uses: its own, above these; its outputs become variables here. */
  readonly within: (origin: Step['origin']) => Scope;
  /** A variable that is there for one turn of a step only. */
  readonly with: (name: string, value: WrittenJson, secrets?: readonly SecretRead[]) => Scope;
  /** The secrets that were read, in the order of reading. */
  readonly secretsRead: SecretRead[];
  /** Why `{{env.NAME}}` may not be read, where the environment does not mention it. */
  readonly refusalOf: (name: string) => { readonly message: string; readonly hint: string } | undefined;
  /** Where a name that nobody provides could come from. */
  readonly advise: (name: string) => string;
};

/** Where the value of an extracted variable comes from. */
export type ValueOrigin = {
  /** False for a default: then no answer has given the value. */
  readonly isFound?: boolean;
  /** The secrets that are read with it. */
  readonly secrets?: readonly SecretRead[];
};
