import type { ExactNumber } from '../json/exact-number.ts';
import type { Span } from '../source.ts';

/** A YAML value with its span. Aliases are resolved, keys are strings. */
export type YamlNode = YamlMap | YamlList | YamlScalar;

export type YamlMap = { readonly kind: 'map'; readonly span: Span; readonly entries: readonly YamlEntry[] };

type YamlList = { readonly kind: 'list'; readonly span: Span; readonly items: readonly YamlNode[] };

export type YamlScalar = {
  readonly kind: 'scalar';
  readonly span: Span;
  readonly value: string | number | ExactNumber | boolean | null;
  /** The written text, unless it is in quotes: `1.10`, `007`, `~`. */
  readonly source?: string;
};

export type YamlEntry = { readonly key: string; readonly keySpan: Span; readonly value: YamlNode };
