import { decodeForm, type Pair } from './pairs.ts';
import type { Texts } from './texts.ts';

type WrittenList = Pick<Pair, 'text' | 'isAsWritten'> & { readonly raw?: string | undefined };

/**
 * Splits a text into the items of a list. A comma inside an item is percent-encoded (RFC 6570). If all commas are, and this
 * program encoded them, they are the separators: it encodes a whole text.
 */
export function splitItems(
  { text, raw, isAsWritten = false }: WrittenList,
  separator: string,
  decode: (raw: string) => string = decodeForm,
): readonly string[] {
  if (raw !== undefined && separator !== ' ' && raw.includes(separator))
    return raw.split(separator).map(decode);
  // Other separators are not allowed in a URL unencoded.
  if (raw !== undefined && isAsWritten && separator === ',') return [text];
  return text.split(separator);
}

/** The list of items; nested lists are split at the further separators. */
export const listOf = (items: readonly string[], [, ...inner]: readonly string[]): Texts =>
  items.map((each) => innerItems(each, inner));

function innerItems(text: string, separators: readonly string[]): Texts {
  const [separator, ...inner] = separators;
  return separator === undefined ? text : text.split(separator).map((each) => innerItems(each, inner));
}

/** Alternating names and values, `R,100,G,200`; undefined if one lacks its value. */
export function objectOfFlat(items: readonly string[]): Texts | undefined {
  if (items.length % 2 !== 0) return undefined;
  const fields: [string, string][] = [];
  for (let index = 0; index < items.length; index += 2) fields.push([items[index]!, items[index + 1]!]);
  return Object.fromEntries(fields);
}

/** Names with their values, `R=100,G=200`; undefined if one lacks its value. */
export function objectOfAssigned(items: readonly string[]): Texts | undefined {
  const fields: [string, string][] = [];
  for (const each of items) {
    const at = each.indexOf('=');
    if (at < 0) return undefined;
    fields.push([each.slice(0, at), each.slice(at + 1)]);
  }
  return Object.fromEntries(fields);
}
