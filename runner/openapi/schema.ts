import { convertDiscriminator, readDiscriminator } from './discriminator.ts';
import { isObject, type JsonObject, own, ownList, ownObject, ownString } from './json.ts';
import {
  listKeywords,
  mapKeywords,
  plainKeywords,
  readType,
  schemaKeywords,
  unsupportedKeywords,
} from './keywords.ts';
import { type Dialect, type Documents, type Found, isProblem, type Place } from './load.ts';
import { readPattern } from './pattern.ts';
import { extendPointer } from './pointer.ts';

/** A schema of JSON Schema 2020-12. */
export type JsonSchema = boolean | JsonObject;

/** Which way a value travels: `readOnly` fields are not asked of a request, nor `writeOnly` ones of a response. */
export type Direction = 'request' | 'response';

/** A part of a schema that could not be translated, so that values are not checked there. */
export type SchemaGap = Place & { readonly message: string };

export type ConvertedSchema = {
  readonly schema: JsonSchema;
  readonly gaps: readonly SchemaGap[];
  /** Where each translated schema came from, by identity. */
  readonly places: ReadonlyMap<object, Place>;
};

export type SchemaQuestion = {
  readonly documents: Documents;
  readonly dialect: Dialect;
  readonly direction: Direction;
};

/** What the translation of one part needs from the whole. */
export type Conversion = SchemaQuestion & {
  readonly convert: (found: Found, owners?: readonly Found[]) => JsonSchema;
  /** A reference to the translation of a place; `base` leaves its discriminator out. */
  readonly refer: (target: Found, variant?: 'base') => JsonObject;
  readonly deref: (found: Found) => Found | undefined;
  readonly gap: (found: Place, message: string) => void;
  /** Notes where a schema came from that was made beside the translated one. */
  readonly mark: (schema: JsonObject, from: Place) => JsonObject;
};

const MAX_DEPTH = 200;

/** Translates a schema of any dialect to JSON Schema 2020-12; recursion is kept as `$defs`. Never throws. */
export function toJsonSchema(found: Found, question: SchemaQuestion): ConvertedSchema {
  const gaps: SchemaGap[] = [];
  const places = new Map<object, Place>();
  const names = new Map<string, string>();
  const defs: Record<string, JsonSchema> = {};
  let depth = 0;

  const gap = (place: Place, message: string): void => {
    gaps.push({ file: place.file, pointer: place.pointer, message });
  };
  const convert = (at: Found, owners: readonly Found[] = []): JsonSchema => {
    if (depth > MAX_DEPTH) {
      gap(at, 'the schema is nested too deeply');
      return {};
    }
    depth++;
    const schema = convertSchema(at, owners, conversion);
    depth--;
    return isObject(schema) ? mark(schema, at) : schema;
  };
  const mark = (schema: JsonObject, { file, pointer }: Place): JsonObject => {
    places.set(schema, { file, pointer });
    return schema;
  };
  const conversion: Conversion = {
    ...question,
    convert,
    gap,
    mark,
    deref: (at) => {
      const target = question.documents.deref(at);
      if (!isProblem(target)) return target;
      gap(at, target.problem);
      return undefined;
    },
    refer: (target, variant) => {
      const key = `${variant ?? ''} ${target.file}#${target.pointer}`;
      let name = names.get(key);
      if (name === undefined) {
        name = `s${names.size}`;
        names.set(key, name);
        defs[name] = true;
        defs[name] = convert(variant === 'base' ? withoutDiscriminator(target) : target);
      }
      return { $ref: `#/$defs/${name}` };
    },
  };

  const root = convert(found);
  if (Object.keys(defs).length === 0) return { schema: root, gaps, places };
  return { schema: mark({ ...(root as JsonObject), $defs: defs }, found), gaps, places };
}

const withoutDiscriminator = (found: Found): Found => {
  const { discriminator: _, ...rest } = found.value as JsonObject;
  return { ...found, value: rest };
};

