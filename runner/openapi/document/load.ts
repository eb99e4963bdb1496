import { posix } from 'node:path';
import { parseExactDocument, parseExactYaml } from './exact-document.ts';
import { isObject, type JsonObject, own, ownString } from './json.ts';
import { decodePercent, extendPointer, fragmentKeys, lookUp, pointerKeys } from './pointer.ts';
import { createLocator, type Locate } from './position.ts';
import { findRepeatedKey } from './repeated-key.ts';
import { mayHoldNames, readSchemaNames, type SchemaNames } from './schema-names.ts';

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

/** Since 3.0.4 and 3.1.1, a discriminator "must not change the validation outcome". */
function roleOfDiscriminator(root: JsonObject): DiscriminatorRole {
  const [, minor, patch] = /^3\.(\d+)(?:\.(\d+))?/.exec(versionOf(root, 'openapi')) ?? [];
  if (minor === undefined) return 'decides';
  const first = ({ 0: 4, 1: 1 } as Readonly<Record<number, number>>)[Number(minor)] ?? 0;
  return Number(patch ?? 0) >= first ? 'hints' : 'decides';
}

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

/** The longest public documents have 13 million characters; reading one of this size takes some seconds. */
export const MAX_MEGABYTES = 64;
const MEGABYTE = 1024 * 1024;
// All readers of a document recurse into it.
const MAX_DEPTH = 500;

/** Whether a result is a problem. */
export const isProblem = (result: object): result is DocumentProblem => 'problem' in result;

/** Creates the documents of a run, with `$ref`s across files. */
export function createDocuments(options: DocumentsOptions): Documents {
  const files = new Map<string, LoadedFile | DocumentProblem>();
  const opened = new Map<string, ApiDocument | DocumentProblem>();

  const file = (path: string): LoadedFile | DocumentProblem => {
    const known = files.get(path);
    if (known) return known;
    const loaded = readFile(path, options);
    files.set(path, loaded);
    return loaded;
  };

  const at = (place: DocumentPlace): Found | DocumentProblem => {
    const loaded = file(place.file);
    if (isProblem(loaded)) return loaded;
    const hit = lookUp(loaded.root, pointerKeys(place.pointer));
    return hit
      ? { ...place, value: hit.value }
      : { problem: `${place.file} has nothing at ${place.pointer}` };
  };

  const resolve = (ref: string, from: DocumentPlace): Found | DocumentProblem => {
    const [address, fragment] = splitOnce(ref, '#');
    const target = resourceBehind(address, from);
    if (isProblem(target)) return { problem: `$ref ${ref}: ${target.problem}` };
    const { file: path, pointer: resource } = target;
    const loaded = file(path);
    if (isProblem(loaded)) return { problem: `$ref ${ref}: ${loaded.problem}` };
    const keys = fragmentKeys(fragment);
    if (fragment !== '' && !fragment.startsWith('/')) {
      if (loaded.names()?.isAmbiguous(resource, decodePercent(fragment)) === true)
        return { problem: `$ref ${ref}: several schemas have this $anchor; rename all but one` };
      const pointer = loaded.names()?.anchor(resource, decodePercent(fragment));
      if (pointer !== undefined) return at({ file: path, pointer });
      return {
        problem: `$ref ${ref}: no schema has this $anchor; a JSON Pointer such as #/components/schemas/name needs none`,
      };
    }
    const inside = [...pointerKeys(resource), ...keys];
    const hit = lookUp(loaded.root, inside);
    if (hit) return { file: path, pointer: extendPointer('', ...inside), value: hit.value };
    // Many documents set `$id` and still refer from the root of the file.
    const whole = resource === '' || address !== '' ? undefined : lookUp(loaded.root, keys);
    return whole
      ? { file: path, pointer: extendPointer('', ...keys), value: whole.value }
      : { problem: `$ref ${ref} points at nothing in ${path}: correct it or add what it names` };
  };

  /** The target of the part of a reference before `#`: a schema of the same file with that `$id`, or a file. */
  const resourceBehind = (address: string, from: DocumentPlace): DocumentPlace | DocumentProblem => {
    const names = namesOf(from.file);
    const pointer = address === '' ? names?.resourceOf(from.pointer) : names?.find(address, from.pointer);
    if (address === '' || pointer !== undefined) return { file: from.file, pointer: pointer ?? '' };
    const target = locateFile(address, from.file, options.refs ?? []);
    return isProblem(target) ? target : { file: target.path, pointer: '' };
  };
  const namesOf = (path: string): SchemaNames | undefined => {
    const loaded = file(path);
    return isProblem(loaded) ? undefined : loaded.names();
  };

  const deref = (found: Found): Found | DocumentProblem => {
    let current = found;
    for (let hops = 0; hops < 50; hops++) {
      const ref = ownString(current.value, '$ref');
      if (ref === undefined) return current;
      const next = resolve(ref, current);
      if (isProblem(next)) return next;
      current = next;
    }
    return { problem: `$ref ${ownString(found.value, '$ref')} only leads to itself` };
  };

  const open = (path: string): ApiDocument | DocumentProblem => {
    const known = opened.get(path);
    if (known) return known;
    const loaded = file(path);
    const document = isProblem(loaded) ? loaded : recognise(path, loaded.root);
    opened.set(path, document);
    return document;
  };

  return {
    open,
    at,
    resolve,
    deref,
    dynamicResource: (place) => {
      const names = namesOf(place.file);
      const pointer = names?.resourceOf(place.pointer);
      return pointer !== undefined && names?.isDynamic(pointer) ? { file: place.file, pointer } : undefined;
    },
    dynamicAnchor: (resource, name) => {
      const pointer = namesOf(resource.file)?.dynamicAnchor(resource.pointer, name);
      const found = pointer === undefined ? undefined : at({ file: resource.file, pointer });
      return found === undefined || isProblem(found) ? undefined : found;
    },
    list: (folder) => options.list?.(folder) ?? [],
    locate: ({ file: path, pointer }) => {
      const loaded = file(path);
      return { path, ...(isProblem(loaded) ? { line: 1, column: 1 } : loaded.locate(pointer)) };
    },
  };
}

