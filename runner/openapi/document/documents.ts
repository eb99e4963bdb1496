import type { JsonObject } from './json.ts';

/** Reads a text by its absolute path; undefined if there is no such file. */
type ReadText = (path: string) => string | DocumentProblem | undefined;

/** A problem as a value; the sentence says what to do. */
export type DocumentProblem = {
  readonly problem: string;
  /** The file does not exist, as opposed to being unusable. */
  readonly isAbsent?: true;
  /** It lies outside the readable folders, and was not opened. */
  readonly isOutside?: true;
  /** It can be read, but is not an API document. */
  readonly isOtherKind?: true;
};

/** A place in a file: its absolute path and a JSON Pointer. */
export type DocumentPlace = { readonly file: string; readonly pointer: string };

/** A value and the place it was read from. */
export type Found = DocumentPlace & { readonly value: unknown };

export type Dialect = '2.0' | '3.0' | '3.1';

/** One API document, parsed and recognized. */
export type ApiDocument = {
  readonly path: string;
  readonly dialect: Dialect;
  readonly root: JsonObject;
  readonly discriminator: DiscriminatorRole;
};

/** Whether the value of a discriminator decides which schema must hold, or is only a hint. */
export type DiscriminatorRole = 'decides' | 'hints';

/** The API documents available to a run: read lazily, each once, never fetched. */
export type Documents = {
  readonly open: (path: string) => ApiDocument | DocumentProblem;
  /** The paths of the documents in a folder, in search order. */
  readonly list: (folder: string) => readonly string[];
  /** Follows one `$ref` that was written in `from.file`. */
  readonly resolve: (ref: string, from: DocumentPlace) => Found | DocumentProblem;
  /** Follows `$ref`s until a value that is not one. */
  readonly deref: (found: Found) => Found | DocumentProblem;
  readonly at: (place: DocumentPlace) => Found | DocumentProblem;
  /** The resource around a place (the schema with `$id`, or the file), if it has a `$dynamicAnchor`. */
  readonly dynamicResource: (place: DocumentPlace) => DocumentPlace | undefined;
  /** The schema with that `$dynamicAnchor` in such a resource. */
  readonly dynamicAnchor: (resource: DocumentPlace, name: string) => Found | undefined;
  readonly locate: (place: DocumentPlace) => {
    readonly path: string;
    readonly line: number;
    readonly column: number;
  };
};

export type DocumentsOptions = {
  readonly read: ReadText;
  /** URL prefixes, and the folders with local copies. */
  readonly refs?: readonly (readonly [prefix: string, folder: string])[];
  readonly list?: (folder: string) => readonly string[];
  /** The size limit of a document, in units of 1,048,576 characters. */
  readonly maxMegabytes?: number | undefined;
};

/** Whether a result is a problem. */
export const isProblem = (result: object): result is DocumentProblem => 'problem' in result;
