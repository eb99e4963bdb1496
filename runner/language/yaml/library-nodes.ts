import { type Alias, isAlias, isMap, isPair, isScalar, isSeq, type Node, type Scalar } from 'yaml';
import type { Diagnostics } from '../diagnostic.ts';
import { type ExactNumber, readNumber } from '../json/exact-number.ts';
import type { Span } from '../source.ts';
import { isInTypographicQuotes, PROSE_KEYS, QUOTES_RULE, requote } from '../typographic-quotes.ts';
import type { YamlEntry, YamlNode, YamlScalar } from './yaml-node.ts';

const MAX_ALIASES = 20;

/** The deepest nesting of a YAML block. */
export const MAX_NODE_DEPTH = 100;

/** A scalar without text. */
export const scalarNode = (span: Span, value: null): YamlScalar => ({
  kind: 'scalar',
  span,
  value,
  source: '',
});

/** Converts the nodes of the YAML library, and reports those that specs may not have. */
export class NodeReader {
  #aliases = 0;
  readonly #offset: number;
  readonly #diagnostics: Diagnostics;
  readonly #resolve: (alias: Alias) => Node | undefined;

  constructor(offset: number, diagnostics: Diagnostics, resolve: (alias: Alias) => Node | undefined) {
    this.#offset = offset;
    this.#diagnostics = diagnostics;
    this.#resolve = resolve;
  }

  read(node: Node | null | undefined, depth: number): YamlNode {
    const span = this.#spanOf(node);
    if (depth > MAX_NODE_DEPTH)
      return this.#refuse('yaml-depth', span, `nested deeper than ${MAX_NODE_DEPTH} levels`);
    if (isAlias(node)) return this.#alias(node, span, depth);
    if (node?.tag !== undefined && !CORE_TAGS.includes(node.tag))
      return this.#refuse(
        'yaml-tag',
        span,
        `the tag ${shortTag(node.tag)} means nothing here`,
        'take it away',
      );
    if (isMap(node)) return this.#map(node.items, span, depth);
    if (isSeq(node)) {
      const items = node.items.map((item) =>
        isPair(item) ? this.#map([item], span, depth + 1) : this.#item(item as Node, depth + 1),
      );
      return { kind: 'list', span, items };
    }
    return isScalar(node) ? this.#scalarNode(node, span) : scalarNode(span, null);
  }

  #map(pairs: readonly { key: unknown; value: unknown }[], span: Span, depth: number): YamlNode {
    const entries: YamlEntry[] = [];
    const seen = new Set<string>();
    const merged: YamlEntry[] = [];
    for (const pair of pairs) {
      const keyNode = pair.key as Node | null;
      const keySpan = this.#spanOf(keyNode);
      if (isMap(keyNode) || isSeq(keyNode)) {
        return this.#refuse(
          'unquoted-variable',
          keySpan,
          'expected text as a key, found a map',
          'quote values that start with {{: "{{name}}"',
        );
      }
      const key = keyOf(isAlias(keyNode) ? this.read(keyNode, depth + 1) : keyNode);
      this.#warnOfQuotes(keyNode);
      const value = this.read(pair.value as Node | null, depth + 1);
      if (!PROSE_KEYS.has(key)) this.#warnOfQuotes(pair.value as Node | null);
      if (key === '<<' && value.kind !== 'scalar') {
        for (const part of value.kind === 'list' ? value.items : [value])
          if (part.kind === 'map') merged.push(...part.entries);
        continue;
      }
      if (seen.has(key)) this.#diagnostics.error('duplicate-key', keySpan, `the key "${key}" is duplicated`);
      seen.add(key);
      entries.push({ key, keySpan, value: pair.value === null ? scalarNode(keySpan, null) : value });
    }
    for (const entry of merged)
      if (!seen.has(entry.key)) {
        seen.add(entry.key);
        entries.push(entry);
      }
    return { kind: 'map', span, entries };
  }

  #item(node: Node, depth: number): YamlNode {
    this.#warnOfQuotes(node);
    return this.read(node, depth);
  }

  #alias(node: Alias, span: Span, depth: number): YamlNode {
    if (++this.#aliases > MAX_ALIASES)
      return this.#refuse('yaml-aliases', span, `more than ${MAX_ALIASES} aliases in one YAML block`);
    const target = this.#resolve(node);
    return target === undefined
      ? this.#refuse('yaml', span, `the alias *${node.source} has no anchor`)
      : { ...this.read(target, depth + 1), span };
  }

  #scalarNode(node: Scalar, span: Span): YamlNode {
    const { value } = node;
    if (typeof value === 'string') return { kind: 'scalar', span, value };
    const source = node.source ?? '';
    if (typeof value !== 'number')
      return { kind: 'scalar', span, value: typeof value === 'boolean' ? value : null, source };
    const number = numberOf(value, source);
    if (number !== undefined) return { kind: 'scalar', span, value: number, source };
    return this.#refuse(
      'number-range',
      span,
      `${source} cannot be written exactly as a JSON number`,
      'quote it, if the API takes text',
    );
  }

  /** The reader for plain YAML leaves every value with a leading typographic quote to this one. */
  #warnOfQuotes(node: Node | null | undefined): void {
    if (!isScalar(node) || node.type !== 'PLAIN' || typeof node.value !== 'string') return;
    if (!isInTypographicQuotes(node.value)) return;
    this.#diagnostics.warn(
      QUOTES_RULE,
      this.#spanOf(node),
      `expected the quotes of YAML, " or ', found typographic ones, which are a part of the text: ${node.value}`,
      `write it like: ${requote(node.value)}`,
    );
  }

  #spanOf(node: Node | null | undefined): Span {
    const [start, end] = node?.range ?? [0, 0];
    return { start: start + this.#offset, end: Math.max(end, start) + this.#offset };
  }

  #refuse(rule: string, span: Span, message: string, hint?: string): YamlNode {
    if (!this.#diagnostics.list.some((each) => each.rule === rule && each.rule.startsWith('yaml-')))
      this.#diagnostics.error(rule, span, message, hint);
    return scalarNode(span, null);
  }
}

/** The tags of YAML's core schema (YAML 1.2.2, section 10.3). */
const CORE_TAGS = ['null', 'bool', 'int', 'float', 'str', 'map', 'seq'].map(
  (name) => `tag:yaml.org,2002:${name}`,
);

const shortTag = (tag: string): string => tag.replace('tag:yaml.org,2002:', '!!');

/** A number from its digits; undefined for one that JSON cannot write, such as `.inf` or a long hexadecimal one. */
function numberOf(value: number, source: string): number | ExactNumber | undefined {
  const digits = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(source)
    ? toJsonNumber(source)
    : undefined;
  if (digits !== undefined) return readNumber(digits);
  return Number.isSafeInteger(value) ? value : undefined;
}

/** Rewrites `+49`, `007`, `.5` and `1.` as JSON numbers. */
const toJsonNumber = (source: string): string =>
  source
    .replace(/^\+/, '')
    .replace(/^(-?)0+(?=\d)/, '$1')
    .replace(/^(-?)\./, '$10.')
    .replace(/\.(?!\d)/, '');

function keyOf(node: unknown): string {
  if (isScalar(node))
    return typeof node.value === 'string' ? node.value : (node.source ?? String(node.value));
  const read = node as YamlNode | null;
  return read?.kind === 'scalar' ? String(read.value) : 'null';
}
