import { positionAt } from './source.ts';

const BLANK = /[ \t\n\r]*/y;
const STRING = /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4})[^"\\\u0000-\u001f]*)*"/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /(?:true|false|null)\b/y;

/** Where a text that JSON.parse refuses stops being JSON, and what was expected there. */
export function problemOfJson(text: string): string {
  const { offset, expected } = findProblem(text);
  const { line, column } = positionAt(text, offset);
  const found =
    offset >= text.length ? 'the end' : JSON.stringify(/^\w+|./su.exec(text.slice(offset, offset + 20))?.[0]);
  return `expected ${expected}, found ${found} (line ${line}, column ${column})`;
}

type Problem = { readonly offset: number; readonly expected: string };

/** Parses without building values; iterative, because a text may nest deep. */
function findProblem(text: string): Problem {
  const open: ('{' | '[')[] = [];
  let at = 0;
  const take = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    if (!pattern.test(text)) return false;
    at = pattern.lastIndex;
    return true;
  };
  const skip = (): void => void take(BLANK);
  let mayClose = false;
  for (;;) {
    skip();
    const around = open.at(-1);
    if (mayClose && text[at] === (around === '{' ? '}' : ']')) {
      at++;
      open.pop();
    } else {
      if (around === '{') {
        if (!take(STRING)) return { offset: at, expected: 'a member name in double quotes' };
        skip();
        if (text[at] !== ':') return { offset: at, expected: 'a colon' };
        at++;
        skip();
      }
      if (text[at] === '{' || text[at] === '[') {
        open.push(text[at++] as '{' | '[');
        mayClose = true;
        continue;
      }
      const isString = text[at] === '"';
      if (!(isString ? take(STRING) : take(NUMBER) || take(WORD)))
        return { offset: at, expected: isString ? 'a closed string without control characters' : 'a value' };
    }
    mayClose = false;
    const problem = afterValue();
    if (problem !== undefined) return problem;
  }

  /** Moves on to the next value, closing the lists and objects that end here. */
  function afterValue(): Problem | undefined {
    for (;;) {
      skip();
      const around = open.at(-1);
      if (around === undefined) return { offset: at, expected: 'the end' };
      if (text[at] === ',') {
        at++;
        return undefined;
      }
      const closing = around === '{' ? '}' : ']';
      if (text[at] !== closing) return { offset: at, expected: `a comma or ${closing}` };
      at++;
      open.pop();
    }
  }
}
