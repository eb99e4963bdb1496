import { memoize } from '../memoize.ts';
import { readNumber } from '../json/exact-number.ts';
import { parsePath } from './parse.ts';
import { isSingular, type PathQuery } from './query.ts';
import { PathError } from './scanner.ts';
import { type Node, NodeSelection, stepperOf } from './select.ts';
import { NotChecked } from './visits.ts';
import type { TestPattern } from '../matcher/match.ts';
import { shorten } from '../shorten.ts';

/** A JSONPath as specs write it, ready to be evaluated. */
type Query = {
  readonly source: string;
  /** The nodes that it finds; where it finds none, the default that the path names. */
  readonly select: (root: unknown, testPattern: TestPattern) => Selected;
  /** The nodes that it finds, ignoring a default. */
  readonly find: (root: unknown, testPattern: TestPattern) => Selected;
  readonly hasDefault: boolean;
  /** Whether it has a name, index or filter; `$`, `$.*` and `$..*` have none. */
  readonly namesMember: boolean;
};

/** Every node that a path selects, in document order; an empty list when there is none. A problem means that nothing is known. */
type Selected = { readonly nodes: readonly unknown[] } | { readonly problem: string };

/** A problem of the path itself has its offset. */
export type QueryResult = { readonly query: Query } | { readonly problem: string; readonly offset: number };

const MAX_CACHED = 2_000;

/**
 * Parses a JSONPath by RFC 9535 and the two old suffixes ` | [n]` (the n-th match) and ` || 'literal'` (the default). A problem
 * has its offset in the path.
 */
export const parseQuery = memoize(MAX_CACHED, readQuery);

const FALLBACK = /\|\|\s*('[^']*'|"[^"]*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)\s*$/;
const PICK = /\|\s*\[(\d+)\]$/;

/** Splits a path from the two old suffixes behind it. */
function splitSuffixes(source: string) {
  const [withPick, fallback] = splitAt(source, FALLBACK);
  const [path, pick] = splitAt(withPick, PICK);
  return { path, pick, fallback };
}

/** The text before a suffix, without blanks at its end, and the operand of the suffix. */
function splitAt(source: string, suffix: RegExp): readonly [string, string | undefined] {
  const found = suffix.exec(source);
  return found === null ? [source, undefined] : [source.slice(0, found.index).trimEnd(), found[1]];
}

/** A path as data, without its old suffixes; undefined where it is invalid, or has one. */
export function pathQueryOf(source: string): PathQuery | undefined {
  const { path, pick, fallback } = splitSuffixes(source);
  if (pick !== undefined || fallback !== undefined) return undefined;
  try {
    return parsePath(path);
  } catch (error) {
    if (error instanceof PathError) return undefined;
    throw error;
  }
}

function readQuery(source: string): QueryResult {
  const { path, pick, fallback } = splitSuffixes(source);
  try {
    const query = parsePath(path);
    const nodesOf = finderOf(query);
    const index = pick === undefined ? undefined : Number(pick);
    const literal = fallback === undefined ? undefined : literalOf(fallback);
    const find = (root: unknown, testPattern: TestPattern): Selected => {
      try {
        const all = nodesOf(root, testPattern);
        return { nodes: index === undefined ? all : pickFrom(all, index) };
      } catch (error) {
        if (error instanceof NotChecked)
          return { problem: `${shorten(source)} cannot be looked for: ${error.message}` };
        throw error;
      }
    };
    const select = (root: unknown, testPattern: TestPattern): Selected => {
      const found = find(root, testPattern);
      return literal !== undefined && 'nodes' in found && found.nodes.length === 0
        ? { nodes: [literal] }
        : found;
    };
    const namesMember = query.segments.some(({ selectors }) =>
      selectors.some(({ kind }) => kind !== 'wildcard'),
    );
    return { query: { source, select, find, hasDefault: literal !== undefined, namesMember } };
  } catch (error) {
    if (error instanceof PathError)
      return { problem: `${error.message} (at character ${error.offset + 1})`, offset: error.offset };
    throw error;
  }
}

/** The keys that lead to each value that a path selects; an index suffix is ignored. */
export function placesIn(
  source: string,
  root: unknown,
  testPattern: TestPattern,
): readonly (readonly (string | number)[])[] {
  try {
    const query = parsePath(splitSuffixes(source).path);
    return new NodeSelection(root, testPattern).nodes(query).map(keysOf);
  } catch (error) {
    if (error instanceof PathError) return [];
    // Unknown, so every place counts: the root stands for all of them.
    if (error instanceof NotChecked) return [[]];
    throw error;
  }
}

function keysOf(node: Node): readonly (string | number)[] {
  const keys: (string | number)[] = [];
  for (let at: Node | undefined = node; at?.key !== undefined; at = at.parent) keys.push(at.key);
  return keys.reverse();
}

function pickFrom(found: readonly unknown[], index: number): readonly unknown[] {
  const list = found.length === 1 && Array.isArray(found[0]) ? (found[0] as readonly unknown[]) : found;
  return list.slice(index, index + 1);
}

const literalOf = (text: string): unknown =>
  /^['"]/.test(text) ? text.slice(1, -1) : /^[-\d]/.test(text) ? readNumber(text) : JSON.parse(text);

type Find = (root: unknown, testPattern: TestPattern) => readonly unknown[];

/** Most paths select one node, which a fast path reaches key by key. */
const finderOf = (query: PathQuery): Find =>
  isSingular(query)
    ? stepperOf(query)
    : (root, testPattern) => new NodeSelection(root, testPattern).nodes(query).map(({ value }) => value);
