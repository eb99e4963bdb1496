import type { Source } from '../check/finding.ts';
import { decodePercent } from '../document/pointer.ts';

/** A name with its text, from a query, a form or a `Cookie` header. */
export type Pair = {
  readonly name: string;
  readonly text: string;
  /** The text as it was sent, percent-encoded; absent if unknown. */
  readonly raw?: string;
  /** The name as it was sent. */
  readonly rawName?: string;
  /** Whether the author wrote it this way, so that its encoded commas belong to items. */
  readonly isAsWritten?: boolean;
};

/** The pairs under each name, in the order of the first. */
export type Pairs = ReadonlyMap<string, readonly Pair[]>;

/** Groups pairs by their names. */
export function groupPairs(pairs: Iterable<Pair>): Pairs {
  const groups = new Map<string, Pair[]>();
  for (const pair of pairs) {
    const group = groups.get(pair.name);
    if (group === undefined) groups.set(pair.name, [pair]);
    else group.push(pair);
  }
  return groups;
}

const none: Pairs = new Map();

/**
 * Parses a query or the text of a form; `isEncoded` distinguishes names whose texts this program encoded from those of an
 * author.
 */
export function readQuery(query: string, isEncoded?: (name: string) => boolean): Pairs {
  if (query === '') return none;
  const pairs = query.split('&').filter((each) => each !== '');
  return groupPairs(
    pairs.map((each) => {
      const at = each.indexOf('=');
      const raw = at < 0 ? '' : each.slice(at + 1);
      const rawName = at < 0 ? each : each.slice(0, at);
      const name = decodeForm(rawName);
      const isAsWritten = isEncoded !== undefined && raw.includes('%') && !isEncoded(name);
      return { name, text: decodeForm(raw), raw, rawName, isAsWritten };
    }),
  );
}

/** Parses a `Cookie` header. */
export function readCookies(header: string | undefined): Pairs {
  if (header === undefined || header === '') return none;
  return groupPairs(
    header.split(';').flatMap((each) => {
      const at = each.indexOf('=');
      if (at < 0) return [];
      const raw = each.slice(at + 1).trim();
      return [{ name: each.slice(0, at).trim(), text: decodePercent(raw), raw }];
    }),
  );
}

/** The text of pairs as in a query: a name may show that its text is a secret. */
export const sourceOfPairs = (...groups: readonly (readonly Pair[] | undefined)[]): Source => ({
  texts: groups.flatMap((pairs) =>
    (pairs ?? []).map(({ name, text, raw = text, rawName = name }) => `?${rawName}=${raw}`),
  ),
});

/** Decodes a text of a query, where a plus is a space. */
export const decodeForm = (text: string): string => decodePercent(text.replaceAll('+', ' '));
