import type { JsonObject } from '../document/json.ts';
import type { Flagged } from './flag.ts';

/** What a schema knows about the fields of an object: nothing, everything, some (others are undocumented), or only these. */
export type Knowledge = 'nothing' | 'open' | 'fields' | 'closed';

/** A format that a value may have, and the schema that says so. */
export type FormatOf = { readonly format: string; readonly schema: JsonObject };

/** What is left of a schema and all it refers to. */
export type Flat = {
  readonly knowledge: Knowledge;
  /** The formats that a text may have; empty when it may have any. */
  readonly texts: readonly FormatOf[];
  /** The same for a number. */
  readonly numbers: readonly FormatOf[];
  readonly holders: readonly JsonObject[];
  readonly switches: readonly JsonObject[];
  /** Holders that belong to a branch of a discriminator. */
  readonly branchHolders: ReadonlySet<JsonObject>;
  /** Holders that apply whatever the value is: no alternative. */
  readonly sureHolders: ReadonlySet<JsonObject>;
  /** Whether the value should not travel this way. */
  readonly flagged: Flagged | undefined;
};
