import type { Texts } from './texts.ts';
import { typesOf } from '../schema/value-types.ts';
import type { View } from '../schema/view.ts';

/** Deeper names are not split, because all readers of the values recurse into them. */
const MAX_DEPTH = 50;

/** The keys in the brackets of a name: `a[b][]` has `b` and an empty one below `a`; undefined for a name not below it. */
export function bracketKeys(name: string, base: string): readonly string[] | undefined {
  if (!name.startsWith(`${base}[`) || !name.endsWith(']')) return undefined;
  const keys = name.slice(base.length + 1, -1).split('][');
  return keys.length <= MAX_DEPTH && keys.every((key) => !/[[\]]/.test(key)) ? keys : undefined;
}

type Node = { readonly texts: string[]; readonly children: Map<string, Node> };

const emptyNode = (): Node => ({ texts: [], children: new Map() });

/**
 * Collects texts that were sent under names with brackets, as PHP, Rails and `qs` read them: `[]` and numbers make a list if
 * the schema allows one, other keys an object.
 */
export function readBrackets(
  sent: Iterable<readonly [keys: readonly string[], text: string]>,
  view: View | undefined,
): Texts {
  const root = emptyNode();
  for (const [keys, text] of sent) {
    let at = root;
    for (const key of keys) {
      const next = at.children.get(key) ?? emptyNode();
      at.children.set(key, next);
      at = next;
    }
    at.texts.push(text);
  }
  return valueAt(root, view);
}

function valueAt({ texts, children }: Node, view: View | undefined): Texts {
  if (children.size === 0) return texts.length === 1 ? texts[0]! : texts;
  const isList = [...children.keys()].every((key) => key === '' || (/^\d+$/.test(key) && mayBeList(view)));
  if (!isList)
    return Object.fromEntries(
      [...children].map(([key, child]) => [key, valueAt(child, viewOfField(view, key))]),
    );
  return [...children].flatMap(([key, child], index) => {
    const item = valueAt(child, view?.item(index));
    return key === '' && child.children.size === 0 && Array.isArray(item)
      ? (item as readonly Texts[])
      : [item];
  });
}

const mayBeList = (view: View | undefined): boolean => {
  const types = typesOf(view);
  return types.size === 0 || types.has('array');
};

function viewOfField(view: View | undefined, name: string): View | undefined {
  const field = view?.field(name);
  return field === 'undocumented' ? undefined : field;
}

/** Whether a name in a query or form belongs to a parameter or field, with brackets or without. */
export const isNamed = (parameter: string, name: string): boolean =>
  name === parameter || name === `${parameter}[]` || name.startsWith(`${parameter.replace(/\[\]$/, '')}[`);
