import { readAnyNumber } from '../document/exact.ts';
import { extendPointer } from '../document/pointer.ts';
import { typesOf, type ValueTypes } from '../schema/value-types.ts';
import type { View } from '../schema/view.ts';

const TYPED = Symbol('typed');

/** A value with known types, such as one that was sent as JSON. */
type Typed = { readonly [TYPED]: unknown };

export const typed = (value: unknown): Typed => ({ [TYPED]: value });

const isTyped = (texts: object): texts is Typed => TYPED in texts;

/** A value as it was sent, before its types are known: a text, or a list or object of texts. */
export type Texts = string | Typed | readonly Texts[] | { readonly [name: string]: Texts };

/**
 * Gives texts the types of their schema; a text that cannot have the type stays text. `refused` are JSON Pointers to texts that
 * do not fit as strings.
 */
export function giveTypes(
  texts: Texts,
  view: View | undefined,
  refused: ReadonlySet<string>,
  pointer = '',
): unknown {
  if (typeof texts === 'string') return giveType(texts, typesOf(view), refused.has(pointer));
  if (isTyped(texts)) return texts[TYPED];
  if (Array.isArray(texts))
    return (texts as readonly Texts[]).map((each, index) =>
      giveTypes(each, view?.item(index), refused, `${pointer}/${index}`),
    );
  return Object.fromEntries(
    Object.entries(texts).map(([name, each]) => {
      const field = view?.field(name);
      const at = extendPointer(pointer, name);
      return [name, giveTypes(each, field === 'undocumented' ? undefined : field, refused, at)];
    }),
  );
}

function giveType(text: string, types: ValueTypes, isRefused: boolean): unknown {
  const isOpen = types.size === 0;
  if ((isOpen || types.has('string')) && !isRefused) return text;
  const may = (type: 'boolean' | 'null' | 'number' | 'integer'): boolean => isOpen || types.has(type);
  if (may('boolean') && (text === 'true' || text === 'false')) return text === 'true';
  if (may('null') && text === 'null') return null;
  return (may('number') || may('integer')) && NUMBER.test(text) ? readAnyNumber(text) : text;
}

/** A number in JSON. */
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[+-]?\d+)?$/i;

/** The text at a place; for a list or an object, its content. */
export function textAt(texts: Texts, keys: readonly (string | number)[]): Texts | undefined {
  let at: Texts | undefined = texts;
  for (const key of keys) {
    if (typeof at !== 'object' || !Object.hasOwn(at, key)) return undefined;
    at = (at as Readonly<Record<string | number, Texts>>)[key];
  }
  return at;
}
