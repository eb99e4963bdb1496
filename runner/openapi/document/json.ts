/** Any JSON object, parsed from a document or a response. */
export type JsonObject = { readonly [key: string]: unknown };

/** The JSON type of a value. */
export type JsonType = 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object';

/** Whether a value is a JSON object: not null, not an array. */
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An own property of an object, never an inherited one. */
export const own = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as JsonObject)[key]
    : undefined;

/** An own property if it is an object, else an empty one. */
export function ownObject(value: unknown, key: string): JsonObject {
  const found = own(value, key);
  return isObject(found) ? found : {};
}

/** An own property if it is a list, else an empty one. */
export function ownList(value: unknown, key: string): readonly unknown[] {
  const found = own(value, key);
  return Array.isArray(found) ? found : [];
}

/** An own property if it is a string. */
export function ownString(value: unknown, key: string): string | undefined {
  const found = own(value, key);
  return typeof found === 'string' ? found : undefined;
}

/** The JSON type of a value. */
export function jsonType(value: unknown): JsonType {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'array';
  switch (typeof value) {
    case 'boolean':
      return 'boolean';
    case 'number':
    // A number beyond doubles: exact.ts.
    case 'symbol':
      return 'number';
    case 'string':
      return 'string';
    default:
      return 'object';
  }
}

/** Parses text that may be JSON; undefined if it is not. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
