import { memoize } from '../../language/memoize.ts';
import { isObject, type JsonType, jsonType } from '../../openapi/document/json.ts';
import { jsonPath } from '../../openapi/document/pointer.ts';
import type { FieldStep } from '../compare/field-path.ts';

/** The field paths of a JSON value with their JSON types; all items of a list share a path. Never a value. */
export type Shape = Readonly<Record<string, readonly JsonType[]>>;

const MAX_PATHS = 400;
const MAX_DEPTH = 16;
/** Further items of a list are assumed to be like these. */
const MAX_ITEMS = 200;
/** An object with more keys is a map, and its keys are data. */
const MAX_FIELDS = 80;

/** Reads the shape of a value. A key that is data, such as a uid or an address, is `*`. */
export function shapeOf(value: unknown): Shape {
  const found = new Map<string, Set<JsonType>>();
  const visit = (each: unknown, path: string, depth: number): void => {
    const types = found.get(path) ?? new Set();
    if (types.size === 0 && found.size >= MAX_PATHS) return;
    found.set(path, types.add(jsonType(each)));
    if (depth >= MAX_DEPTH) return;
    if (Array.isArray(each))
      for (const item of each.slice(0, MAX_ITEMS)) visit(item, `${path}[*]`, depth + 1);
    if (!isObject(each)) return;
    const names = Object.keys(each);
    for (const name of names.slice(0, MAX_PATHS))
      visit(each[name], names.length > MAX_FIELDS ? `${path}[*]` : path + segmentOf(name), depth + 1);
  };
  visit(value, '$', 0);
  return toShape(found);
}

/** Answers of an API have the same names. */
const MAX_SEGMENTS = 10_000;

const segmentOf = memoize(MAX_SEGMENTS, (key: string) => jsonPath([isData(key) ? '*' : key]).slice(1));

/** One shape from several of the same kind. */
export function mergeShapes(left: Shape, right: Shape): Shape {
  if (left === right) return left;
  const merged = new Map(Object.entries(left).map(([path, types]) => [path, new Set(types)]));
  for (const [path, types] of Object.entries(right)) {
    const known = merged.get(path);
    if (known) for (const type of types) known.add(type);
    else if (merged.size < MAX_PATHS) merged.set(path, new Set(types));
  }
  return toShape(merged);
}

/** Whether a shape was cut, so that a missing field proves nothing. */
export const isCut = (shape: Shape): boolean => Object.keys(shape).length >= MAX_PATHS;

const toShape = (found: ReadonlyMap<string, ReadonlySet<JsonType>>): Shape =>
  Object.fromEntries([...found].map(([path, types]) => [path, [...types].sort()]));

/** Field names are words; ids, addresses, dates and tokens are not. */
function isData(name: string): boolean {
  if (!/^[$@_]?[A-Za-z][\w.:-]{0,47}$/.test(name)) return true;
  if ((name.match(/\d/g)?.length ?? 0) >= 4) return true;
  return name
    .split(/[_.:-]/)
    .some((word) => /\d[A-Za-z]+\d/.test(word) || (word.length >= 20 && /\d/.test(word)));
}

/** Whether an observed answer had a field. A list without items, and a null in place of an object, prove nothing. */
export function wasObserved(shape: Shape, steps: readonly FieldStep[]): 'yes' | 'no' | 'silent' {
  const keys: string[] = [];
  for (const step of steps) {
    const types = shape[jsonPath(keys)] ?? [];
    const hasItems = Object.hasOwn(shape, jsonPath([...keys, '*']));
    if (step.kind === 'field') keys.push(step.name);
    else if (hasItems) keys.push('*');
    else return 'silent';
    if (Object.hasOwn(shape, jsonPath(keys))) continue;
    // Keys that are data are not kept, so any name could have been among them.
    return types.includes('object') && !hasItems && !isCut(shape) ? 'no' : 'silent';
  }
  return Object.hasOwn(shape, '$') ? 'yes' : 'silent';
}
