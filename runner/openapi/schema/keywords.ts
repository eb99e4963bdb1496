import { compareExact, isAnyNumber } from '../document/exact.ts';
import { isObject } from '../document/json.ts';

const isCount = (value: unknown): boolean => Number.isInteger(value) && (value as number) >= 0;

/** Keywords that are copied, with a test of their value. */
export const plainKeywords: Readonly<Record<string, (value: unknown) => boolean>> = {
  format: (value) => typeof value === 'string',
  multipleOf: (value) => isAnyNumber(value) && compareExact(value, 0) > 0,
  uniqueItems: (value) => typeof value === 'boolean',
  minLength: isCount,
  maxLength: isCount,
  minItems: isCount,
  maxItems: isCount,
  minProperties: isCount,
  maxProperties: isCount,
  minContains: isCount,
  maxContains: isCount,
  dependentRequired: (value) =>
    isObject(value) &&
    Object.values(value).every(
      (list) => Array.isArray(list) && list.every((name) => typeof name === 'string'),
    ),
};

/** Keywords that hold one schema. */
export const schemaKeywords: ReadonlySet<string> = new Set([
  'additionalProperties',
  'not',
  'contains',
  'propertyNames',
  'if',
  'then',
  'else',
  'unevaluatedProperties',
  'unevaluatedItems',
]);

/** Keywords that hold a list of schemas. */
export const listKeywords: ReadonlySet<string> = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems']);

/** Keywords that hold schemas by name. */
export const mapKeywords: ReadonlySet<string> = new Set([
  'properties',
  'patternProperties',
  'dependentSchemas',
]);

/** Keywords that cannot be translated, so that a part stays unchecked. */
export const unsupportedKeywords: ReadonlySet<string> = new Set(['$dynamicRef', '$recursiveRef']);

const aliases: Readonly<Record<string, string>> = {
  int: 'integer',
  long: 'integer',
  float: 'number',
  double: 'number',
  decimal: 'number',
  bool: 'boolean',
  str: 'string',
  datetime: 'string',
  'date-time': 'string',
  date: 'string',
  uuid: 'string',
  hash: 'object',
  map: 'object',
  list: 'array',
};
const types = new Set(['string', 'number', 'integer', 'boolean', 'array', 'object', 'null']);
const unconstrained = new Set(['any', 'file']);

/** The JSON Schema type of a written type: undefined for one without constraints, a problem if unknown. */
export function readType(written: unknown): string | undefined | { readonly problem: string } {
  if (typeof written === 'string') {
    const name = written.toLowerCase();
    if (types.has(name)) return name;
    if (unconstrained.has(name)) return undefined;
    if (Object.hasOwn(aliases, name)) return aliases[name];
  }
  return { problem: `the type ${JSON.stringify(written)} is none of JSON Schema's` };
}