type LoadedFile = {
  readonly root: unknown;
  readonly locate: Locate;
  /** The `$id`s and anchors of its schemas; undefined if it has none. */
  readonly names: () => SchemaNames | undefined;
};

/** Versions before 3.1 do not have them. */
function readNames(path: string, root: unknown, text: string): () => SchemaNames | undefined {
  const isOlder = isObject(root) && versionsIn(root) !== NO_VERSION && dialectOf(root) !== '3.1';
  if (isOlder || !mayHoldNames(text)) return () => undefined;
  let names: SchemaNames | undefined;
  return () => {
    names ??= readSchemaNames(path, root);
    return names;
  };
}

function readFile(
  path: string,
  { read, maxMegabytes = MAX_MEGABYTES }: DocumentsOptions,
): LoadedFile | DocumentProblem {
  let text: string | DocumentProblem | undefined;
  try {
    text = read(path);
  } catch (error) {
    return { problem: `${path} cannot be read: ${firstLine(error)}` };
  }
  if (typeof text === 'object') return text;
  if (text === undefined) return { problem: `there is no file ${path}`, isAbsent: true };
  if (text.length > maxMegabytes * MEGABYTE)
    return {
      problem: `${path} is larger than ${maxMegabytes} MB; --max-document takes a larger one, as in --max-document ${Math.max(200, 2 * maxMegabytes)}`,
    };
  const markup = /^\uFEFF?\s*<(!doctype html|html|[?!a-z])/i.exec(text);
  if (markup)
    return {
      problem: `${path} is not an API document: it is ${/html/i.test(markup[1]!) ? 'an HTML page' : 'HTML or XML'}; save the JSON or YAML document itself`,
      isOtherKind: true,
    };
  try {
    const root = parseText(text.replace(/^\uFEFF/, ''));
    if (isDeeperThan(MAX_DEPTH, root))
      return { problem: `${path} is nested more than ${MAX_DEPTH} levels deep` };
    return { root, locate: createLocator(text), names: readNames(path, root, text) };
  } catch (error) {
    return { problem: `${path} is not sound JSON or YAML: ${firstLine(error).replace(/:$/, '')}` };
  }
}

