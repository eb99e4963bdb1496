import type { JsonObject } from '../document/json.ts';
import type { DocumentPlace } from '../document/documents.ts';

/** One way in which a value breaks its schema. */
export type Violation = {
  readonly keyword: string;
  readonly keys: readonly (string | number)[];
  readonly params: JsonObject;
  /** The schema of the keyword. */
  readonly schema: JsonObject;
  readonly place: DocumentPlace | undefined;
  readonly value: unknown;
};
