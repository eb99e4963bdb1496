import { isObject } from '../../openapi/document/json.ts';
import type { DocumentPlace, Documents, Found } from '../../openapi/document/documents.ts';
import { sampleLeaf, typeOfLeaf } from './leaf.ts';
import { exampleOf, listedValues, numberOf, readSchema, type SchemaFacts } from './schema-facts.ts';
import { fullName, type Need, needOf } from './need.ts';
import { literal, literalValue } from './templates.ts';

export type Sampling = {
  readonly documents: Documents;
  /** Which of the alternatives are taken, counted around. */
  readonly branch: number;
  /** Whether fields that may be left out are sent too. */
  readonly isFull: boolean;
  /** Gives a value for a need; undefined where a field that may be left out should be. */
  readonly provide: (need: Need) => unknown;
};

/** Stands for a field that is left out. */
const LEFT_OUT = Symbol('left out');

/** The fields of a root object that are sent where none is required and no example tells. */
const MOST_OPTIONAL = 3;

/** A value for the body of a request, from an example of it where there is one; undefined where none can be made. */
export function sampleBody(sampling: Sampling, place: DocumentPlace, example: unknown): unknown {
  const value = sample(sampling, place, { keys: [], given: example, isRequired: true, above: [] });
  return value === LEFT_OUT ? undefined : value;
}

type At = {
  readonly keys: readonly string[];
  readonly given: unknown;
  readonly isRequired: boolean;
  /** The places of the schemas around it. */
  readonly above: readonly string[];
};

const MAX_DEPTH = 20;

function sample(sampling: Sampling, place: DocumentPlace, at: At): unknown {
  const facts = readSchema(sampling.documents, place, sampling.branch);
  const { keys, given, above } = at;
  const [own] = facts.places;
  if (own !== undefined && above.filter((each) => each === own).length > 1) return LEFT_OUT;
  if (above.length > MAX_DEPTH) return LEFT_OUT;
  const inside = { ...at, above: [...above, ...(own === undefined ? [] : [own])] };
  const need = needOf(keys, facts, at.isRequired);
  if (need !== undefined) {
    const provided = sampling.provide(need);
    return provided === undefined ? LEFT_OUT : provided;
  }
  if (facts.isNullable && facts.types.length === 0 && facts.alternatives.length === 0) return null;
  const example = given ?? exampleOf(facts);
  switch (typeOfLeaf(facts)) {
    case 'object':
      return sampleObject(sampling, facts, { ...inside, given: example });
    case 'array':
      return sampleList(sampling, facts, { ...inside, given: example });
    default:
      if (facts.types.length === 0 && typeof example === 'object' && example !== null)
        return literalValue(example);
      return sampleLeaf(facts, fullName(keys), given);
  }
}

function sampleObject(sampling: Sampling, facts: SchemaFacts, at: At): unknown {
  const { properties, required } = facts;
  const given = isObject(at.given) ? at.given : undefined;
  const known = [...properties.keys()];
  const fromExample =
    given === undefined
      ? []
      : Object.keys(given).filter((name) => properties.size === 0 || properties.has(name));
  const optional = sampling.isFull ? known : fromExample;
  const wanted = [...new Set([...optional, ...required])];
  const isEmpty =
    wanted.length === 0 && (at.keys.length === 0 || (numberOf(facts, 'minProperties') ?? 0) > 0);
  const names = isEmpty ? plainFields(sampling, facts) : wanted;
  const made: [string, unknown][] = [];
  for (const name of names) {
    const place = properties.get(name);
    const isRequired = required.has(name);
    if (place !== undefined && isReadOnly(sampling, place)) continue;
    const value = sample(sampling, place ?? UNDESCRIBED, {
      ...at,
      keys: [...at.keys, name],
      given: given?.[name],
      isRequired,
    });
    if (value !== LEFT_OUT) made.push([literal(name), value]);
    else if (isRequired) made.push([literal(name), null]);
  }
  return Object.fromEntries(made);
}

/** The schema of a field that is required and not described. */
const UNDESCRIBED: Found = { file: '', pointer: '', value: {} };

const isReadOnly = ({ documents }: Sampling, place: Found): boolean =>
  readSchema(documents, place).keywords.get('readOnly') === true;

/** Some fields with plain values, for an object that requires none. */
function plainFields(sampling: Sampling, { properties }: SchemaFacts): readonly string[] {
  return [...properties]
    .filter(([name, place]) => {
      const facts = readSchema(sampling.documents, place);
      return (
        facts.keywords.get('readOnly') !== true &&
        !['object', 'array'].includes(typeOfLeaf(facts)) &&
        needOf([name], facts, false) === undefined
      );
    })
    .slice(0, MOST_OPTIONAL)
    .map(([name]) => name);
}

const MOST_ITEMS = 3;

function sampleList(sampling: Sampling, facts: SchemaFacts, at: At): unknown {
  const { items } = facts;
  const given = Array.isArray(at.given) ? at.given.slice(0, MOST_ITEMS) : undefined;
  if (items === undefined) return literalValue(given ?? []);
  const least = numberOf(facts, 'minItems') ?? 0;
  const count = Math.max(given?.length ?? 1, least);
  const listed = listedValues(readSchema(sampling.documents, items));
  const isUnique = listed !== undefined && given === undefined;
  const values = Array.from({ length: Math.min(count, 100) }, (_, index) =>
    isUnique
      ? literalValue(listed[index % listed.length])
      : sample(sampling, items, {
          ...at,
          keys: [...at.keys, '[]'],
          given: given?.[index],
          isRequired: least > 0 && at.isRequired,
        }),
  ).filter((value) => value !== LEFT_OUT);
  if (values.length < least) return LEFT_OUT;
  return values;
}
