import type { ErrorObject } from 'ajv';
import { ownList } from '../document/json.ts';
import { type PlacedSchema, rewriteSchema } from './rewrite-schema.ts';
import type { JsonSchema } from './json-schema.ts';

/** The keyword that replaces `anyOf` and `oneOf` when a failure is explained. */
export const ALTERNATIVES = 'x-alternatives';

/** One `anyOf` or `oneOf`, kept whole so that its branches can be tried separately. */
export type Alternatives = { readonly kind: 'anyOf' | 'oneOf'; readonly branches: readonly JsonSchema[] };

const kinds = ['anyOf', 'oneOf'] as const;

/**
 * Copies a schema with each `anyOf` and `oneOf` of at least `least` branches under one opaque keyword, so that each branch can
 * be tried separately.
 */
export const separateAlternatives = (schema: PlacedSchema, least = 1): PlacedSchema =>
  rewriteSchema(schema, (copied) => {
    const lists = kinds.filter((kind) => ownList(copied, kind).length >= least);
    if (lists.length === 0) return copied;
    const others = Object.entries(copied).filter(([key]) => !lists.some((kind) => kind === key));
    const alternatives = lists.map((kind) => ({ kind, branches: copied[kind] }));
    return Object.fromEntries([...others, [ALTERNATIVES, alternatives]]);
  });

/** The result of trying the branches of one alternative: the errors of each, empty if the branch holds. */
export type Attempts = {
  readonly kind: 'anyOf' | 'oneOf';
  readonly errors: readonly (readonly ErrorObject[])[];
};

/** Whether the attempts satisfy their keyword. */
export const isSatisfied = ({ kind, errors }: Attempts): boolean => {
  const held = errors.filter((each) => each.length === 0).length;
  return kind === 'anyOf' ? held > 0 : held === 1;
};

/** The index of the branch that was probably meant; undefined if none is closer than the others. */
export function closestBranch(attempts: Attempts): number | undefined {
  const scores = attempts.errors.map(distance);
  const best = Math.min(...scores);
  const mismatch = attempts.errors.filter((errors) => !isTypeMismatch(errors));
  return mismatch.length === 0 ? undefined : scores.indexOf(best);
}

/** Whether other branches are as close as this one. */
export const isOneOfMany = ({ errors }: Attempts, index: number | undefined): boolean =>
  index !== undefined && errors.filter((each) => distance(each) === distance(errors[index] ?? [])).length > 1;

/** Whether a branch was refused because of the type of the whole value. */
export const isTypeMismatch = (errors: readonly ErrorObject[]): boolean =>
  errors.some(({ keyword, instancePath }) => keyword === 'type' && instancePath === '');

const isTag = ({ keyword, instancePath }: ErrorObject): boolean =>
  (keyword === 'const' || keyword === 'enum') && instancePath.split('/').length <= 2;

const distance = (errors: readonly ErrorObject[]): number =>
  errors.reduce((sum, error) => sum + (isTag(error) ? 100 : 1), isTypeMismatch(errors) ? 10_000 : 0);
