import type { Outer } from './query.ts';

/** Why a text is not a JSONPath, with the offset. */
export class PathError extends Error {
  readonly offset: number;
  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

const NAME =
  /[A-Za-z_\u0080-\ud7ff\ue000-\uffff\u{10000}-\u{10ffff}][\w\u0080-\ud7ff\ue000-\uffff\u{10000}-\u{10ffff}]*/uy;
const INTEGER = /-?\d+/y;
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /[A-Za-z_]\w*/y;
const BLANK = /[ \t\n\r]*/y;
const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  '/': '/',
  '\\': '\\',
};

type ReadOuter = (scanner: Scanner) => Outer | undefined;

/** Reads the tokens of RFC 9535 from a text. */
export class Scanner {
  readonly source: string;
  /** In a condition, reads an operand that only conditions have; undefined where there is none here. */
  readonly readOuter: ReadOuter | undefined;
  at = 0;

  constructor(source: string, readOuter?: ReadOuter) {
    this.source = source;
    this.readOuter = readOuter;
  }

  fail(message: string, offset = this.at): never {
    throw new PathError(message, offset);
  }

  /** The text at the current position, for a message. */
  get found(): string {
    if (this.at >= this.source.length) return 'the end';
    const rest = this.source.slice(this.at);
    return `"${/^\w+/.exec(rest)?.[0] ?? String.fromCodePoint(rest.codePointAt(0)!)}"`;
  }

  blank(): void {
    this.#match(BLANK);
  }

  looksAt(text: string): boolean {
    return this.source.startsWith(text, this.at);
  }

  take(text: string): boolean {
    if (!this.looksAt(text)) return false;
    this.at += text.length;
    return true;
  }

  expect(text: string): void {
    if (!this.take(text)) this.fail(`expected ${text}, found ${this.found}`);
  }

  /** Takes a closing bracket; `opened` is the offset of the opening one. */
  close(bracket: string, opened: number): void {
    if (this.take(bracket)) return;
    if (this.at >= this.source.length) this.fail(`the bracket ${this.source[opened]} is not closed`, opened);
    this.fail(`expected ${bracket === ']' ? '] or a comma' : bracket}, found ${this.found}`);
  }

  /** A word of a filter: a function or a constant. */
  word(): string | undefined {
    return this.#match(WORD);
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const text = pattern.exec(this.source)?.[0];
    if (text !== undefined) this.at += text.length;
    return text;
  }

  /** A name after a dot. */
  name(): string | undefined {
    return this.#match(NAME);
  }

  /** An index or a bound of a slice: no leading zeros, no -0, within the safe integers. */
  integer(): number | undefined {
    const start = this.at;
    const text = this.#match(INTEGER);
    if (text === undefined) return undefined;
    if (/^-?0\d|^-0$/.test(text))
      this.fail(`expected a whole number without leading zeros, found ${text}`, start);
    if (!Number.isSafeInteger(Number(text))) this.fail(`${text} is beyond ±(2^53 - 1)`, start);
    return Number(text);
  }

  /** A number as JSON writes it. */
  number(): string | undefined {
    const start = this.at;
    const text = this.#match(NUMBER);
    if (text !== undefined && /^-?0\d/.test(text))
      this.fail(`expected a number without leading zeros, found ${text}`, start);
    return text;
  }

  /** A text in quotes; undefined when there is none here. */
  quoted(): string | undefined {
    const quote = this.source[this.at];
    if (quote !== "'" && quote !== '"') return undefined;
    const start = this.at++;
    let text = '';
    for (;;) {
      const char = this.source[this.at];
      if (char === undefined) this.fail(`the quote ${quote} is not closed`, start);
      this.at++;
      if (char === quote) return text;
      if (char < ' ') this.fail('a control character is written as an escape, such as \\n', this.at - 1);
      text += char === '\\' ? this.#escape(quote) : this.#character(char);
    }
  }

  #character(char: string): string {
    const isHigh = /[\ud800-\udbff]/.test(char);
    const next = this.source[this.at] ?? '';
    if (isHigh && /[\udc00-\udfff]/.test(next)) {
      this.at++;
      return char + next;
    }
    if (/[\ud800-\udfff]/.test(char)) this.fail('half a character cannot stand in a text', this.at - 1);
    return char;
  }

  #escape(quote: string): string {
    const start = this.at - 1;
    const letter = this.source[this.at++];
    if (letter === quote) return quote;
    if (letter !== undefined && Object.hasOwn(SIMPLE_ESCAPES, letter)) return SIMPLE_ESCAPES[letter]!;
    if (letter !== 'u') this.fail(`"\\${letter ?? ''}" is no escape here`, start);
    const unit = this.#hex(start);
    if (unit < 0xd800 || unit > 0xdfff) return String.fromCharCode(unit);
    if (unit > 0xdbff || !this.take('\\u')) this.fail('half a character cannot stand in a text', start);
    const low = this.#hex(start);
    if (low < 0xdc00 || low > 0xdfff) this.fail('half a character cannot stand in a text', start);
    return String.fromCharCode(unit, low);
  }

  #hex(start: number): number {
    const digits = this.source.slice(this.at, this.at + 4);
    if (!/^[0-9A-Fa-f]{4}$/.test(digits)) this.fail('expected four hexadecimal digits behind \\u', start);
    this.at += 4;
    return Number.parseInt(digits, 16);
  }
}
