import { isObject, type JsonType, jsonType } from '../../document/json.ts';

/** The merged shape of all example values at one place. */
type Shape = {
  /** Without null, which shows nothing. */
  readonly types: readonly JsonType[];
  /** Whether any was a number or a numeric text: examples confuse the two, so neither proves a difference. */
  readonly numeric: boolean;
  readonly objects: number;
  readonly fields: ReadonlyMap<string, { readonly shape: Shape; readonly seen: number }>;
  readonly items: Shape | undefined;
};

/** A difference between a response and the example: a missing field, or another JSON type. */
export type ShapeDifference = { readonly keys: readonly (string | number)[] } & (
  | { readonly kind: 'missing' }
  | { readonly kind: 'type'; readonly expected: readonly JsonType[]; readonly value: unknown }
);

/** Compares a response with its examples. Additional fields are fine, and `null` shows nothing. */
export function compareWithExamples(body: unknown, examples: readonly unknown[]): readonly ShapeDifference[] {
  const differences: ShapeDifference[] = [];
  /** The current place. */
  const keys: (string | number)[] = [];
  const compareAt = (key: string | number, value: unknown, shape: Shape): void => {
    keys.push(key);
    compare(value, shape);
    keys.pop();
  };
  const compare = (value: unknown, shape: Shape): void => {
    const type = jsonType(value);
    if (type === 'null' || shape.types.length === 0 || keys.length > 200) return;
    if (!shape.types.includes(type)) {
      if (!(shape.numeric && isNumeric(value)))
        differences.push({ kind: 'type', keys: [...keys], expected: shape.types, value });
      return;
    }
    if (Array.isArray(value) && shape.items)
      for (let index = 0; index < value.length; index++) compareAt(index, value[index], shape.items);
    if (!isObject(value)) return;
    for (const [name, field] of shape.fields) {
      if (Object.hasOwn(value, name)) compareAt(name, value[name], field.shape);
      else if (field.seen === shape.objects && !isIdentifier(name))
        differences.push({ kind: 'missing', keys: [...keys, name] });
    }
  };
  if (examples.length > 0) compare(body, knownShapeOf(examples));
  return differences;
}

/** Cached by the first example: examples are parts of a document, which does not change. */
const known = new WeakMap<object, { readonly examples: readonly unknown[]; readonly shape: Shape }>();

function knownShapeOf(examples: readonly unknown[]): Shape {
  const [first] = examples;
  if (typeof first !== 'object' || first === null) return shapeOf(examples);
  const found = known.get(first);
  const isSame =
    found?.examples.length === examples.length && found.examples.every((each, at) => each === examples[at]);
  if (isSame) return found.shape;
  const shape = shapeOf(examples);
  known.set(first, { examples, shape });
  return shape;
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
    types: [...new Set(values.map(jsonType))].filter((type) => type !== 'null'),
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

// Keys such as "0" or a UUID belong to the example's data, not to its shape.
const isIdentifier = (name: string): boolean =>
  /^\d+$/.test(name) || /^[0-9a-f]{8}-[0-9a-f-]{27}$/i.test(name);
