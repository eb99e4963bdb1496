import type { ErrorObject, KeywordDefinition, SchemaValidateFunction, ValidateFunction } from 'ajv';
import { ALTERNATIVES, type Alternatives } from './alternatives.ts';
import { isObject, type JsonObject, own, ownList, ownObject } from '../document/json.ts';

/** Callbacks for examining the parts of a schema: validate one, and follow a `$ref`. */
export type Parts = {
  readonly validatorOf: (schema: unknown) => ValidateFunction;
  readonly follow: (ref: string) => unknown;
  readonly matches: (pattern: string, name: string) => boolean;
};

/** The names or indexes that a schema has evaluated, or `all` of them. */
type Evaluated = { all: boolean; readonly keys: Set<string | number> };

/**
 * `unevaluatedProperties` and `unevaluatedItems` of JSON Schema 2020-12 (sections 11.2 and 11.3): only parts that hold count,
 * including a successful `if`, and the items that `contains` found.
 */
export function unevaluatedKeywords(partsOf: () => Parts): readonly KeywordDefinition[] {
  return (['unevaluatedProperties', 'unevaluatedItems'] as const).map((keyword) => ({
    keyword,
    compile: (rest: unknown, parentSchema) => {
      const parts = partsOf();
      const validate: SchemaValidateFunction = (data: unknown, context) => {
        const isFitting = keyword === 'unevaluatedItems' ? Array.isArray(data) : isObject(data);
        if (!isFitting) return true;
        const { [keyword]: _, ...others } = parentSchema as JsonObject;
        const evaluated: Evaluated = { all: false, keys: new Set() };
        collect(others, data, evaluated, parts, new Set());
        if (evaluated.all) return true;
        const keys = Array.isArray(data) ? [...data.keys()] : Object.keys(data as object);
        const errors = keys
          .filter((key) => !evaluated.keys.has(key))
          .flatMap((key): Partial<ErrorObject>[] => {
            if (rest === false) return [{ keyword, params: paramsOf(keyword, key), parentSchema }];
            const check = parts.validatorOf(rest);
            const path = String(key).replaceAll('~', '~0').replaceAll('/', '~1');
            const at = {
              instancePath: `${context?.instancePath ?? ''}/${path}`,
              parentData: data as object,
              parentDataProperty: key,
              rootData: (context?.rootData ?? data) as object,
              dynamicAnchors: {},
            };
            return check((data as Record<string | number, unknown>)[key], at)
              ? []
              : [...(check.errors ?? [])];
          });
        validate.errors = errors;
        return errors.length === 0;
      };
      return validate as (data: unknown) => boolean;
    },
  }));
}

const paramsOf = (keyword: 'unevaluatedProperties' | 'unevaluatedItems', key: string | number) =>
  keyword === 'unevaluatedProperties' ? { unevaluatedProperty: key } : { unevaluatedItem: key };

/** Collects what a schema that holds has evaluated. */
function collect(
  schema: unknown,
  data: unknown,
  found: Evaluated,
  parts: Parts,
  inside: ReadonlySet<unknown>,
): void {
  if (!isObject(schema) || inside.has(schema) || found.all) return;
  const within = new Set([...inside, schema]);
  const into = (part: unknown): void => collect(part, data, found, parts, within);
  const holds = (part: unknown): boolean => parts.validatorOf(part)(data);
  if (Array.isArray(data)) collectItems(schema, data, found, parts);
  else collectProperties(schema, data as JsonObject, found, parts);
  const ref = own(schema, '$ref');
  if (typeof ref === 'string') into(parts.follow(ref));
  for (const part of ownList(schema, 'allOf')) into(part);
  for (const part of [...ownList(schema, 'anyOf'), ...ownList(schema, 'oneOf'), ...branchesOf(schema)])
    if (holds(part)) into(part);
  const condition = own(schema, 'if');
  if (condition !== undefined) {
    const isMet = holds(condition);
    if (isMet) into(condition);
    into(own(schema, isMet ? 'then' : 'else'));
  }
  for (const [name, part] of Object.entries(ownObject(schema, 'dependentSchemas')))
    if (isObject(data) && Object.hasOwn(data, name)) into(part);
}

/** The branches in a schema that was copied to explain a failure. */
const branchesOf = (schema: JsonObject): readonly unknown[] =>
  ownList(schema, ALTERNATIVES).flatMap((each) => (each as Alternatives).branches);

function collectProperties(schema: JsonObject, data: JsonObject, found: Evaluated, parts: Parts): void {
  if (
    own(schema, 'additionalProperties') !== undefined ||
    own(schema, 'unevaluatedProperties') !== undefined
  ) {
    found.all = true;
    return;
  }
  const properties = ownObject(schema, 'properties');
  const patterns = Object.keys(ownObject(schema, 'patternProperties'));
  for (const name of Object.keys(data))
    if (Object.hasOwn(properties, name) || patterns.some((pattern) => parts.matches(pattern, name)))
      found.keys.add(name);
}

function collectItems(schema: JsonObject, data: readonly unknown[], found: Evaluated, parts: Parts): void {
  if (own(schema, 'items') !== undefined || own(schema, 'unevaluatedItems') !== undefined) {
    found.all = true;
    return;
  }
  for (const [index] of ownList(schema, 'prefixItems').entries()) found.keys.add(index);
  const wanted = own(schema, 'contains');
  if (wanted === undefined) return;
  const validator = parts.validatorOf(wanted);
  for (const [index, item] of data.entries()) if (validator(item)) found.keys.add(index);
}