/** The part of a found schema below a key, or below a key and an index or name. */
export const below = (found: Found, ...keys: readonly (string | number)[]): Found => ({
  file: found.file,
  pointer: extendPointer(found.pointer, ...keys),
  value: keys.reduce((value: unknown, key) => own(value, String(key)), found.value),
});

function convertSchema(found: Found, owners: readonly Found[], conversion: Conversion): JsonSchema {
  const { value } = found;
  if (typeof value === 'boolean') return value;
  if (!isObject(value)) {
    conversion.gap(found, 'this is not a schema');
    return {};
  }
  if (typeof value['$ref'] === 'string') return convertRef(found, value, owners, conversion);
  const discriminator = readDiscriminator(found, conversion);
  const converted = convertKeywords(
    found,
    value,
    owners,
    conversion,
    discriminator ? ['oneOf', 'anyOf'] : [],
  );
  const chosen = discriminator
    ? convertDiscriminator(converted, discriminator, found, conversion)
    : converted;
  return isNullable(value) ? allowNull(conversion.mark(chosen, found)) : chosen;
}

const isNullable = (schema: JsonObject): boolean =>
  schema['nullable'] === true || schema['x-nullable'] === true;

function convertRef(
  found: Found,
  value: JsonObject,
  owners: readonly Found[],
  conversion: Conversion,
): JsonSchema {
  const target = conversion.documents.resolve(ownString(value, '$ref') ?? '', found);
  if (isProblem(target)) {
    conversion.gap(found, target.problem);
    return {};
  }
  const reference = conversion.refer(target);
  const { $ref: _, nullable: __, 'x-nullable': ___, ...siblings } = value;
  // Only 3.1 gives a meaning to what stands beside a $ref.
  const rest =
    conversion.dialect === '3.1' ? convertKeywords(found, siblings, [...owners, target], conversion, []) : {};
  const joined = Object.keys(rest).length > 0 ? { ...rest, ...reference } : reference;
  return isNullable(value) ? { anyOf: [conversion.mark(joined, target), { type: 'null' }] } : joined;
}

function convertKeywords(
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
  return Object.fromEntries(made);
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

/** Fields that travel the other way are not required. A `required: true` belongs to a parameter, not to a schema. */
function convertRequired(
  found: Found,
  owners: readonly Found[],
  conversion: Conversion,
): readonly string[] | undefined {
  const flag = conversion.direction === 'response' ? 'writeOnly' : 'readOnly';
  const names = ownList(found.value, 'required').filter((name) => typeof name === 'string');
  const needed = names.filter(
    (name) => ![found, ...owners].some((owner) => isFlagged(owner, name, flag, conversion)),
  );
  return needed.length > 0 ? [...new Set(needed)] : undefined;
}

function isFlagged(owner: Found, name: string, flag: string, conversion: Conversion, hops = 0): boolean {
  // Some documents list the names at the schema instead of flagging each field.
  if (ownList(owner.value, flag).includes(name)) return true;
  if (Object.hasOwn(ownObject(owner.value, 'properties'), name)) {
    const field = conversion.documents.deref(below(owner, 'properties', name));
    return (
      own(own(ownObject(owner.value, 'properties'), name), flag) === true ||
      (!isProblem(field) && own(field.value, flag) === true)
    );
  }
  if (hops > 4) return false;
  return ownList(owner.value, 'allOf').some((_, index) => {
    const member = conversion.documents.deref(below(owner, 'allOf', index));
    return !isProblem(member) && isFlagged(member, name, flag, conversion, hops + 1);
  });
}

const composed = ['allOf', 'anyOf', 'oneOf', 'not', 'const', 'if', '$ref'];

function allowNull(schema: JsonObject): JsonObject {
  if (composed.some((key) => key in schema)) return { anyOf: [schema, { type: 'null' }] };
  const types = ([] as unknown[]).concat(schema['type'] ?? []);
  const values = ownList(schema, 'enum');
  return {
    ...schema,
    ...(types.length > 0 && !types.includes('null') ? { type: [...types, 'null'] } : {}),
    ...(values.length > 0 && !values.includes(null) ? { enum: [...values, null] } : {}),
  };
}
