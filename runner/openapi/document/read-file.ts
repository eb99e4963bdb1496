import { parseExactDocument, parseExactYaml } from './exact-document.ts';
import { isObject } from './json.ts';
import { createLocator, type Locate } from './position.ts';
import { findRepeatedKey } from './repeated-key.ts';
import { mayHoldNames, readSchemaNames, type SchemaNames } from './schema-names.ts';
import type { DocumentProblem, DocumentsOptions } from './documents.ts';
import { dialectOf, NO_VERSION, versionsIn } from './dialect.ts';

/** The longest public documents have 13 million characters; reading one of this size takes some seconds. */
export const MAX_MEGABYTES = 64;

const MEGABYTE = 1024 * 1024;

// All readers of a document recurse into it.
const MAX_DEPTH = 500;

/** A parsed file. */
export type LoadedFile = {
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

/** Reads and parses a file; or returns the problem. */
export function readFile(
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

const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
