import { VALUES } from './engine/engine-keywords.ts';
import { isObject, type JsonObject, own, ownList, ownObject } from '../document/json.ts';
import type { DocumentPlace } from '../document/documents.ts';
import { pointerKeys } from '../document/pointer.ts';
import type { PlacedSchema } from './rewrite-schema.ts';

/** Replaces an unreadable schema that few values need; its value says why. */
export const UNREAD = 'x-unread';

/** Keywords that hold data, not schemas. */
const holdValues: ReadonlySet<string> = new Set(['enum', 'const', VALUES.enum, VALUES.const]);

/**
 * Removes from a translated schema what could refuse a valid value because of an unreadable part: that part accepts everything,
 * so inside `not`, `oneOf`, `if` and the like it would cause a refusal. What remains refuses only what breaks the document
 * whatever the unreadable parts say. `isWeaker`: something was removed.
 */
export function leaveOutUndecided(
  placed: PlacedSchema,
  unread: ReadonlySet<object>,
): PlacedSchema & { readonly isWeaker: boolean } {
  const isUndecided = findUndecided(placed, unread);
  const places = new Map<object, DocumentPlace>();
  const added = new Map<object, DocumentPlace>();
  let isWeaker = false;
  const copy = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(copy);
    if (!isObject(value)) return value;
    const place = placed.places.get(value) ?? added.get(value);
    const mark = (made: JsonObject): void => {
      if (place) added.set(made, place);
    };
    const kept = place === undefined ? value : weaken(value, isUndecided, mark);
    if (kept !== value) isWeaker = true;
    const copied = Object.fromEntries(
      Object.entries(kept).map(([key, part]) => [key, place && holdValues.has(key) ? part : copy(part)]),
    );
    if (place) places.set(copied, place);
    return copied;
  };
  return { schema: copy(placed.schema) as PlacedSchema['schema'], places, isWeaker };
}

type Test = (part: unknown) => boolean;

/** Tests whether a part, or anything behind its references, could not be read. */
function findUndecided({ schema }: PlacedSchema, unread: ReadonlySet<object>): Test {
  const defs = ownObject(schema, '$defs');
  const found = new Set<string>();
  const nameOf = (ref: string): string => pointerKeys(ref.slice(1)).at(-1) ?? '';
  const look = (part: unknown): boolean => {
    if (Array.isArray(part)) return part.some(look);
    if (!isObject(part)) return false;
    if (unread.has(part) || UNREAD in part) return true;
    const ref = part['$ref'];
    if (typeof ref === 'string' && found.has(nameOf(ref))) return true;
    return Object.entries(part).some(([key, each]) => (part !== schema || key !== '$defs') && look(each));
  };
  for (let before = -1; before < found.size; ) {
    before = found.size;
    for (const [name, part] of Object.entries(defs)) if (!found.has(name) && look(part)) found.add(name);
  }
  const known = new Map<unknown, boolean>();
  return (part) => {
    const isUndecided = known.get(part) ?? look(part);
    known.set(part, isUndecided);
    return isUndecided;
  };
}

/** A schema without undecidable keywords; the same object if it has none. */
function weaken(schema: JsonObject, isUndecided: Test, mark: (made: JsonObject) => void): JsonObject {
  const lost = new Set<string>();
  const added: JsonObject[] = [];
  const isLost = (key: string): boolean => isUndecided(own(schema, key));
  if (isLost('not')) lost.add('not');
  if (isLost('contains')) lost.add('maxContains');
  if (isLost('oneOf')) {
    lost.add('oneOf');
    added.push({ anyOf: schema['oneOf'] });
  }
  if (isLost('if')) for (const key of ['if', 'then', 'else']) lost.add(key);
  for (const key of ['unevaluatedProperties', 'unevaluatedItems'])
    if (Object.keys(schema).some((other) => other !== key && isLost(other))) lost.add(key);
  const present = [...lost].filter((key) => Object.hasOwn(schema, key));
  if (present.length === 0) return schema;
  added.forEach(mark);
  const kept = Object.fromEntries(Object.entries(schema).filter(([key]) => !lost.has(key)));
  return added.length === 0 ? kept : { ...kept, allOf: [...ownList(schema, 'allOf'), ...added] };
}

/** Keywords that may refuse a value because a part accepts it. */
const opposed = ['not', 'oneOf', 'if', 'maxContains', 'unevaluatedProperties', 'unevaluatedItems'];

/** Whether a schema may refuse a value because a pattern counts as matching. */
export const mayRefuseByHolding = (schema: JsonObject): boolean =>
  opposed.some((key) => Object.hasOwn(schema, key)) || Object.hasOwn(schema, 'patternProperties');
