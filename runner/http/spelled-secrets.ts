import { percentEncode } from './percent-encode.ts';

/** How the secrets of a text stand in it: as they are, percent-encoded (in a query `'` too), or escaped within a JSON text. */
export type Spelling = 'plain' | 'percent' | 'query' | 'json';

/** What the `$NAME`s of a request that is shown stand for; what is absent is plain. */
export type SpelledSecrets = {
  readonly url?: Spelling;
  readonly body?: Spelling;
  /** The names of its secrets, where something else looks like one, or a letter follows one that could be a part of it. */
  readonly names?: readonly string[];
  /** The name and password of Basic authentication, which are encoded together. */
  readonly user?: string;
};

/** A `$NAME` in a text that is shown. */
export type ShownName = { readonly name: string; readonly start: number; readonly end: number };

const NAME = /\$([A-Z_][A-Z0-9_]*)/g;

/** Every `$` of a text with the name behind it: the longest that is one, or `''` where none is. */
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

/** The text with the secrets in the place of their names. */
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