function isDeeperThan(limit: number, root: unknown): boolean {
  let level: unknown[] = [root];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > limit) return true;
    level = level.flatMap((value) =>
      typeof value === 'object' && value !== null ? Object.values(value) : [],
    );
  }
  return false;
}

function parseText(text: string): unknown {
  if (/^\s*[[{]/.test(text)) {
    let root: { readonly value: unknown } | undefined;
    try {
      root = { value: parseExactDocument(text) };
    } catch {
      // JSON with comments or trailing commas is read as YAML, which also reports the line of an error.
    }
    if (root !== undefined) {
      refuseRepeatedKey(text, root.value);
      return root.value;
    }
  }
  return parseExactYaml(text);
}

/** Refuses a document with a repeated key, because it is unclear which value counts. */
function refuseRepeatedKey(text: string, root: unknown): void {
  const repeated = findRepeatedKey(text, root);
  if (repeated === undefined) return;
  const before = text.slice(0, repeated.offset);
  const line = before.split('\n').length;
  const column = repeated.offset - before.lastIndexOf('\n');
  throw new Error(`the key "${repeated.key}" is duplicated at line ${line}, column ${column}`);
}

function recognise(path: string, root: unknown): ApiDocument | DocumentProblem {
  if (!isObject(root))
    return { problem: `${path} is not an OpenAPI document: it holds no object`, isOtherKind: true };
  const paths = own(root, 'paths');
  if (paths !== undefined && !isObject(paths))
    return { problem: `${path} is not an OpenAPI document: its "paths" holds no object` };
  const dialect = dialectOf(root);
  return dialect
    ? { path, dialect, root, discriminator: roleOfDiscriminator(root) }
    : {
        problem: `${path} is not an OpenAPI document: expected swagger: 2.0, openapi: 3.0 or 3.1, or "paths", found ${versionsIn(root)}`,
        ...(versionsIn(root) === NO_VERSION && { isOtherKind: true as const }),
      };
}

/** YAML reads an unquoted version such as 2.0 as a number. */
function versionOf(root: JsonObject, key: string): string {
  const version = own(root, key);
  if (typeof version === 'number') return Number.isInteger(version) ? `${version}.0` : String(version);
  return typeof version === 'string' ? version : '';
}

const NO_VERSION = 'none of them';

const versionsIn = (root: JsonObject): string =>
  ['swagger', 'openapi']
    .filter((key) => own(root, key) !== undefined)
    .map((key) => `${key}: ${versionOf(root, key)}`)
    .join(', ') || NO_VERSION;

function dialectOf(root: JsonObject): Dialect | undefined {
  if (versionOf(root, 'swagger').startsWith('2')) return '2.0';
  const version = versionOf(root, 'openapi');
  if (version.startsWith('3.0')) return '3.0';
  if (version.startsWith('3')) return '3.1';
  // The keywords of an unknown version are undefined.
  if (versionsIn(root) !== NO_VERSION) return undefined;
  // Some documents have no version; their content shows it.
  if (!isObject(own(root, 'paths'))) return undefined;
  return isObject(own(root, 'components')) || own(root, 'servers') ? '3.0' : '2.0';
}

function locateFile(
  address: string,
  base: string,
  refs: readonly (readonly [string, string])[],
): { readonly path: string } | DocumentProblem {
  const mapped = refs.find(([prefix]) => address.startsWith(prefix));
  const relative = decodePercent(mapped ? address.slice(mapped[0].length).replace(/[?].*$/, '') : address);
  if (mapped) return { path: posix.join(mapped[1], relative) };
  if (/^[a-z][a-z0-9+.-]*:/i.test(address) || address.startsWith('//'))
    return {
      problem: 'nothing is fetched; map the beginning of this address to a folder that holds the files',
    };
  return { path: posix.resolve(posix.dirname(base), relative) };
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + separator.length)];
}

const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
