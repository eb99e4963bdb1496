import type { ErrorObject } from 'ajv';
import {
  ALTERNATIVES,
  type Alternatives,
  type Attempts,
  closestBranch,
  isOneOfMany,
  isSatisfied,
  isTypeMismatch,
  separateAlternatives,
} from '../alternatives.ts';
import { defsOf, type Engine } from './engine.ts';
import { isObject, type JsonObject } from '../../document/json.ts';
import { lookUp, pointerKeys, typedKeys } from '../../document/pointer.ts';
import type { PlacedSchema } from '../rewrite-schema.ts';
import type { Violation } from '../violation.ts';

/**
 * Explains why a value breaks its schema. A validator lists the errors of all alternatives together, so each alternative is
 * tried separately, and the one that was probably meant is explained.
 */
export function createExplanation(
  schema: PlacedSchema,
  engine: Engine,
): (body: unknown) => readonly Violation[] {
  const separated = separateAlternatives(schema);
  const defs = defsOf(separated.schema);
  const validate = engine.compile(separated.schema, defs);

  const explainErrors = (errors: readonly ErrorObject[], body: unknown, prefix: string): Violation[] =>
    errors.flatMap((error) => {
      const pointer = prefix + error.instancePath;
      const value = lookUp(body, pointerKeys(pointer))?.value;
      const schema = isObject(error.parentSchema) ? error.parentSchema : {};
      if (error.keyword === 'if') return [];
      if (error.keyword === ALTERNATIVES) return explainAlternatives(schema, value, body, pointer);
      const keys = typedKeys(body, pointer);
      return [
        {
          keyword: error.keyword,
          keys,
          params: error.params,
          schema,
          place: separated.places.get(schema),
          value,
        },
      ];
    });

  const explainAlternatives = (
    schema: JsonObject,
    value: unknown,
    body: unknown,
    pointer: string,
  ): Violation[] =>
    (schema[ALTERNATIVES] as readonly Alternatives[]).flatMap((alternatives) => {
      const attempts = engine.attempt(alternatives, value, defs);
      if (isSatisfied(attempts)) return [];
      const { kind, branches } = alternatives;
      const at = { keys: typedKeys(body, pointer), schema, place: separated.places.get(schema), value };
      const held = attempts.errors.flatMap((errors, index) => (errors.length === 0 ? [index] : []));
      if (held.length > 1) return [{ ...at, keyword: kind, params: { held } }];
      const closest = closestBranch(attempts);
      if (branches.length > FEW && isOneOfMany(attempts, closest))
        return [{ ...at, keyword: kind, params: { held: [], of: branches.length } }];
      const branch = closest === undefined ? undefined : branches[closest];
      if (closest === undefined || !isObject(branch))
        return [{ ...at, keyword: 'type', params: { type: wantedTypes(attempts) } }];
      const place = separated.places.get(branch);
      const found = explainErrors(attempts.errors[closest] ?? [], body, pointer);
      return found.map((violation) => (violation.place ? violation : { ...violation, place }));
    });

  return (body: unknown): readonly Violation[] => {
    const errors = validate(body) ? [] : [...(validate.errors ?? [])];
    return withoutEchoes(explainErrors(errors, body, ''));
  };
}

/** With more alternatives than this, the first of those that are equally close counts as meant. */
const FEW = 20;

/** A value of the wrong type also fails the enum; the type error is enough. */
function withoutEchoes(violations: readonly Violation[]): readonly Violation[] {
  const mistyped = new Set(
    violations.flatMap(({ keyword, keys }) => (keyword === 'type' ? [JSON.stringify(keys)] : [])),
  );
  return violations.filter(
    ({ keyword, keys }) => (keyword !== 'enum' && keyword !== 'const') || !mistyped.has(JSON.stringify(keys)),
  );
}

const wantedTypes = (attempts: Attempts): readonly string[] => [
  ...new Set(
    attempts.errors
      .filter(isTypeMismatch)
      .flatMap((errors) =>
        errors.flatMap(({ keyword, instancePath, params }) =>
          keyword === 'type' && instancePath === ''
            ? [(params as { type: string | string[] }).type].flat()
            : [],
        ),
      ),
  ),
];
