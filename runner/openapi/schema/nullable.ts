import { isObject, type JsonObject, ownList } from '../document/json.ts';
import type { Found } from '../document/documents.ts';
import type { Conversion } from './conversion.ts';

/** Marks a schema whose `nullable` has no effect, with what to write instead, for the message about a null. */
export const NULLABLE_IN_VAIN = 'x-nullable-in-vain';

export const isNullable = (schema: JsonObject): boolean =>
  schema['nullable'] === true || schema['x-nullable'] === true;

/** Whether a flag is not a boolean, so that null may be allowed. */
const isFlagOdd = (schema: JsonObject): boolean =>
  ['nullable', 'x-nullable'].some((key) => !['boolean', 'undefined'].includes(typeof schema[key]));

/**
 * Allows null where a schema does, by its version: 3.0 has `nullable`, which counts beside a `type` and leaves `enum` unchanged
 * (3.0.3); 2.0 has the extension `x-nullable`; 3.1 has neither.
 */
export function readNullable(found: Found, converted: JsonObject, conversion: Conversion): JsonObject {
  const value = found.value as JsonObject;
  if (isFlagOdd(value)) return allowNull(conversion.mark(converted, found));
  if (!isNullable(value)) return converted;
  if (conversion.nullable === 'lenient') return allowNull(conversion.mark(converted, found));
  const nullable = value['nullable'] === true;
  switch (conversion.dialect) {
    case '2.0':
      if (value['x-nullable'] === true) return allowNull(conversion.mark(converted, found));
      return inVain('OpenAPI 2.0 has no nullable: write x-nullable: true', true);
    case '3.0':
      if (!nullable) return converted;
      if (converted['type'] === undefined)
        return inVain('nullable counts only beside a type in the same schema (OpenAPI 3.0.3)', false);
      if (valuesOf(value).length > 0 && !valuesOf(value).includes(null))
        return {
          ...withNullType(converted),
          ...vain('enum does not list null, which nullable does not add (OpenAPI 3.0.3)'),
        };
      return withNullType(converted);
    case '3.1':
      return nullable
        ? inVain(
            'OpenAPI 3.1 has no nullable: write null beside the type, as in type: [string, "null"]',
            true,
          )
        : converted;
  }

  function inVain(why: string, isUnknown: boolean): JsonObject {
    if (isUnknown) conversion.notice(found, `nullable was not looked at: ${why}`);
    return { ...converted, ...vain(why) };
  }
}

const vain = (why: string): JsonObject => ({
  [NULLABLE_IN_VAIN]: `${why}; --nullable lenient takes it as it is meant`,
});

const valuesOf = (schema: JsonObject): readonly unknown[] => ownList(schema, 'enum');

function withNullType(schema: JsonObject): JsonObject {
  const types = [schema['type']].flat();
  return types.includes('null') ? schema : { ...schema, type: [...types, 'null'] };
}

/** Adds null to a schema. */
const allowNull = (schema: JsonObject): JsonObject =>
  Object.keys(schema).length === 0 ? schema : { anyOf: [schema, { type: 'null' }] };

/** The types that a schema itself lists; empty if none. */
export function writtenTypes(schema: unknown, conversion: Conversion): readonly unknown[] {
  if (!isObject(schema) || schema['type'] === undefined) return [];
  const types: readonly unknown[] = [schema['type']].flat();
  const isNull = conversion.nullable === 'lenient' ? isNullable(schema) : nullCounts(schema, conversion);
  return isNull ? [...types, 'null'] : types;
}

const nullCounts = (schema: JsonObject, { dialect }: Conversion): boolean =>
  dialect === '3.0' ? schema['nullable'] === true : dialect === '2.0' && schema['x-nullable'] === true;
