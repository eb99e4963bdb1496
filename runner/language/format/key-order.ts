import { FRONTMATTER_KEYS } from '../frontmatter-keys.ts';
import type { KeySchema } from '../step/key-schemas.ts';
import { stepKeyNames } from '../step/read-step.ts';
import { stepKeys } from '../step/step-keys.ts';

/** In which order the keys of a map stand, and those of the maps in it. A map of the author's own names has no order. */
export type KeyOrder = {
  readonly keys?: readonly string[];
  /** Of the values below these keys. */
  readonly below?: Readonly<Record<string, KeyOrder>>;
  /** Of all items of a list, and of all values of a map with names of the author. */
  readonly each?: KeyOrder;
};

/** The order that the schema of a value has: of its keys, and of those below them. */
function orderIn(schema: KeySchema | undefined): KeyOrder | undefined {
  if (schema === undefined) return undefined;
  const { properties, items, additionalProperties, anyOf } = schema as SchemaParts;
  if (anyOf !== undefined) return anyOf.map(orderIn).find((each) => each !== undefined);
  const each = orderIn(
    items ?? (typeof additionalProperties === 'object' ? additionalProperties : undefined),
  );
  if (properties === undefined) return each && { each };
  return { keys: Object.keys(properties), below: ordersIn(Object.entries(properties)) };
}

type SchemaParts = {
  readonly properties?: Readonly<Record<string, KeySchema>>;
  readonly items?: KeySchema;
  readonly additionalProperties?: KeySchema | boolean;
  readonly anyOf?: readonly KeySchema[];
};

const ordersIn = (schemas: readonly (readonly [string, KeySchema])[]): Readonly<Record<string, KeyOrder>> =>
  Object.fromEntries(
    schemas.flatMap(([key, schema]) => {
      const order = orderIn(schema);
      return order === undefined ? [] : [[key, order]];
    }),
  );

const STEP: KeyOrder = {
  keys: [...stepKeyNames, 'uses', 'outputs'],
  below: ordersIn(stepKeys.map(([key, { schema }]) => [key, schema])),
};

/** Of a block of steps. */
export const STEPS_ORDER: KeyOrder = { keys: ['steps'], below: { steps: { each: STEP } } };

/** Of the frontmatter. Keys that mean nothing here stay as they are written, below the others. */
export const FRONTMATTER_ORDER: KeyOrder = {
  keys: FRONTMATTER_KEYS,
  below: { knownIssues: { each: { keys: ['check', 'at', 'reason', 'ticket', 'until'] } } },
};

export const orderBelow = (order: KeyOrder | undefined, key: string): KeyOrder | undefined =>
  order?.below?.[key] ?? order?.each;

/** The same items by the order of their keys; those that it does not name stay as they are, behind the others. */
export function inOrder<T>(
  items: readonly T[],
  order: KeyOrder | undefined,
  keyOf: (item: T) => string,
): readonly T[] {
  const { keys } = order ?? {};
  if (keys === undefined) return items;
  const rank = (item: T): number => {
    const at = keys.indexOf(keyOf(item));
    return at === -1 ? keys.length : at;
  };
  return items.toSorted((a, b) => rank(a) - rank(b));
}
