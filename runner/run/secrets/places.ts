import type { Answer } from '../../language/answer.ts';
import { writeExactJson } from '../../language/json/exact-json.ts';
import { isTooDeep } from '../../language/json/json-values.ts';
import { mapList, mapRecord } from '../../language/records.ts';

/** The keys that lead to a value in a response. */
export type Keys = readonly (string | number)[];

/** The values of a response that are hidden at their places, however short they are. */
export type HiddenPlaces = {
  /** The places, each with the name that is shown there. */
  readonly entries: readonly Entry[];
  /** The extracts that read one of them, in part or whole. */
  readonly extracts: ReadonlySet<string>;
  /** The body with each of these values replaced by its name. */
  readonly bodyOf: (answer: Pick<Answer, 'json' | 'text'>) => string | undefined;
  /** Whether one of them is at these keys, below or above them. */
  readonly touches: (keys: Keys) => boolean;
};

type Entry = readonly [keys: Keys, shown: string];

/** Adds places whose values are shown as stars. */
export function alsoHiding(
  places: HiddenPlaces | undefined,
  keys: readonly Keys[],
): HiddenPlaces | undefined {
  if (keys.length === 0) return places;
  const { extracts = new Set<string>(), entries = [] } = places ?? {};
  return { ...hiddenPlaces([...entries, ...keys.map((each) => [each, '***'] as const)]), extracts };
}

type Tree = { shown?: string; readonly inside: Map<string, Tree> };

/** Prepares the places of a response for look-ups; each comes with the name that is shown there. */
export function hiddenPlaces(entries: readonly Entry[]): Omit<HiddenPlaces, 'extracts'> {
  const root: Tree = { inside: new Map() };
  for (const [keys, shown] of entries) {
    let tree = root;
    for (const key of keys) {
      const next = tree.inside.get(String(key)) ?? { inside: new Map() };
      tree.inside.set(String(key), next);
      tree = next;
    }
    tree.shown ??= shown;
  }
  return {
    entries,
    bodyOf: ({ json, text }) => {
      if (root.shown !== undefined) return root.shown;
      if (root.inside.size === 0) return undefined;
      if (json === undefined) return text === undefined ? undefined : hideFields(text, root);
      if (isTooDeep(json)) return '(hidden: it is nested too deep to be shown without its secrets)';
      return writeExactJson(hide(json, root));
    },
    touches: (keys) => {
      let tree: Tree | undefined = root;
      for (const key of keys) {
        if (tree === undefined || tree.shown !== undefined) break;
        tree = tree.inside.get(String(key));
      }
      return tree !== undefined;
    },
  };
}

/** A form whose fields are hidden by the first of their keys. */
function hideFields(text: string, { inside }: Tree): string {
  const isHidden = (name: string): boolean =>
    inside.has(name) || inside.has(name.replace(/(?<=.)\[.*$/s, ''));
  const boundary = /^--[^\r\n]+/.exec(text)?.[0];
  if (boundary !== undefined)
    return text
      .split(`\r\n${boundary}`)
      .map((part) => {
        const head = part.indexOf('\r\n\r\n') + 4;
        const name = /;\s*name="([^"]*)"/i.exec(part.slice(0, Math.max(head, 0)))?.[1];
        return head > 4 && name !== undefined && isHidden(name) ? `${part.slice(0, head)}***` : part;
      })
      .join(`\r\n${boundary}`);
  return text.replace(/(^|&)([^=&\r\n]*)=([^&]*)/g, (whole, before: string, name: string, value: string) =>
    value !== '' && isHidden(decodeName(name)) ? `${before}${name}=***` : whole,
  );
}

function decodeName(name: string): string {
  try {
    return decodeURIComponent(name.replaceAll('+', ' '));
  } catch {
    return name;
  }
}

function hide(value: unknown, tree: Tree): unknown {
  if (tree.shown !== undefined) return tree.shown;
  if (tree.inside.size === 0 || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    let at = 0;
    return mapList(value as readonly unknown[], (item) => hideAt(item, tree, String(at++)));
  }
  return mapRecord(value as Readonly<Record<string, unknown>>, (member, key) => hideAt(member, tree, key));
}

function hideAt(value: unknown, { inside }: Tree, key: string): unknown {
  const tree = inside.get(key);
  return tree === undefined ? value : hide(value, tree);
}
