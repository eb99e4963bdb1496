import { isObject, ownList, ownObject } from '../document/json.ts';
import { mayRefuseByHolding, UNREAD } from './undecided.ts';
import type { JsonSchema } from './json-schema.ts';

/** What must be known of a translated schema before it is compiled. */
export type SchemaSize = {
  /** The most objects compiled at once: in the schema itself, or in one that it names. */
  readonly largest: number;
  /** The most alternatives in one list. */
  readonly longestList: number;
  /** Whether it names a member like an inherited property, such as `constructor`. */
  readonly namesInherited: boolean;
  /** Whether it holds a number beyond doubles. */
  readonly holdsExact: boolean;
  /** Whether it has parts that could not be read, which matters when a value reaches one. */
  readonly mayBeUnread: boolean;
  /** Whether it may refuse a value because a pattern counts as matching. */
  readonly mayRefuseByHolding: boolean;
};

/** Compiling takes about 0.1 ms for each of these. */
const MAX_OBJECTS = 20_000;
const MAX_ALTERNATIVES = 2_000;

/** Why a schema is not compiled; undefined if it is. docs/documents.md lists the limits. */
export function problemOfSize({ largest, longestList }: SchemaSize): string | undefined {
  const count = (value: number): string => value.toLocaleString('en');
  if (longestList > MAX_ALTERNATIVES)
    return `the schema has a list of ${count(longestList)} alternatives; at most ${count(MAX_ALTERNATIVES)} are looked at`;
  if (largest > MAX_OBJECTS)
    return `the schema has ${count(largest)} parts; at most ${count(MAX_OBJECTS)} are looked at`;
  return undefined;
}

/** Measures a translated schema and those that it names. */
export function measureSchema(schema: JsonSchema): SchemaSize {
  const defs = ownObject(schema, '$defs');
  const size = {
    largest: 0,
    longestList: 0,
    namesInherited: false,
    holdsExact: false,
    mayBeUnread: false,
    mayRefuseByHolding: false,
  };
  for (const piece of [schema, ...Object.values(defs)]) {
    let objects = 0;
    const open: unknown[] = [piece];
    while (open.length > 0) {
      const part = open.pop();
      if (typeof part === 'symbol') size.holdsExact = true;
      if (typeof part === 'string' && part in Object.prototype) size.namesInherited = true;
      if (typeof part !== 'object' || part === null) continue;
      objects++;
      if (Array.isArray(part)) {
        for (const each of part) open.push(each);
        continue;
      }
      if (!isObject(part)) continue;
      for (const key of Object.keys(part)) {
        if (key in Object.prototype) size.namesInherited = true;
        if (part !== schema || key !== '$defs') open.push(part[key]);
      }
      if (Object.hasOwn(part, UNREAD)) size.mayBeUnread = true;
      if (mayRefuseByHolding(part)) size.mayRefuseByHolding = true;
      const longest = Math.max(ownList(part, 'oneOf').length, ownList(part, 'anyOf').length);
      size.longestList = Math.max(size.longestList, longest);
    }
    size.largest = Math.max(size.largest, objects);
  }
  return size;
}
