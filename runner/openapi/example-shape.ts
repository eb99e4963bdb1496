import { isObject, type JsonType, jsonType } from './json.ts';

/** The merged shape of all example values seen at one place. */
type Shape = {
  readonly types: ReadonlySet<JsonType>;
  /** Numbers that were written as text, or the other way round, prove nothing. */
  readonly numeric: boolean;
  readonly objects: number;
  readonly fields: ReadonlyMap<string, { readonly shape: Shape; readonly seen: number }>;
  readonly items: Shape | undefined;
};

/** A way in which an answer differs from the example: a field that is not there, or another JSON type. */
export type ShapeDifference = { readonly keys: readonly (string | number)[] } & (
  | { readonly kind: 'missing' }
  | { readonly kind: 'type'; readonly expected: readonly JsonType[]; readonly value: unknown }
);

/** Compares an answer with examples of it. More fields than the example has are fine, and `null` says nothing. */
export function compareWithExamples(body: unknown, examples: readonly unknown[]): readonly ShapeDifference[] {
  const differences: ShapeDifference[] = [];
  const compare = (value: unknown, shape: Shape, keys: readonly (string | number)[]): void => {
    const type = jsonType(value);
    const known = [...shape.types].filter((each) => each !== 'null');
    if (type === 'null' || known.length === 0 || keys.length > 200) return;
    if (!known.includes(type)) {
      if (!(shape.numeric && isNumeric(value)))
        differences.push({ kind: 'type', keys, expected: known, value });
      return;
    }
    if (Array.isArray(value) && shape.items) {
      for (const [index, item] of value.entries()) compare(item, shape.items, [...keys, index]);
    }
    if (!isObject(value)) return;
    for (const [name, field] of shape.fields) {
      if (Object.hasOwn(value, name)) compare(value[name], field.shape, [...keys, name]);
      else if (field.seen === shape.objects && !isIdentifier(name))
        differences.push({ kind: 'missing', keys: [...keys, name] });
    }
  };
  if (examples.length > 0) compare(body, shapeOf(examples), []);
  return differences;
}

function shapeOf(values: readonly unknown[]): Shape {
  const objects = values.filter(isObject);
  const fields = new Map<string, unknown[]>();
  for (const object of objects)
    for (const [name, value] of Object.entries(object)) {
      const seen = fields.get(name);
      if (seen) seen.push(value);
      else fields.set(name, [value]);
    }
  const items = values.flatMap((value) => (Array.isArray(value) ? value : []));
  return {
    types: new Set(values.map(jsonType)),
    numeric: values.some(isNumeric),
    objects: objects.length,
    fields: new Map(
      [...fields].map(([name, found]) => [name, { shape: shapeOf(found), seen: found.length }]),
    ),
    items: items.length > 0 ? shapeOf(items) : undefined,
  };
}

const isNumeric = (value: unknown): boolean =>
  typeof value === 'number' ||
  (typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value)));

// Keys such as "0" or a uuid belong to the example's data, not to its shape.
const isIdentifier = (name: string): boolean =>
  /^\d+$/.test(name) || /^[0-9a-f]{8}-[0-9a-f-]{27}$/i.test(name);
