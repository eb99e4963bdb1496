import { ExactNumber, readNumber } from './exact-number.ts';
import { asWritten } from '../template/written.ts';

/**
 * Matches every number that a double may round: 16 digits in a row, or an exponent. Most texts have none. The character before a
 * number separates it from a part of an id, such as `2e5` in `a1-2e5f`.
 */
const MAY_BE_ROUNDED = /(?:^|[[:,\s])-?\d(?:[\d.]{15}|[\d.]*[eE])/;

/** Parses JSON without rounding: a number that a double cannot hold becomes an {@link ExactNumber}. Throws SyntaxError. */
export const parseExactJson = (text: string): unknown => readExactJson(text).value;

export type ExactJson = {
  readonly value: unknown;
  /** `value` with its numbers as doubles; absent where a double rounds none of them. */
  readonly rounded?: unknown;
  /** Member names that are duplicated in an object, of which the last one counts. */
  readonly duplicated: readonly string[];
};

/** Parses like {@link parseExactJson}, and also finds duplicate names and rounded numbers. Throws SyntaxError. */
export function readExactJson(text: string): ExactJson {
  const plain: unknown = JSON.parse(text);
  if (!MAY_BE_ROUNDED.test(text) && countNames(text) === countMembers(plain))
    return { value: plain, duplicated: NONE };
  const reader = new ExactReader(text);
  const value = reader.read();
  const duplicated = [...reader.duplicated];
  return reader.hasExact ? { value, rounded: plain, duplicated } : { value: plain, duplicated };
}

/** Parses JSON for variables, whose numbers keep their written text. Throws SyntaxError. */
export function parseWrittenJson(text: string): unknown {
  JSON.parse(text);
  return new ExactReader(text, (digits) => asWritten(readNumber(digits), digits)).read();
}

const NONE: readonly string[] = [];

/** An upper bound for the number of member names: a quote and a colon can also be inside a string. */
function countNames(text: string): number {
  let count = 0;
  for (let colon = text.indexOf(':'); colon !== -1; colon = text.indexOf(':', colon + 1)) {
    let before = colon - 1;
    while (isBlank(text.charCodeAt(before))) before--;
    if (text.charCodeAt(before) === QUOTE) count++;
  }
  return count;
}

const QUOTE = 0x22;
/** Blanks of JSON. */
const isBlank = (code: number): boolean => code === 0x20 || (code <= 0x0d && BLANKS.includes(code));
const BLANKS = [0x09, 0x0a, 0x0d];

function countMembers(root: unknown): number {
  let count = 0;
  const open: object[] = [];
  if (typeof root === 'object' && root !== null) open.push(root);
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (Array.isArray(value)) {
      for (let at = 0; at < value.length; at++) {
        const each: unknown = value[at];
        if (typeof each === 'object' && each !== null) open.push(each);
      }
      continue;
    }
    for (const key in value) {
      count++;
      const each = (value as Readonly<Record<string, unknown>>)[key];
      if (typeof each === 'object' && each !== null) open.push(each);
    }
  }
  return count;
}

const WORD_START = /[-\w]/;
const WORD = /[-+.\w]+/y;
const WORDS: Readonly<Record<string, boolean | null>> = { true: true, false: false, null: null };

/** A list or an object that is not closed yet. */
type Open =
  | { readonly kind: 'list'; readonly value: unknown[] }
  | { readonly kind: 'object'; readonly value: object; key: string | undefined };

/** Reads a text that JSON.parse has accepted, so it does not look for mistakes; iterative, because answers may nest deep. */
class ExactReader {
  readonly #text: string;
  readonly #toNumber: (digits: string) => unknown;
  readonly #open: Open[] = [];
  readonly duplicated = new Set<string>();
  hasExact = false;
  #at = 0;
  #root: unknown;

  constructor(text: string, toNumber: (digits: string) => unknown = readNumber) {
    this.#text = text;
    this.#toNumber = toNumber;
  }

