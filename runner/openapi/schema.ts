import { convertDiscriminator, readDiscriminator } from './discriminator.ts';
import { isObject, type JsonObject, ownList, ownString } from './json.ts';
import { type Dialect, type Documents, type Found, isProblem, type Place } from './load.ts';
import { keepFlag } from './one-way.ts';
import { convertKeywords } from './schema-keywords.ts';

/** A schema of JSON Schema 2020-12. */
export type JsonSchema = boolean | JsonObject;

/** Which way a value travels: `readOnly` fields are not asked of a request, nor `writeOnly` ones of a response. */
export type Direction = 'request' | 'response';

/** A part of a schema that could not be translated, so that values are not checked there. */
type SchemaGap = Place & { readonly message: string };

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

function convertSchema(found: Found, owners: readonly Found[], conversion: Conversion): JsonSchema {
  const { value } = found;
  if (typeof value === 'boolean') return value;
  if (!isObject(value)) {
    conversion.gap(found, `this is not a schema: expected an object, found ${showOther(value)}`);
    return {};
  }
  if (value['$ref'] !== undefined && typeof value['$ref'] !== 'string') {
    conversion.gap(found, `$ref is not a text: found ${showOther(value['$ref'])}`);
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

/** What stands where a schema should. An indentation that slipped leaves nothing, which is null in YAML. */
function showOther(value: unknown): string {
  if (value === null || value === undefined) return 'nothing (null); look at the indentation';
  const text = JSON.stringify(value);
  return Array.isArray(value) ? 'a list' : text.length > 40 ? `${text.slice(0, 36)}...` : text;
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
  // Only 3.1 gives a meaning to what stands beside a $ref; of a flag it is plain what was meant.
  const rest =
    conversion.dialect === '3.1'
      ? convertKeywords(found, siblings, [...owners, target], conversion, [])
      : keepFlag(siblings, conversion.direction);
  const joined = Object.keys(rest).length > 0 ? { ...rest, ...reference } : reference;
  return isNullable(value) ? { anyOf: [conversion.mark(joined, target), { type: 'null' }] } : joined;
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
