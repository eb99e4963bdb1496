import { isObject, type JsonObject, ownList } from '../document/json.ts';
import type { Direction } from './json-schema.ts';
import { flagAgainst, type Flag, type Flagged } from './flag.ts';
import type { Flat } from './flat.ts';

const flags = Object.values(flagAgainst);

/** Keeps the flag that forbids a direction; some documents list the names of fields there. */
export function keepFlag(schema: unknown, direction: Direction): JsonObject {
  const flag = flagAgainst[direction];
  const value = isObject(schema) ? schema[flag] : undefined;
  return value === true || Array.isArray(value) ? { [flag]: value } : {};
}

/** Whether any part of a translated schema has a flag, so that values must be walked. */
export function hasFlags(schemas: Iterable<object>): boolean {
  for (const schema of schemas) if (flags.some((flag) => Object.hasOwn(schema, flag))) return true;
  return false;
}

/** The schema's own flag. */
export function ownFlag(schema: JsonObject): Flagged | undefined {
  const flag = flags.find((each) => schema[each] === true);
  return flag && { flag, sure: true };
}

/** If all schemas apply, one flag is enough. */
export const flaggedByBoth = (left: Flagged | undefined, right: Flagged | undefined): Flagged | undefined =>
  left?.sure || right === undefined ? left : right;

/** For alternatives, the flag is sure only if all have it. */
export function flaggedByOne(branches: readonly (Flagged | undefined)[]): Flagged | undefined {
  const found = branches.find((branch) => branch !== undefined);
  return found && { flag: found.flag, sure: branches.every((branch) => branch?.sure === true) };
}

/** A schema that documents a field, and the field's merged schema. */
export type FieldSchema = { readonly holder: JsonObject; readonly flat: Flat };

/**
 * The flag of a field. If only some alternatives flag it, it counts in a response, because the value may be a secret; in a
 * request it does not, because another alternative may need the field.
 */
export function flagOfField(
  name: string,
  fields: readonly FieldSchema[],
  isSure: (holder: JsonObject) => boolean,
): Flag | undefined {
  const found = fields.map(({ holder, flat }) => ({
    flagged: flaggedByBoth(flat.flagged, listedFlag(holder, name)),
    isSure: isSure(holder),
  }));
  const certain = found.find(({ flagged, isSure }) => isSure && flagged?.sure === true);
  const any = certain?.flagged ?? flaggedByOne(found.map(({ flagged }) => flagged));
  return any && (any.sure || any.flag === 'writeOnly') ? any.flag : undefined;
}

function listedFlag(holder: JsonObject, name: string): Flagged | undefined {
  const flag = flags.find((each) => ownList(holder, each).includes(name));
  return flag && { flag, sure: true };
}