  read(): unknown {
    for (; this.#at < this.#text.length; ) this.#token(this.#text[this.#at]!);
    return this.#root;
  }

  #token(char: string): void {
    if (char === '{') this.#begin({ kind: 'object', value: {}, key: undefined });
    else if (char === '[') this.#begin({ kind: 'list', value: [] });
    else if (char === '"') this.#string();
    else if (WORD_START.test(char)) this.#word();
    else {
      if (char === '}' || char === ']') this.#open.pop();
      this.#at++;
    }
  }

  #begin(open: Open): void {
    this.#at++;
    this.#add(open.value);
    this.#open.push(open);
  }

  #string(): void {
    const start = this.#at;
    let end = this.#text.indexOf('"', start + 1);
    while (this.#isEscaped(end)) end = this.#text.indexOf('"', end + 1);
    this.#at = end + 1;
    const text = JSON.parse(this.#text.slice(start, this.#at)) as string;
    const open = this.#open.at(-1);
    if (open?.kind === 'object' && open.key === undefined) open.key = text;
    else this.#add(text);
  }

  /** A quote after an odd number of backslashes is part of its text. */
  #isEscaped(quote: number): boolean {
    let before = quote;
    while (this.#text[before - 1] === '\\') before--;
    return (quote - before) % 2 === 1;
  }

  #word(): void {
    WORD.lastIndex = this.#at;
    const [word] = WORD.exec(this.#text)!;
    this.#at = WORD.lastIndex;
    const value = Object.hasOwn(WORDS, word) ? WORDS[word]! : this.#toNumber(word);
    this.hasExact ||= value instanceof ExactNumber;
    this.#add(value);
  }

  #add(value: unknown): void {
    const open = this.#open.at(-1);
    if (open === undefined) this.#root = value;
    else if (open.kind === 'list') open.value.push(value);
    else {
      if (Object.hasOwn(open.value, open.key!)) this.duplicated.add(open.key!);
      setMember(open.value, open.key!, value);
      open.key = undefined;
    }
  }
}

/** Writes JSON as JSON.stringify does, with every {@link ExactNumber} as its digits. */
export function writeExactJson(value: unknown): string {
  return ExactNumber.isInUse && holdsExact(value) ? write(value) : JSON.stringify(value);
}

/** JSON data with its numbers as doubles, for consumers that know no others. */
export const roundExact = (value: unknown): unknown => replaceExact(value, ({ digits }) => Number(digits));

/** JSON data with each {@link ExactNumber} replaced; the same object where it has none. */
export function replaceExact(value: unknown, replace: (number: ExactNumber) => unknown): unknown {
  if (!ExactNumber.isInUse || !holdsExact(value)) return value;
  const open: { readonly from: object; readonly to: object }[] = [];
  const copyOf = (each: unknown): unknown => {
    if (each instanceof ExactNumber) return replace(each);
    if (typeof each !== 'object' || each === null) return each;
    const to = Array.isArray(each) ? [] : {};
    open.push({ from: each, to });
    return to;
  };
  const root = copyOf(value);
  for (let pair = open.pop(); pair !== undefined; pair = open.pop())
    for (const [key, each] of Object.entries(pair.from)) setMember(pair.to, key, copyOf(each));
  return root;
}

/** A member called `__proto__` is an ordinary one, as in JSON.parse. */
function setMember(object: object, key: string, value: unknown): void {
  Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}

/** Iterative, because answers may nest deep. */
function holdsExact(value: unknown): boolean {
  const open = [value];
  while (open.length > 0) {
    const each = open.pop();
    if (each instanceof ExactNumber) return true;
    if (typeof each === 'object' && each !== null)
      for (const inside of Object.values(each)) open.push(inside);
  }
  return false;
}

function write(value: unknown): string {
  if (value instanceof ExactNumber) return value.digits;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(write).join(',')}]`;
  const members = Object.entries(value).filter(([, each]) => each !== undefined);
  return `{${members.map(([key, each]) => `${JSON.stringify(key)}:${write(each)}`).join(',')}}`;
}
