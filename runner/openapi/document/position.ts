import { isCollection, isMap, isScalar, LineCounter, type Node, parseDocument } from 'yaml';
import { pointerKeys } from './pointer.ts';

/** One-based line and column in a file. */
export type DocumentPosition = { readonly line: number; readonly column: number };

/** Finds the position of a JSON Pointer in the text of a document: its key, or the item of a list. */
export type Locate = (pointer: string) => DocumentPosition;

/** Creates a locator; it parses the text on first use, and caches each pointer. */
export function createLocator(text: string): Locate {
  const known = new Map<string, DocumentPosition>();
  let find: ((keys: readonly string[]) => number) | undefined;
  let counter: LineCounter | undefined;
  return (pointer) => {
    const before = known.get(pointer);
    if (before) return before;
    if (!find || !counter) {
      const lines = new LineCounter();
      counter = lines;
      if (/^\uFEFF?\s*[[{]/.test(text)) {
        lines.addNewLine(0);
        for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines.addNewLine(at + 1);
        find = (keys) => findInJson(text, keys);
      } else {
        const root = parseDocument(text, {
          lineCounter: lines,
          merge: true,
          uniqueKeys: false,
        }).contents;
        find = (keys) => findInYaml(root, keys);
      }
    }
    const { line, col } = counter.linePos(find(pointerKeys(pointer)));
    const position = { line: Math.max(line, 1), column: Math.max(col, 1) };
    known.set(pointer, position);
    return position;
  };
}

function findInYaml(root: Node | null, keys: readonly string[]): number {
  let node: unknown = root;
  let offset = root?.range?.[0] ?? 0;
  for (const key of keys) {
    if (isMap(node)) {
      const pair = node.items.find((item) => String(isScalar(item.key) ? item.key.value : item.key) === key);
      if (!pair) return offset;
      if (isScalar(pair.key)) offset = pair.key.range?.[0] ?? offset;
      node = pair.value;
    } else if (isCollection(node)) {
      node = node.items[Number(key)];
      offset = (node as Node | undefined)?.range?.[0] ?? offset;
    } else return offset;
  }
  return offset;
}

// The YAML parser needs 200 ms for a JSON document of 280 kB; this scan needs 2 ms and no tree.
function findInJson(text: string, keys: readonly string[]): number {
  let at = skipSpace(text, text.charCodeAt(0) === 0xfeff ? 1 : 0);
  let offset = at;
  for (const key of keys) {
    const entered = text[at] === '{' ? enterObject(text, at, key) : enterArray(text, at, Number(key));
    if (!entered) return offset;
    offset = entered.key;
    at = entered.value;
  }
  return offset;
}

type Entered = { readonly key: number; readonly value: number };

function enterObject(text: string, open: number, wanted: string): Entered | undefined {
  let at = skipSpace(text, open + 1);
  let found: Entered | undefined;
  while (text[at] === '"') {
    const end = skipValue(text, at);
    const name: unknown = JSON.parse(text.slice(at, end));
    const value = skipSpace(text, skipSpace(text, end) + 1);
    // A repeated key: JSON.parse keeps the last one.
    if (name === wanted) found = { key: at, value };
    at = skipSpace(text, skipValue(text, value));
    if (text[at] !== ',') return found;
    at = skipSpace(text, at + 1);
  }
  return found;
}

function enterArray(text: string, open: number, wanted: number): Entered | undefined {
  if (text[open] !== '[') return undefined;
  let at = skipSpace(text, open + 1);
  for (let index = 0; at < text.length && text[at] !== ']'; index++) {
    if (index === wanted) return { key: at, value: at };
    at = skipSpace(text, skipValue(text, at));
    if (text[at] !== ',') return undefined;
    at = skipSpace(text, at + 1);
  }
  return undefined;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\n' || text[at] === '\r' || text[at] === '\t') at++;
  return at;
}

function skipString(text: string, from: number): number {
  let at = from + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

function skipValue(text: string, from: number): number {
  let at = from;
  let depth = 0;
  do {
    const char = text[at];
    if (char === '"') at = skipString(text, at);
    else if (char === '{' || char === '[') {
      depth++;
      at++;
    } else if (char === '}' || char === ']') {
      depth--;
      at++;
    } else if (depth === 0) {
      while (at < text.length && !/[\s,\]}]/.test(text[at] ?? '')) at++;
    } else at++;
  } while (depth > 0 && at < text.length);
  return at;
}
