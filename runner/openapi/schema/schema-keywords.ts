import { leadsBack } from './inherited-discriminator.ts';
import { VALUES } from './engine/engine-keywords.ts';
import { keyOf } from '../document/equal.ts';
import { isAnyNumber } from '../document/exact.ts';
import { below } from '../document/found.ts';
import { isObject, type JsonObject, own, ownString } from '../document/json.ts';
import {
  listKeywords,
  mapKeywords,
  plainKeywords,
  readType,
  schemaKeywords,
  unsupportedKeywords,
} from './keywords.ts';
import { type Found, isProblem } from '../document/documents.ts';
import { keepFlag } from './one-way.ts';
import { keepSecret } from '../check/secret-value.ts';
import { readPattern } from './engine/pattern-source.ts';
import { convertRequired } from './required.ts';
import { checkFlags, checkId, keywordsOfVersion } from './version-keywords.ts';
import type { JsonSchema } from './json-schema.ts';
import type { Conversion } from './conversion.ts';

/** Translates the keywords of one schema, except those that a discriminator replaces. */
export function convertKeywords(
  found: Found,
  written: JsonObject,
  owners: readonly Found[],
  conversion: Conversion,
  skipped: readonly string[],
): JsonObject {
  const value = keywordsOfVersion(found, written, conversion);
  checkFlags(found, value, conversion);
  checkId(found, value, conversion);
  const made: [string, unknown][] = [];
  const put = (key: string, result: unknown): void => {
    if (result !== undefined) made.push([key, result]);
  };
  for (const [key, part] of Object.entries(value)) {
    if (skipped.includes(key)) continue;
    const at = below(found, key);
    if (mapKeywords.has(key)) put(key, convertMap(key, at, conversion));
    else if (listKeywords.has(key)) put(key, convertList(key, at, found, conversion));
    else if (schemaKeywords.has(key)) put(key, conversion.convert(at));
    else if (Object.hasOwn(plainKeywords, key)) {
      if (plainKeywords[key]?.(part)) put(key, part);
      else conversion.gap(at, `${key} cannot be ${JSON.stringify(part)?.slice(0, 40)}`);
    } else if (unsupportedKeywords.has(key)) conversion.gap(at, `${key} is not understood`);
  }
  convertItems(found, value, conversion, put);
  convertBounds(found, value, conversion, put);
  put('pattern', convertPattern(found, value, conversion));
  put('type', convertType(found, value, conversion));
  const values = convertEnum(found, value, conversion);
  put(isPlain(values) ? 'enum' : VALUES.enum, values);
  const only = Object.hasOwn(value, 'const') ? [value['const']] : undefined;
  if (only) put(isPlain(only) ? 'const' : VALUES.const, isPlain(only) ? only[0] : only);
  if (Object.hasOwn(value, 'dependencies'))
    convertDependencies(below(found, 'dependencies'), conversion, put);
  put('required', convertRequired(found, owners, conversion));
  const unnameable = below(found, 'properties', UNNAMEABLE);
  if (unnameable.value !== undefined)
    put('allOf', [
      ...((made.find(([key]) => key === 'allOf')?.[1] as readonly JsonSchema[] | undefined) ?? []),
      { patternProperties: { [`^${UNNAMEABLE}$`]: conversion.convert(unnameable) } },
    ]);
  const kept = { ...keepFlag(value, conversion.direction), ...keepSecret(value) };
  return withoutRest({ ...Object.fromEntries(made), ...kept }, value);
}

/** If listed names or items cannot be read, the constraints on all others are unknown. */
function withoutRest(made: JsonObject, value: JsonObject): JsonObject {
  const { properties = {}, patternProperties = {}, prefixItems = [] } = value;
  const isNamed =
    isObject(properties) &&
    isObject(patternProperties) &&
    Object.keys(patternProperties).every((pattern) => !('problem' in readPattern(pattern)));
  if (isNamed && Array.isArray(prefixItems)) return made;
  const { unevaluatedProperties: _, unevaluatedItems: __, items, ...rest } = made;
  if (!isNamed) return { ...rest, ...(items !== undefined && { items }), additionalProperties: true };
  return rest;
}

/** The validator skips a member of this name, but finds it by a pattern. */
const UNNAMEABLE = '__proto__';

function convertMap(key: string, at: Found, conversion: Conversion): JsonObject | undefined {
  if (!isObject(at.value)) {
    conversion.gap(at, `${key} is not an object`);
    return undefined;
  }
  const made: [string, JsonSchema][] = [];
  for (const name of Object.keys(at.value)) {
    const pattern = key === 'patternProperties' ? readPattern(name) : undefined;
    if (pattern && 'problem' in pattern) conversion.gap(below(at, name), pattern.problem);
    else if (name === UNNAMEABLE && key === 'dependentSchemas')
      conversion.gap(at, `${key} cannot name ${UNNAMEABLE}`);
    else if (name !== UNNAMEABLE || key !== 'properties')
      made.push([name, conversion.convert(below(at, name))]);
  }
  return Object.fromEntries(made);
}

