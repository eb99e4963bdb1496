import type { JsonObject } from '../document/json.ts';
import type {
  Dialect,
  DiscriminatorRole,
  Documents,
  Found,
  DocumentPlace,
  DocumentProblem,
} from '../document/documents.ts';
import type { JsonSchema, Direction } from './json-schema.ts';

/** A part of a schema that could not be translated, so that values are not checked there. */
export type SchemaGap = DocumentPlace & { readonly message: string };

/** A translated schema, and the parts of the document that could not be translated. */
export type ConvertedSchema = {
  readonly schema: JsonSchema;
  readonly gaps: readonly SchemaGap[];
  /** Keywords without effect; everything is checked all the same. */
  readonly notices: readonly SchemaGap[];
  /** The place of each translated schema, by identity. */
  readonly places: ReadonlyMap<object, DocumentPlace>;
};

/** Whether `nullable` counts only where its version allows it, or everywhere. */
export type NullableReading = 'strict' | 'lenient';

/** A schema to translate, and how. */
export type SchemaQuestion = {
  readonly documents: Documents;
  readonly dialect: Dialect;
  readonly direction: Direction;
  /** By default as in the first versions. */
  readonly discriminator?: DiscriminatorRole;
  readonly nullable?: NullableReading;
};

/** What the translation of one part needs from the whole. */
export type Conversion = Required<SchemaQuestion> & {
  readonly convert: (found: Found, owners?: readonly Found[]) => JsonSchema;
  /** A reference to the translation of a place; `base` leaves out what leads from a parent to its children. */
  readonly refer: (target: Found, variant?: 'base') => JsonObject;
  readonly deref: (found: Found) => Found | undefined;
  /** The schema behind a reference, or why there is none. */
  readonly follow: (ref: string, found: Found) => Found | DocumentProblem;
  /** The target of a `$dynamicRef`: the outermost schema with that `$dynamicAnchor`, if its first target has one. */
  readonly dynamicTarget: (target: Found, name: string) => Found;
  readonly gap: (found: DocumentPlace, message: string) => void;
  /** Reports something about the document that prevents no check. */
  readonly notice: (found: DocumentPlace, message: string) => void;
  /** Reports an ignored keyword: a value must then not be refused because the rest holds. */
  readonly lose: (found: DocumentPlace, message: string) => void;
  /** Replaces an unreadable part, which is reported when a value needs it. */
  readonly late: (found: DocumentPlace, message: string) => JsonObject;
  /** Records the origin of a schema that was created beside the translated one. */
  readonly mark: (schema: JsonObject, from: DocumentPlace) => JsonObject;
};
