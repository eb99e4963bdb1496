import { isObject, type JsonObject, type JsonType, jsonType, own } from '../document/json.ts';
import { VALUES } from './engine/engine-keywords.ts';
import type { View } from './view.ts';

/** The types that the schemas of a value allow; empty if unrestricted. */
export type ValueTypes = ReadonlySet<JsonType | 'integer'>;

const known = new WeakMap<View, ValueTypes>();

/** The types that a value may have by any schema that may apply. */
export function typesOf(view: View | undefined): ValueTypes {
  if (view === undefined) return anything;
  const made = known.get(view) ?? new Set(view.schemas.flatMap(typesOfSchema));
  known.set(view, made);
  return made;
}

const anything: ValueTypes = new Set();

function typesOfSchema(schema: JsonObject): readonly (JsonType | 'integer')[] {
  const type = schema['type'];
  if (type !== undefined) return (Array.isArray(type) ? type : [type]) as (JsonType | 'integer')[];
  if (Array.isArray(schema['enum'])) return schema['enum'].map(jsonType);
  if (Object.hasOwn(schema, 'const')) return [jsonType(own(schema, 'const'))];
  if (isObject(schema['properties']) || schema['additionalProperties'] !== undefined) return ['object'];
  return schema['items'] !== undefined || schema['prefixItems'] !== undefined ? ['array'] : [];
}

/** Constraints on texts, apart from formats. */
const TEXT_KEYWORDS = ['pattern', 'minLength', 'maxLength', 'enum', 'const', ...Object.values(VALUES), 'not'];

/** The first keyword that constrains a text beyond type and format. */
export function askedOfText(view: View | undefined): string | undefined {
  const asked = (view?.schemas ?? []).flatMap((schema) =>
    TEXT_KEYWORDS.filter((key) => Object.hasOwn(schema, key)),
  );
  return asked[0]?.replace(/^x-/, '');
}

/** Whether a value may be a list, an object, or a scalar; all of them if unrestricted. */
export function shapesOf(types: ValueTypes): Shapes {
  const made = shapes.get(types) ?? findShapes(types);
  shapes.set(types, made);
  return made;
}

export type Shapes = { readonly list: boolean; readonly object: boolean; readonly single: boolean };

const shapes = new WeakMap<ValueTypes, Shapes>();

function findShapes(types: ValueTypes): Shapes {
  if (types.size === 0) return { list: true, object: true, single: true };
  const single = (['string', 'number', 'integer', 'boolean'] as const).some((type) => types.has(type));
  return { list: types.has('array'), object: types.has('object'), single };
}
