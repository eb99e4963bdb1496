import type { ErrorObject } from 'ajv';
import { isObject, type JsonObject } from './json.ts';
import type { Place } from './load.ts';
import type { JsonSchema } from './schema.ts';

/** The keyword that stands for `anyOf` and `oneOf` when a failure has to be explained. */
export const ALTERNATIVES = 'x-alternatives';

/** One `anyOf` or `oneOf`, kept whole so that its branches can be tried one by one. */
export type Alternatives = { readonly kind: 'anyOf' | 'oneOf'; readonly branches: readonly JsonSchema[] };

const kinds = ['anyOf', 'oneOf'] as const;

/**
 * Copies a schema with each `anyOf` and `oneOf` under one opaque keyword. A validator mixes the errors of all
 * branches in one flat list; only trying each branch by itself tells which one was meant.
 */
export function separateAlternatives(
  schema: JsonSchema,
  places: ReadonlyMap<object, Place>,
): { readonly schema: JsonSchema; readonly places: ReadonlyMap<object, Place>; readonly found: boolean } {
  const moved = new Map<object, Place>();
  let found = false;
  const copy = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(copy);
    if (!isObject(value)) return value;
    const place = places.get(value);
    const lists = place ? kinds.filter((kind) => Array.isArray(value[kind])) : [];
    const entries: [string, unknown][] = [];
    for (const [key, part] of Object.entries(value)) {
      if (!lists.some((kind) => kind === key))
        entries.push([key, place && (key === 'enum' || key === 'const') ? part : copy(part)]);
    }
    if (lists.length > 0) {
      found = true;
      entries.push([ALTERNATIVES, lists.map((kind) => ({ kind, branches: copy(value[kind]) }))]);
    }
    const made: JsonObject = Object.fromEntries(entries);
    if (place) moved.set(made, place);
    return made;
  };
  return { schema: copy(schema) as JsonSchema, places: moved, found };
}

/** What trying the branches of one alternative gave: the errors of each, empty where the branch holds. */
export type Attempts = {
  readonly kind: 'anyOf' | 'oneOf';
  readonly errors: readonly (readonly ErrorObject[])[];
};

/** Tells whether the attempts satisfy their keyword. */
export const isSatisfied = ({ kind, errors }: Attempts): boolean => {
  const held = errors.filter((each) => each.length === 0).length;
  return kind === 'anyOf' ? held > 0 : held === 1;
};

/** The index of the branch that was most likely meant; `undefined` when none is closer than the others. */
export function closestBranch(attempts: Attempts): number | undefined {
  const scores = attempts.errors.map(distance);
  const best = Math.min(...scores);
  const mismatch = attempts.errors.filter((errors) => !isTypeMismatch(errors));
  return mismatch.length === 0 ? undefined : scores.indexOf(best);
}

/** Tells whether a branch was refused already because of the type of the whole value. */
export const isTypeMismatch = (errors: readonly ErrorObject[]): boolean =>
  errors.some(({ keyword, instancePath }) => keyword === 'type' && instancePath === '');

const isTag = ({ keyword, instancePath }: ErrorObject): boolean =>
  (keyword === 'const' || keyword === 'enum') && instancePath.split('/').length <= 2;

const distance = (errors: readonly ErrorObject[]): number =>
  errors.reduce((sum, error) => sum + (isTag(error) ? 100 : 1), isTypeMismatch(errors) ? 10_000 : 0);
