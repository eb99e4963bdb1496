/** A JSON string, and the colon after it if it is a member name; or a bracket. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"[ \t\r\n]*(:?)|[{}[\]]/g;
/** Each string must be matched as a whole: the text between two strings may look like one. */
const STRING = /"[^"\\]*(?:\\.[^"\\]*)*"[ \t\r\n]*:?/g;

const NAME_END = /"[ \t\r\n]*:/g;

/**
 * The first member name that an object of a JSON text has twice, and its position: `JSON.parse` silently keeps the last one.
 * `root` is the parsed value. Counting comes first, because it takes a tenth of the time of finding.
 */
export function findRepeatedKey(
  text: string,
  root: unknown,
): { readonly key: string; readonly offset: number } | undefined {
  const keys = countKeys(root);
  // Every name ends like this; some texts have it inside, so then the names themselves are counted.
  if (text.match(NAME_END)?.length === keys || countNames(text) === keys) return undefined;
  const open: (Set<string> | undefined)[] = [];
  for (const { 0: token, 1: colon, index } of text.matchAll(TOKEN)) {
    if (token === '{') open.push(new Set());
    else if (token === '[') open.push(undefined);
    else if (token === '}' || token === ']') open.pop();
    else if (colon === ':') {
      const key = JSON.parse(token.slice(0, token.lastIndexOf('"') + 1)) as string;
      const names = open.at(-1);
      if (names?.has(key)) return { key, offset: index };
      names?.add(key);
    }
  }
  return undefined;
}

function countNames(text: string): number {
  let count = 0;
  STRING.lastIndex = 0;
  while (STRING.test(text)) if (text[STRING.lastIndex - 1] === ':') count++;
  return count;
}

function countKeys(root: unknown): number {
  let count = 0;
  const open = [root];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (typeof value !== 'object' || value === null) continue;
    const children: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
    if (!Array.isArray(value)) count += children.length;
    for (const child of children) open.push(child);
  }
  return count;
}
