import { hasFraction, isExactNumber, neighboursOf, numberPattern } from './number-text.ts';
import { typesOf, type ValueTypes } from './value-types.ts';
import type { View } from './view.ts';

/** A value as it was sent, before its types are known: a text, or a list or an object of texts. */
export type Texts = string | readonly Texts[] | { readonly [name: string]: Texts };

/** A text that is a number with more digits than a double holds is read as the double below it, then as the one above. */
export type Rounding = 'below' | 'above';

type Typing = {
  readonly rounding: Rounding;
  /** JSON Pointers to texts that were refused as such. */
  readonly refused: ReadonlySet<string>;
  /** Called when a number is rounded. */
  readonly onRounded: () => void;
};

/** Gives texts the types that their schema asks for; a text that cannot be of the type stays what it is. */
export function giveTypes(texts: Texts, view: View | undefined, typing: Typing, pointer = ''): unknown {
  if (typeof texts === 'string') return giveType(texts, typesOf(view), typing, typing.refused.has(pointer));
  if (Array.isArray(texts))
    return (texts as readonly Texts[]).map((each, index) =>
      giveTypes(each, view?.item(index), typing, `${pointer}/${index}`),
    );
  return Object.fromEntries(
    Object.entries(texts).map(([name, each]) => {
      const field = view?.field(name);
      const at = `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      return [name, giveTypes(each, field === 'undocumented' ? undefined : field, typing, at)];
    }),
  );
}

function giveType(text: string, types: ValueTypes, typing: Typing, isRefused: boolean): unknown {
  const isOpen = types.size === 0;
  if ((isOpen || types.has('string')) && !isRefused) return text;
  const may = (type: 'boolean' | 'null' | 'number' | 'integer'): boolean => isOpen || types.has(type);
  if (may('boolean') && (text === 'true' || text === 'false')) return text === 'true';
  if (may('null') && text === 'null') return null;
  return (may('number') || may('integer')) && numberPattern.test(text)
    ? readNumber(text, types, typing)
    : text;
}

function readNumber(text: string, types: ValueTypes, { rounding, onRounded }: Typing): unknown {
  const rounded = Number(text);
  if (isExactNumber(text, rounded)) return rounded;
  onRounded();
  // Beyond 2^53 no double has a fraction, so a text that has one would seem to be an integer.
  const isInteger = types.has('integer') && !types.has('number');
  if (isInteger && Number.isInteger(rounded) && hasFraction(text)) return text;
  const [below, above] = neighboursOf(rounded);
  return rounding === 'below' ? below : above;
}

/** The text that was sent at a place; for a list or an object, what it holds. */
export function textAt(texts: Texts, keys: readonly (string | number)[]): Texts | undefined {
  let at: Texts | undefined = texts;
  for (const key of keys) {
    if (typeof at !== 'object' || !Object.hasOwn(at, key)) return undefined;
    at = (at as Readonly<Record<string | number, Texts>>)[key];
  }
  return at;
}

/** The number, truth value or null that a text may stand for. */
export function scalar(text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true';
  if (text === 'null') return null;
  return numberPattern.test(text) ? Number(text) : text;
}
