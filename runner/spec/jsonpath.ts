import { JSONPath } from 'jsonpath-plus';
import { type Expression, type ExpressionError, parseExpression } from './expression.ts';

/** A JSONPath as specs write it, ready to be asked. */
type Query = {
  readonly source: string;
  readonly select: (root: unknown) => Selection;
};

/** Every node that a path selects, in document order; none found is an empty list. With a problem, nothing is known. */
type Selection = { readonly nodes: readonly unknown[] } | { readonly problem: string };

export type QueryResult = { readonly query: Query } | { readonly problem: string };

type FilterContext = Readonly<Record<string, unknown>>;

const NAMES = /@(?:(?:property|parentProperty|parent|path|root)\b)?|\$/y;

/** jsonpath-plus writes `@` as `_$_v` before it hands a filter over, also inside of quotes. */
const restoreNames = (source: string): string =>
  source.replaceAll('_$_v', '@').replace(/_\$_(?=parentProperty|parent|property|root|path)/g, '@');

function readFilterOperand(source: string, at: number) {
  NAMES.lastIndex = at;
  const name = NAMES.exec(source)?.[0];
  if (name === undefined) return undefined;
  const key = name === '@' ? '_$_v' : name === '$' ? '_$_root' : name.replace('@', '_$_');
  return { end: at + name.length, value: (context: FilterContext) => context[key] };
}

/**
 * Evaluates `[?(…)]` with our own expression language instead of the library's, which can be made to run code.
 * The shape (a class with `runInNewContext`) is the library's hook.
 */
class Filter {
  readonly #evaluate: Expression<FilterContext>;

  constructor(source: string) {
    this.#evaluate = parseExpression(restoreNames(source), readFilterOperand);
  }

  runInNewContext(context: FilterContext): unknown {
    return this.#evaluate(context);
  }

  /** The library keys its cache by this text. */
  static toString(): string {
    return 'Filter';
  }
}

const MAX_CACHED = 2_000;
const cache = new Map<string, QueryResult>();

/**
 * Understands a JSONPath and the two old suffixes ` | [n]` (the n-th of what was found) and ` || 'literal'`
 * (when nothing was found). A path must start with `$`.
 */
export function parseQuery(source: string): QueryResult {
  const known = cache.get(source);
  if (known !== undefined) return known;
  const result = readQuery(source);
  if (cache.size >= MAX_CACHED) cache.clear();
  cache.set(source, result);
  return result;
}

function readQuery(source: string): QueryResult {
  const fallback = /\s*\|\|\s*('[^']*'|"[^"]*"|-?\d+(?:\.\d+)?|true|false|null)\s*$/.exec(source);
  let path = (fallback === null ? source : source.slice(0, fallback.index)).trim();
  const pick = /\s*\|\s*\[(\d+)\]$/.exec(path);
  if (pick !== null) path = path.slice(0, pick.index);
  const problem = problemOf(path);
  if (problem !== undefined) return { problem };
  const index = pick === null ? undefined : Number(pick[1]);
  const steps = splitFilterIndex(path);
  const literal = fallback === null ? undefined : literalOf(fallback[1]!);
  const find = (root: unknown): readonly unknown[] => {
    let found = evaluate(steps.path, root);
    if (steps.index !== undefined) {
      found = found.slice(steps.index, steps.index + 1);
      if (steps.rest !== '') found = found.flatMap((each) => evaluate(`$${steps.rest}`, each));
    }
    if (index !== undefined) {
      const list = found.length === 1 && Array.isArray(found[0]) ? found[0] : found;
      found = list.slice(index, index + 1);
    }
    return found.length === 0 && fallback !== null ? [literal] : found;
  };
  const select = (root: unknown): Selection => {
    try {
      return { nodes: find(root) };
    } catch (error) {
      // `$..` recurses once per level, and the library wraps what a filter throws.
      const isDepth = error instanceof RangeError || /call stack/.test((error as Error).message);
      return {
        problem: isDepth
          ? `the answer is nested too deep for ${source}`
          : `${source} cannot be evaluated: ${(error as Error).message}`,
      };
    }
  };
  return { query: { source, select } };
}

/** `[?(…)][0].id` means "the first that matches", where the library would index into each match. */
function splitFilterIndex(path: string): { path: string; index?: number; rest: string } {
  const match = /^(.*\[\?\(.*\)\])\[(\d+)\](.*)$/.exec(path);
  return match === null ? { path, rest: '' } : { path: match[1]!, index: Number(match[2]), rest: match[3]! };
}

const literalOf = (text: string): unknown => (/^['"]/.test(text) ? text.slice(1, -1) : JSON.parse(text));

function problemOf(path: string): string | undefined {
  if (!path.startsWith('$')) return `a JSONPath starts with $, found "${path}"`;
  if (path !== '$' && !/^\$(\.|\[)/.test(path)) return `expected . or [ after $, found "${path.slice(1)}"`;
  if (/[^.]\.$|\.\.$/.test(path)) return 'the path ends in a dot';
  if (!isBalanced(path)) return 'brackets or quotes are not closed';
  if (/\[\s*\]/.test(path)) return 'the brackets [] hold nothing';
  if (/\[\s*\?(?!\()/.test(path)) return 'a filter stands in parentheses: [?(@.id == 1)]';
  if (/:-?0(?=[:\]])/.test(path)) return 'a slice that ends at 0 selects nothing';
  if (/@[A-Za-z]+\(\)/.test(path)) return 'type selectors such as @string() are not known';
  for (const filter of filtersOf(path)) {
    try {
      parseExpression(filter, readFilterOperand);
    } catch (error) {
      return `the filter (${filter}) cannot be used: ${(error as ExpressionError).message}`;
    }
  }
  return undefined;
}

function isBalanced(path: string): boolean {
  const open: string[] = [];
  let quote: string | undefined;
  for (let at = 0; at < path.length; at++) {
    const char = path[at]!;
    if (quote !== undefined) {
      if (char === '\\') at++;
      else if (char === quote) quote = undefined;
    } else if ((char === "'" || char === '"') && open.length > 0) quote = char;
    else if (char === '[' || char === '(') open.push(char);
    else if (char === ']' || char === ')') {
      if (open.pop() !== (char === ']' ? '[' : '(')) return false;
    }
  }
  return open.length === 0 && quote === undefined;
}

function filtersOf(path: string): readonly string[] {
  return [...path.matchAll(/\[\??\((.*?)\)\](?=$|[.[^~])/g)].map((match) => match[1]!);
}

function evaluate(path: string, root: unknown): readonly unknown[] {
  if (path === '$') return [root];
  if (root === null || typeof root !== 'object') return [];
  const found: unknown = JSONPath({
    path: path.replace(/\[\s*-1\s*\]/g, '[-1:]'),
    json: root,
    wrap: true,
    eval: Filter as never,
  });
  return Array.isArray(found) ? found : [];
}
