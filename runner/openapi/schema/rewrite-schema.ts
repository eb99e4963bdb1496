import { NUMBERS, numberKeywords, VALUES } from './engine/engine-keywords.ts';
import { isObject, type JsonObject } from '../document/json.ts';
import type { DocumentPlace } from '../document/documents.ts';
import type { JsonSchema } from './json-schema.ts';

/** A translated schema, and the place of each of its parts, by identity. */
export type PlacedSchema = {
  readonly schema: JsonSchema;
  readonly places: ReadonlyMap<object, DocumentPlace>;
};

/** Keywords that hold data, not schemas. */
const holdValues: ReadonlySet<string> = new Set(['enum', 'const', VALUES.enum, VALUES.const]);

/** Copies a schema, changing each part that came from a document. */
export function rewriteSchema(
  { schema, places }: PlacedSchema,
  change: (copied: JsonObject) => JsonObject,
): PlacedSchema {
  const moved = new Map<object, DocumentPlace>();
  const copy = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(copy);
    if (!isObject(value)) return value;
    const place = places.get(value);
    const entries = Object.entries(value).map(
      ([key, part]) => [key, place && holdValues.has(key) ? part : copy(part)] as const,
    );
    const copied: JsonObject = Object.fromEntries(entries);
    if (!place) return copied;
    const made = change(copied);
    moved.set(made, place);
    return made;
  };
  return { schema: copy(schema) as JsonSchema, places: moved };
}

/** Copies a schema with its constraints on numbers under one keyword, which supports numbers of any length. */
export const moveNumbers = (schema: PlacedSchema): PlacedSchema =>
  rewriteSchema(schema, (copied) => {
    const moved = numberKeywords.filter((key) => copied[key] !== undefined);
    if (moved.length === 0) return copied;
    const others = Object.entries(copied).filter(([key]) => !moved.some((each) => each === key));
    return Object.fromEntries([
      ...others,
      [NUMBERS, Object.fromEntries(moved.map((key) => [key, copied[key]]))],
    ]);
  });
