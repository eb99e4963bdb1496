import { percentEncode } from './percent-encode.ts';

/** How secrets are encoded in a text: not at all, percent-encoded (in a query also `'`), or escaped for JSON. */
export type Spelling = 'plain' | 'percent' | 'query' | 'json';

/** How the secrets behind the `$NAME`s of a shown request are encoded in each part; absent: plain. */
export type SpelledSecrets = {
  readonly url?: Spelling;
  readonly body?: Spelling;
  /** The names of its secrets, where other text looks like a name, or a letter follows that could be part of one. */
  readonly names?: readonly string[];
  /** The user and password of Basic authentication, which are encoded together. */
  readonly user?: string;
};

/** A `$NAME` in a shown text. */
export type ShownName = { readonly name: string; readonly start: number; readonly end: number };

const NAME = /\$([A-Z_][A-Z0-9_]*)/g;

/** Every `$` of a text with the longest known name after it, or `''` if there is none. */
export function namesIn(text: string, isName: (name: string) => boolean): readonly ShownName[] {
  if (!text.includes('$')) return [];
  return [...text.matchAll(NAME)].map(({ 1: longest = '', index }) => {
    let name = longest;
    while (name !== '' && !isName(name)) name = name.slice(0, -1);
    return { name, start: index, end: index + 1 + name.length };
  });
}

const SPELL: Readonly<Record<Spelling, (value: string) => string>> = {
  plain: (value) => value,
  percent: percentEncode,
  query: (value) => percentEncode(value).replaceAll("'", '%27'),
  json: (value) => JSON.stringify(value).slice(1, -1),
};

/** The text with each name replaced by its secret. */
export function withSecrets(
  shown: string,
  spelling: Spelling,
  secretOf: (name: string) => string | undefined,
): string {
  let text = '';
  let from = 0;
  for (const { name, start, end } of namesIn(shown, (each) => secretOf(each) !== undefined)) {
    if (name === '') continue;
    text += shown.slice(from, start) + SPELL[spelling](secretOf(name)!);
    from = end;
  }
  return text + shown.slice(from);
}
