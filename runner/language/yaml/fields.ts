import { type Diagnostics, nearest, suggest } from '../diagnostic.ts';
import type { Span } from '../source.ts';
import { textOfScalar, toWritten, type WrittenJson } from '../template/written.ts';
import { type Json, toJson } from './yaml.ts';
import type { YamlEntry, YamlMap, YamlNode } from './yaml-node.ts';

/** Reads the keys of one YAML map, and reports each that is not as expected, with its place. */
export class Fields<Key extends string = string> {
  readonly span: Span;
  readonly #entries: readonly YamlEntry[];
  readonly #diagnostics: Diagnostics;
  /** Keys that unknown ones probably mean: they are not reported as missing as well. */
  readonly #meant: string[] = [];

  constructor(map: YamlMap, diagnostics: Diagnostics) {
    this.span = map.span;
    this.#entries = map.entries;
    this.#diagnostics = diagnostics;
  }

  /** Reports each key that is not in `known`, with a guess at the intended key: a synonym or a typo. */
  refuseUnknown(what: string, known: readonly string[], others: OtherKeys = NO_OTHERS): void {
    for (const { key, keySpan } of this.#entries)
      if (!known.includes(key)) {
        const word = key.trim();
        const meant = keyMeant(word, known, others.words);
        if (meant !== undefined) this.#meant.push(meant);
        this.#diagnostics.error(
          'unknown-key',
          keySpan,
          `unknown key "${key}" in ${what}`,
          word !== key
            ? 'a no-break blank stands before or behind it: write an ordinary one'
            : (others.placeOf?.(key) ??
                (meant === undefined ? suggest(key, known) : `did you mean "${meant}"?`)),
        );
      }
  }

  /** The last of that key, as in a map that was made of them. */
  #entry(key: string): YamlEntry | undefined {
    for (let at = this.#entries.length - 1; at >= 0; at--)
      if (this.#entries[at]!.key === key) return this.#entries[at];
    return undefined;
  }

  has(key: Key): boolean {
    return this.#entry(key) !== undefined;
  }

  node(key: Key): YamlNode | undefined {
    const value = this.#entry(key)?.value;
    return value?.kind === 'scalar' && value.value === null ? undefined : value;
  }

  spanOf(key: Key): Span {
    return this.#entry(key)?.value.span ?? this.span;
  }

  json(key: Key): Json | undefined {
    const node = this.#entry(key)?.value;
    return node === undefined ? undefined : toJson(node);
  }

  /** The data of a key with the written texts of its scalars, for a variable. */
  written(key: Key): WrittenJson | undefined {
    const node = this.#entry(key)?.value;
    return node === undefined ? undefined : toWritten(node);
  }

  text(key: Key): string | undefined {
    const node = this.node(key);
    if (node === undefined) return undefined;
    if (node.kind === 'scalar' && typeof node.value !== 'boolean') return textOfScalar(node);
    return this.expected(key, 'text');
  }

  requiredText(key: Key, what: string): string | undefined {
    const value = this.text(key);
    if (value === undefined || value === '') {
      const isMisspelt = !this.has(key) && this.#meant.includes(key);
      if (!isMisspelt && (this.node(key) === undefined || value === ''))
        this.#diagnostics.error('missing-key', this.span, `${what} has no "${key}"`, `add "${key}:"`);
      return undefined;
    }
    return value;
  }

  flag(key: Key): boolean | undefined {
    const node = this.node(key);
    if (node === undefined) return undefined;
    if (node.kind === 'scalar' && typeof node.value === 'boolean') return node.value;
    if (node.kind === 'scalar' && (node.value === 'true' || node.value === 'false'))
      return node.value === 'true';
    return this.expected(key, 'true or false');
  }

  number(key: Key, minimum = 0): number | undefined {
    const node = this.node(key);
    if (node === undefined) return undefined;
    if (node.kind === 'scalar' && typeof node.value === 'number' && node.value >= minimum) return node.value;
    return this.expected(key, minimum > 0 ? `a number of at least ${minimum}` : 'a number');
  }

  /** Milliseconds, or a text with a unit: `500ms`, `2s`, `1m`. */
  durationMs(key: Key): number | undefined {
    const node = this.node(key);
    if (node === undefined) return undefined;
    const duration = node.kind === 'scalar' ? readDuration(node.value) : undefined;
    return (
      duration ??
      this.expected(key, `milliseconds or a duration such as 500ms, 2s or 1m, up to ${LONGEST_DURATION}`)
    );
  }

  oneOf<Word extends string>(key: Key, words: readonly Word[]): Word | undefined {
    const node = this.node(key);
    if (node === undefined) return undefined;
    if (node.kind === 'scalar' && words.includes(node.value as Word)) return node.value as Word;
    return this.expected(key, `one of ${words.join(', ')}`);
  }

  map(key: Key): YamlMap | undefined {
    const node = this.node(key);
    if (node === undefined) return undefined;
    return node.kind === 'map' ? node : this.expected(key, 'a map');
  }

  list(key: Key): readonly YamlNode[] | undefined {
    const node = this.node(key);
    if (node === undefined) return undefined;
    return node.kind === 'list' ? node.items : this.expected(key, 'a list');
  }

  expected(key: Key, what: string): undefined {
    const node = this.#entry(key)!.value;
    const found = node.kind === 'scalar' ? JSON.stringify(node.value) : `a ${node.kind}`;
    this.#diagnostics.error(
      'wrong-type',
      node.span,
      `"${key}": expected ${what}, found ${found}`,
      isBareBraces(node) ? 'quote a text that starts with a brace, as in "{name}"' : undefined,
    );
    return undefined;
  }
}

/** `{name}`, of which YAML makes a map with an empty value. */
const isBareBraces = (node: YamlNode): boolean =>
  node.kind === 'map' &&
  node.entries.length === 1 &&
  node.entries.every(
    ({ value, keySpan }) =>
      value.kind === 'scalar' && value.value === null && keySpan.start === node.span.start + 1,
  );

/** Advice for keys that do not belong in a map. */
export type OtherKeys = {
  /** Words of other tools in lower case, with the key of the same meaning here. */
  readonly words?: Readonly<Record<string, string>>;
  /** The advice for a key that belongs in another map. */
  readonly placeOf?: (key: string) => string | undefined;
};

const NO_OTHERS: OtherKeys = {};

function keyMeant(
  word: string,
  known: readonly string[],
  words: OtherKeys['words'] = {},
): string | undefined {
  if (known.includes(word)) return word;
  const plain = word.toLowerCase().replace(/[-_ ]/g, '');
  return Object.hasOwn(words, plain) ? words[plain] : nearest(word, known);
}

/** A longer duration has the wrong unit. */
export const LONGEST_DURATION = '3650d';
const LONGEST_DURATION_MS = 3_650 * 86_400_000;

/** Undefined when the value is not a duration, or is too long. */
export function readDuration(value: unknown): number | undefined {
  const ms = toMilliseconds(value);
  return ms !== undefined && ms >= 0 && ms <= LONGEST_DURATION_MS ? ms : undefined;
}

function toMilliseconds(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  const match =
    typeof value === 'string' ? /^(\d+(?:\.\d+)?)\s*(ms|s|m|h|d|w|sec|min)?$/.exec(value.trim()) : null;
  if (match === null) return undefined;
  const factor = {
    ms: 1,
    s: 1_000,
    sec: 1_000,
    m: 60_000,
    min: 60_000,
    h: 3_600_000,
    d: 86_400_000,
    w: 604_800_000,
  }[match[2] ?? 'ms']!;
  return Number(match[1]) * factor;
}
