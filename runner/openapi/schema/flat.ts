import type { JsonObject } from '../document/json.ts';
import type { Flagged } from './flag.ts';

/** What a schema says about the fields of an object: nothing, all allowed, some (others are undocumented), or only these. */
export type Knowledge = 'nothing' | 'open' | 'fields' | 'closed';

/** A format that a value may have, and its schema. */
export type FormatOf = { readonly format: string; readonly schema: JsonObject };

/** A schema merged with all that it refers to. */
export type Flat = {
  readonly knowledge: Knowledge;
  /** The formats that a text may have; empty if it may have any. */
  readonly texts: readonly FormatOf[];
  /** The formats that a number may have; empty if it may have any. */
  readonly numbers: readonly FormatOf[];
  readonly holders: readonly JsonObject[];
  readonly switches: readonly JsonObject[];
  /** Holders in a branch of a discriminator. */
  readonly branchHolders: ReadonlySet<JsonObject>;
  /** Holders that apply to any value, not only in an alternative. */
  readonly sureHolders: ReadonlySet<JsonObject>;
  /** Whether the value must not be sent in this direction. */
  readonly flagged: Flagged | undefined;
};
