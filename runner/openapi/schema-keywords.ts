import { below } from './found.ts';
import { isObject, type JsonObject, ownList, ownString } from './json.ts';
import {
  listKeywords,
  mapKeywords,
  plainKeywords,
  readType,
  schemaKeywords,
  unsupportedKeywords,
} from './keywords.ts';
import { type Found, isProblem } from './load.ts';
import { keepFlag } from './one-way.ts';
import { readPattern } from './pattern.ts';
import { convertRequired } from './required.ts';
import type { Conversion, JsonSchema } from './schema.ts';

/** Translates the keywords of one schema, apart from those that a discriminator replaces. */
export function convertKeywords(
  found: Found,
  value: JsonObject,
  owners: readonly Found[],
  conversion: Conversion,
  skipped: readonly string[],
): JsonObject {
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
  put('type', convertType(found, value, conversion));
  put('enum', convertEnum(value));
  put('required', convertRequired(found, owners, conversion));
  return { ...Object.fromEntries(made), ...keepFlag(value, conversion.direction) };
}

function convertMap(key: string, at: Found, conversion: Conversion): JsonObject | undefined {
  if (!isObject(at.value)) {
    conversion.gap(at, `${key} is not an object`);
    return undefined;
  }
  const made: [string, JsonSchema][] = [];
  for (const name of Object.keys(at.value)) {
    const pattern = key === 'patternProperties' ? readPattern(name) : undefined;
    if (pattern && 'problem' in pattern) conversion.gap(below(at, name), pattern.problem);
    else made.push([pattern ? pattern.source : name, conversion.convert(below(at, name))]);
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
    if (resolved && !isProblem(resolved) && hasDiscriminator(resolved))
      return conversion.refer(resolved, 'base');
    return conversion.convert(member, [owner]);
  });
}

const hasDiscriminator = (found: Found): boolean =>
  isObject(found.value) &&
  found.value['discriminator'] !== undefined &&
  !found.value['oneOf'] &&
  !found.value['anyOf'];

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
  if (value['items'].length > 0)
    put(
      'prefixItems',
      value['items'].map((_, index) => conversion.convert(below(found, 'items', index))),
    );
  if (value['additionalItems'] !== undefined)
    put('items', conversion.convert(below(found, 'additionalItems')));
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
    if (typeof limit === 'number') put(value[exclusive] === true ? exclusive : bound, limit);
    else if (limit !== undefined) conversion.gap(below(found, bound), `${bound} is not a number`);
    if (typeof value[exclusive] === 'number') put(exclusive, value[exclusive]);
  }
  const pattern = value['pattern'];
  if (typeof pattern !== 'string') return;
  const read = readPattern(pattern);
  if ('problem' in read) conversion.gap(below(found, 'pattern'), read.problem);
  else put('pattern', read.source);
}

function convertType(found: Found, value: JsonObject, conversion: Conversion): unknown {
  if (value['type'] === undefined) return undefined;
  const written: readonly unknown[] = Array.isArray(value['type']) ? value['type'] : [value['type']];
  const types = new Set<string>();
  for (const each of written) {
    const type = readType(each);
    if (isObject(type)) conversion.gap(below(found, 'type'), type.problem);
    if (typeof type !== 'string') return undefined;
    types.add(type);
  }
  return types.size < 2 ? [...types][0] : [...types];
}

function convertEnum(value: JsonObject): readonly unknown[] | undefined {
  const distinct = new Map(ownList(value, 'enum').map((each) => [JSON.stringify(each), each]));
  return distinct.size > 0 ? [...distinct.values()] : undefined;
}
