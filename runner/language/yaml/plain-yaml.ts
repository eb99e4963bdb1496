import { readNumber } from '../json/exact-number.ts';
import type { Mutable } from '../records.ts';
import type { Span } from '../source.ts';
import type { YamlEntry, YamlNode, YamlScalar } from './yaml-node.ts';

type Line = {
  readonly indent: number;
  readonly start: number;
  readonly end: number;
};

const KEY = /(?:[A-Za-z_$][\w$.[\]-]*|"[^"\\\n]*"|'[^'\n]*') *:(?=[ \n])/y;
const KEY_IN_FLOW = /(?:[A-Za-z_$][\w$.-]*|"[^"\\\n]*"|'[^'\n]*') *:(?= )/y;
const QUOTED = /"[^"\\\n]*"|'[^'\n]*'/y;
const PLAIN = /(?:[\w$/+]|-(?=\w))(?:[^\n:#]|:(?![ \n])|(?<! )#)*/y;
const PLAIN_IN_FLOW = /(?:[\w$/+]|-(?=\w))(?:[^\n:#,[\]{}]|:(?![ \n,[\]{}])|(?<! )#)*/y;
const NUMBER = /^(?:0|-?[1-9]\d{0,14})(?:\.\d{1,6})?$/;
const TEXT = /^[A-Za-z_$/]|[^\dA-Fa-fxo.+-]|^\d{4}-\d\d-\d\d$/;
const WORDS: Readonly<Record<string, boolean | null>> = {
  true: true,
  false: false,
  null: null,
};
const WORD_START = /^[tfnTFN]/;
/** Other spellings of the same words. */
const UNUSUAL = /^(?:True|TRUE|False|FALSE|Null|NULL)$/;

/**
 * Reads the YAML of nearly all specs: maps and lists by indentation, scalars and flow collections that end on their line.
 * Undefined for anything else, such as a comment, an anchor, an escape or a mistake. Nodes and spans are the same as the
 * library's, which takes ten times as long.
 */
export function readPlainYaml(text: string, span: Span): YamlNode | undefined {
  if (hasOddSpace(text, span)) return undefined;
  const lines = linesOf(text, span);
  if (lines === undefined || lines.length === 0) return undefined;
  const reader = new PlainReader(text, lines);
  const root = reader.block(0);
  return reader.isDone ? root : undefined;
}

/** Tabs and carriage returns have rules of their own. */
const hasOddSpace = (text: string, { start, end }: Span): boolean =>
  ['\t', '\r'].some((char) => {
    const at = text.indexOf(char, start);
    return at !== -1 && at < end;
  });

/** The lines with content; undefined when one is left to the library. */
function linesOf(text: string, { start, end }: Span): Line[] | undefined {
  const lines: Line[] = [];
  for (let at = start; at < end; ) {
    const newline = text.indexOf('\n', at);
    if (newline === -1 || newline >= end) return undefined;
    const first = skipSpaces(text, at);
    let last = newline;
    while (last > first && text.charCodeAt(last - 1) === SPACE) last--;
    if (first < last) lines.push({ indent: first - at, start: first, end: last });
    at = newline + 1;
  }
  return lines;
}

function skipSpaces(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) === SPACE) at++;
  return at;
}

const SPACE = 32;
const COMMA = 44;
const DASH = 45;
const BRACKET = 91;
const CLOSING_BRACKET = 93;
const BRACE = 123;
const CLOSING_BRACE = 125;
/** The highest character code that a number begins with. */
const NINE = 57;
const LONGEST_WORD = 5;

const isQuote = (code: number): boolean => code === 34 || code === 39;

const MAX_INDENT = 60;
const MAX_FLOW_DEPTH = 10;

/** Searching fewer keys than this costs less than a set of them. */
const MANY_KEYS = 20;

function hasKey(entries: readonly YamlEntry[], wanted: string): boolean {
  for (const { key } of entries) if (key === wanted) return true;
  return false;
}

const NOTHING: YamlScalar = { kind: 'scalar', span: { start: 0, end: 0 }, value: null };

class PlainReader {
  readonly #text: string;
  readonly #lines: Line[];
  #at = 0;
  /** The end of the key that was read last, with its colon. */
  #keyEnd = 0;

  constructor(text: string, lines: Line[]) {
    this.#text = text;
    this.#lines = lines;
  }

  get isDone(): boolean {
    return this.#at === this.#lines.length;
  }

  block(indent: number): YamlNode | undefined {
    if (this.#lines[this.#at]!.indent !== indent || indent > MAX_INDENT) return undefined;
    return this.#isItem(this.#lines[this.#at]!) ? this.#list(indent) : this.#map(indent);
  }

  #isItem({ start, end }: Line): boolean {
    return (
      this.#text.charCodeAt(start) === DASH &&
      (start + 1 === end || this.#text.charCodeAt(start + 1) === SPACE)
    );
  }

  #map(indent: number): YamlNode | undefined {
    const entries: YamlEntry[] = [];
    const { start } = this.#lines[this.#at]!;
    for (let line = this.#lines[this.#at]; line?.indent === indent; line = this.#lines[this.#at]) {
      if (this.#isItem(line)) break;
      const head = this.#key(line.start, KEY);
      if (head === undefined || (entries.length < MANY_KEYS && hasKey(entries, head.key))) return undefined;
      const value = this.#value(line, this.#keyEnd, indent);
      if (value === undefined) return undefined;
      head.value = value;
      entries.push(head);
    }
    if (entries.length >= MANY_KEYS && new Set(entries.map(({ key }) => key)).size < entries.length)
      return undefined;
    return { kind: 'map', span: { start, end: this.#lineEnd() }, entries };
  }

  #list(indent: number): YamlNode | undefined {
    const items: YamlNode[] = [];
    const { start } = this.#lines[this.#at]!;
    for (let line = this.#lines[this.#at]; line?.indent === indent; line = this.#lines[this.#at]) {
      if (!this.#isItem(line)) break;
      const content = skipSpaces(this.#text, line.start + 1);
      KEY.lastIndex = content;
      let item: YamlNode | undefined;
      if (content < line.end && KEY.test(this.#text)) {
        const deeper = indent + content - line.start;
        this.#lines[this.#at] = {
          indent: deeper,
          start: content,
          end: line.end,
        };
        item = this.#map(deeper);
      } else item = content < line.end ? this.#value(line, line.start + 1, indent) : undefined;
      if (item === undefined) return undefined;
      items.push(item);
    }
    return { kind: 'list', span: { start, end: this.#lineEnd() }, items };
  }

  /** The value after a key or a dash: on the same line, or as a block on the next ones. */
  #value(line: Line, after: number, indent: number): YamlNode | undefined {
    const from = skipSpaces(this.#text, after);
    const next = this.#lines[++this.#at];
    const isDeeper = next !== undefined && next.indent > indent;
    if (from < line.end) return isDeeper ? undefined : this.#inline(from, line.end);
    return isDeeper || (next?.indent === indent && this.#isItem(next)) ? this.block(next.indent) : undefined;
  }

  #inline(start: number, end: number): YamlNode | undefined {
    const node = this.#flow(start, PLAIN, 0);
    return node?.span.end === end ? node : undefined;
  }

  #flow(start: number, plain: RegExp, depth: number): YamlNode | undefined {
    if (depth > MAX_FLOW_DEPTH) return undefined;
    const opening = this.#text.charCodeAt(start);
    if (opening === BRACKET) return this.#flowList(start, depth);
    return opening === BRACE ? this.#flowMap(start, depth) : this.#scalar(start, plain);
  }

  #flowList(start: number, depth: number): YamlNode | undefined {
    const items: YamlNode[] = [];
    const end = this.#eachUntil(CLOSING_BRACKET, start, (at) => {
      const item = this.#flow(at, PLAIN_IN_FLOW, depth + 1);
      if (item !== undefined) items.push(item);
      return item?.span.end;
    });
    return end === undefined ? undefined : { kind: 'list', span: { start, end }, items };
  }

  #flowMap(start: number, depth: number): YamlNode | undefined {
    const entries: YamlEntry[] = [];
    const end = this.#eachUntil(CLOSING_BRACE, start, (at) => {
      const head = this.#key(at, KEY_IN_FLOW);
      if (head === undefined || hasKey(entries, head.key)) return undefined;
      const value = this.#flow(skipSpaces(this.#text, this.#keyEnd), PLAIN_IN_FLOW, depth + 1);
      if (value === undefined) return undefined;
      head.value = value;
      entries.push(head);
      return value.span.end;
    });
    return end === undefined ? undefined : { kind: 'map', span: { start, end }, entries };
  }

  /** Reads items between commas; `read` returns the end of each item, this method the end of the collection. */
  #eachUntil(closing: number, start: number, read: (at: number) => number | undefined): number | undefined {
    let at = skipSpaces(this.#text, start + 1);
    if (this.#text.charCodeAt(at) === closing) return at + 1;
    for (;;) {
      const end = read(at);
      if (end === undefined) return undefined;
      at = skipSpaces(this.#text, end);
      const code = this.#text.charCodeAt(at);
      if (code === closing) return at + 1;
      if (code !== COMMA) return undefined;
      at = skipSpaces(this.#text, at + 1);
    }
  }

  /** An entry whose value is yet to be read; it begins after `#keyEnd`. */
  #key(start: number, pattern: RegExp): Mutable<YamlEntry> | undefined {
    const text = this.#text;
    pattern.lastIndex = start;
    if (!pattern.test(text)) return undefined;
    this.#keyEnd = pattern.lastIndex;
    let end = this.#keyEnd - 1;
    while (text.charCodeAt(end - 1) === SPACE) end--;
    const key = isQuote(text.charCodeAt(start)) ? text.slice(start + 1, end - 1) : text.slice(start, end);
    return { key, keySpan: { start, end }, value: NOTHING };
  }

  #scalar(start: number, plain: RegExp): YamlScalar | undefined {
    const first = this.#text.charCodeAt(start);
    if (isQuote(first)) {
      const quoted = this.#take(QUOTED, start);
      if (quoted === undefined) return undefined;
      return {
        kind: 'scalar',
        span: { start, end: start + quoted.length },
        value: quoted.slice(1, -1),
      };
    }
    const source = this.#take(plain, start)?.trimEnd();
    if (source === undefined) return undefined;
    const span = { start, end: start + source.length };
    if (source.length <= LONGEST_WORD && WORD_START.test(source)) {
      if (Object.hasOwn(WORDS, source)) return { kind: 'scalar', span, value: WORDS[source]!, source };
      if (UNUSUAL.test(source)) return undefined;
    }
    if (first <= NINE && NUMBER.test(source))
      return { kind: 'scalar', span, value: readNumber(source), source };
    return TEXT.test(source) ? { kind: 'scalar', span, value: source } : undefined;
  }

  #take(pattern: RegExp, at: number): string | undefined {
    pattern.lastIndex = at;
    return pattern.test(this.#text) ? this.#text.slice(at, pattern.lastIndex) : undefined;
  }

  /** The end of the block whose last line was just read: after its newline. */
  #lineEnd(): number {
    return this.#text.indexOf('\n', this.#lines[this.#at - 1]!.end) + 1;
  }
}