function convertList(
  key: string,
  at: Found,
  owner: Found,
  conversion: Conversion,
): readonly JsonSchema[] | undefined {
  if (!Array.isArray(at.value) || at.value.length === 0) {
    conversion.gap(at, `${key} is not a list of schemas`);
    return undefined;
  }
  return at.value.map((_, index) => {
    const member = below(at, index);
    if (key !== 'allOf') return conversion.convert(member);
    const target = isObject(member.value) ? ownString(member.value, '$ref') : undefined;
    const resolved = target === undefined ? undefined : conversion.documents.resolve(target, member);
    // A child names its parent in allOf: the parent's discriminator must not lead back to the child.
    if (resolved && !isProblem(resolved) && leadsBack(resolved, owner, conversion))
      return conversion.refer(resolved, 'base');
    return conversion.convert(member, [owner]);
  });
}

function convertItems(
  found: Found,
  value: JsonObject,
  conversion: Conversion,
  put: (key: string, result: unknown) => void,
): void {
  if (value['items'] === undefined) return;
  if (!Array.isArray(value['items'])) {
    put('items', conversion.convert(below(found, 'items')));
    return;
  }
  conversion.gap(
    below(found, 'items'),
    conversion.dialect === '3.1'
      ? 'items is a list; OpenAPI 3.1 has prefixItems for that'
      : `items is a list; OpenAPI ${conversion.dialect} has one schema for all items`,
  );
}

function convertBounds(
  found: Found,
  value: JsonObject,
  conversion: Conversion,
  put: (key: string, result: unknown) => void,
): void {
  for (const [bound, exclusive] of [
    ['minimum', 'exclusiveMinimum'],
    ['maximum', 'exclusiveMaximum'],
  ] as const) {
    const limit = value[bound];
    if (typeof value[exclusive] === 'boolean' && conversion.dialect === '3.1')
      conversion.gap(
        below(found, exclusive),
        `${exclusive} cannot be ${value[exclusive]} in OpenAPI 3.1: it is the limit itself, a number`,
      );
    if (isAnyNumber(limit))
      put(value[exclusive] === true && conversion.dialect !== '3.1' ? exclusive : bound, limit);
    else if (limit !== undefined) conversion.gap(below(found, bound), `${bound} is not a number`);
    const other = value[exclusive];
    if (isAnyNumber(other)) put(exclusive, other);
    else if (other !== undefined && typeof other !== 'boolean')
      conversion.gap(below(found, exclusive), `${exclusive} is not a number`);
  }
}

function convertPattern(found: Found, value: JsonObject, conversion: Conversion): string | undefined {
  const { pattern } = value;
  if (pattern === undefined) return undefined;
  const read = typeof pattern === 'string' ? readPattern(pattern) : { problem: 'pattern is not a text' };
  if (!('problem' in read)) return pattern as string;
  conversion.gap(below(found, 'pattern'), read.problem);
  return undefined;
}

function convertType(found: Found, value: JsonObject, conversion: Conversion): unknown {
  if (value['type'] === undefined) return undefined;
  const written: readonly unknown[] = Array.isArray(value['type']) ? value['type'] : [value['type']];
  const types = new Set<string>();
  for (const each of written) {
    const type = readType(each);
    if (isObject(type)) conversion.gap(below(found, 'type'), type.problem);
    else if (type !== each && !(each === 'file' && conversion.dialect === '2.0'))
      conversion.notice(
        below(found, 'type'),
        `the type ${JSON.stringify(each)} is none that schemas have; it is read as ${type ?? 'any value'}`,
      );
    if (typeof type !== 'string') return undefined;
    types.add(type);
  }
  return types.size < 2 ? [...types][0] : [...types];
}

function convertEnum(
  found: Found,
  value: JsonObject,
  conversion: Conversion,
): readonly unknown[] | undefined {
  const written = value['enum'];
  if (written === undefined) return undefined;
  if (!Array.isArray(written)) {
    conversion.gap(below(found, 'enum'), `enum is not a list of values: found ${JSON.stringify(written)}`);
    return undefined;
  }
  if (written.length === 0 && conversion.dialect === '2.0') {
    conversion.gap(below(found, 'enum'), 'enum has no value; OpenAPI 2.0 asks for at least one');
    return undefined;
  }
  return [...new Map(written.map((each) => [keyOf(each), each])).values()];
}

const MAX_PLAIN = 50;

/** Whether the library compares these values as JSON, and fast. */
const isPlain = (values: readonly unknown[] | undefined): boolean =>
  values !== undefined &&
  values.length > 0 &&
  values.length <= MAX_PLAIN &&
  values.every((each) => each === null || ['string', 'number', 'boolean'].includes(typeof each));

/** The keyword of drafts before 2019-09 for both `dependentRequired` and `dependentSchemas`. */
function convertDependencies(
  at: Found,
  conversion: Conversion,
  put: (key: string, result: unknown) => void,
): void {
  if (at.value === undefined) return;
  if (!isObject(at.value)) {
    conversion.gap(at, 'dependencies is not an object');
    return;
  }
  const lists = Object.entries(at.value).filter(([, each]) => Array.isArray(each));
  const schemas = Object.keys(at.value).filter((name) => !Array.isArray(own(at.value, name)));
  if (lists.length > 0) put('dependentRequired', Object.fromEntries(lists));
  if (schemas.length > 0)
    put(
      'dependentSchemas',
      Object.fromEntries(schemas.map((name) => [name, conversion.convert(below(at, name))])),
    );
}
