import type { JsonObject } from '../document/json.ts';
import type {
  Dialect,
  DiscriminatorRole,
  Documents,
  Found,
  DocumentPlace,
  DocumentProblem,
} from '../document/load.ts';
import type { JsonSchema, Direction } from './json-schema.ts';

/** A part of a schema that could not be translated, so that values are not checked there. */
export type SchemaGap = DocumentPlace & { readonly message: string };

/** A translated schema, and what of the document could not be translated. */
export type ConvertedSchema = {
  readonly schema: JsonSchema;
  readonly gaps: readonly SchemaGap[];
  /** What is written in vain, though everything can be checked. */
  readonly notices: readonly SchemaGap[];
  /** Where each translated schema came from, by identity. */
  readonly places: ReadonlyMap<object, DocumentPlace>;
};

/** Whether `nullable` counts only where its version says so, or wherever it is written. */
export type NullableReading = 'strict' | 'lenient';

/** How a schema is to be translated. */
export type SchemaQuestion = {
  readonly documents: Documents;
  readonly dialect: Dialect;
  readonly direction: Direction;
  /** The default is that of the first versions. */
  readonly discriminator?: DiscriminatorRole;
  readonly nullable?: NullableReading;
};

/** What the translation of one part needs from the whole. */
export type Conversion = Required<SchemaQuestion> & {
  readonly convert: (found: Found, owners?: readonly Found[]) => JsonSchema;
  /** A reference to the translation of a place; `base` leaves out what leads from a parent to its children. */
  readonly refer: (target: Found, variant?: 'base') => JsonObject;
  readonly deref: (found: Found) => Found | undefined;
  /** The schema behind a reference; says what is wrong where there is none. */
  readonly follow: (ref: string, found: Found) => Found | DocumentProblem;
  /** Where a `$dynamicRef` leads: to the outermost schema with that `$dynamicAnchor`, if its first target has one. */
  readonly dynamicTarget: (target: Found, name: string) => Found;
  readonly gap: (found: DocumentPlace, message: string) => void;
  /** Says something of the document that keeps nothing from being checked. */
  readonly notice: (found: DocumentPlace, message: string) => void;
  /** Says of a keyword that it is not looked at: nothing may then be refused because the rest holds. */
  readonly lose: (found: DocumentPlace, message: string) => void;
  /** Stands for a part that cannot be read, which is said when a value needs it. */
  readonly late: (found: DocumentPlace, message: string) => JsonObject;
  /** Notes where a schema came from that was made beside the translated one. */
  readonly mark: (schema: JsonObject, from: DocumentPlace) => JsonObject;
};
