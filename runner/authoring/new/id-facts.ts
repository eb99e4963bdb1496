import { isObject } from '../../openapi/document/json.ts';
import type { DocumentPlace, Documents } from '../../openapi/document/documents.ts';
import { jsonPath } from '../../openapi/document/pointer.ts';
import { idNoun, singular, singularWords, wordsOf } from '../names.ts';
import { readSchema } from '../sample/schema-facts.ts';

/** An identity in an answer. */
export type IdFact = {
  readonly name: string;
  /** The words of the identified thing. */
  readonly noun: readonly string[];
  /** Its JSONPath; in a list, of the first item. */
  readonly path: string;
  readonly depth: number;
  readonly isInList: boolean;
  /** Whether its name is an id word alone, so that it identifies the object around it. */
  readonly isBare: boolean;
};

/** Fields that only wrap the content of an answer. */
const WRAPPERS: ReadonlySet<string> = new Set([
  ...['data', 'result', 'results', 'item', 'items', 'response', 'payload', 'entity', 'entities', 'object'],
  ...['records', 'record', 'list', 'content', 'value', 'values', 'rows', 'page', 'body', 'attributes'],
]);

const MAX_DEPTH = 6;
const MAX_FACTS = 60;
/** The most fields that are searched in one answer. */
const MAX_FIELDS = 2_000;

type Walk = { readonly facts: IdFact[]; readonly about: readonly string[]; fields: number };
type Keys = readonly (string | number)[];

/** The identities in answers of a schema; `about` is the operation's subject, from its path. */
export function idsOfSchema(
  documents: Documents,
  place: DocumentPlace,
  about: readonly string[],
): readonly IdFact[] {
  const walk: Walk = { facts: [], about, fields: 0 };
  walkSchema(documents, place, [], walk, []);
  return walk.facts;
}

/** The identities in an example of an answer. */
export function idsOfExample(example: unknown, about: readonly string[]): readonly IdFact[] {
  const walk: Walk = { facts: [], about, fields: 0 };
  walkExample(example, [], walk);
  return walk.facts;
}

function walkSchema(
  documents: Documents,
  place: DocumentPlace,
  keys: Keys,
  walk: Walk,
  above: readonly string[],
): void {
  if (keys.length > MAX_DEPTH || walk.facts.length >= MAX_FACTS || ++walk.fields > MAX_FIELDS) return;
  const facts = readSchema(documents, place);
  const [own] = facts.places;
  if (own === undefined || above.includes(own)) return;
  const inside = [...above, own];
  for (const [name, field] of facts.properties) {
    const schema = readSchema(documents, field);
    const isScalar =
      schema.types.length === 0 || schema.types.some((type) => /string|integer|number/.test(type));
    if (isScalar && !schema.isNullable && schema.properties.size === 0) addFact(walk, keys, name);
    walkSchema(documents, field, [...keys, name], walk, inside);
  }
  if (facts.items !== undefined) walkSchema(documents, facts.items, [...keys, 0], walk, inside);
  for (const branch of facts.alternatives) walkSchema(documents, branch, keys, walk, inside);
}

function walkExample(value: unknown, keys: Keys, walk: Walk): void {
  if (keys.length > MAX_DEPTH || walk.facts.length >= MAX_FACTS || ++walk.fields > MAX_FIELDS) return;
  if (Array.isArray(value)) {
    if (value.length > 0) walkExample(value[0], [...keys, 0], walk);
    return;
  }
  if (!isObject(value)) return;
  for (const [name, each] of Object.entries(value)) {
    if (typeof each === 'string' || typeof each === 'number') addFact(walk, keys, name);
    walkExample(each, [...keys, name], walk);
  }
}

function addFact(walk: Walk, keys: Keys, name: string): void {
  const named = idNoun(name);
  const noun = named === undefined ? wordsOf(name) : named.length > 0 ? named : nounAround(keys, walk.about);
  const path = jsonPath([...keys, name]);
  if (walk.facts.some((each) => each.path === path)) return;
  if (named === undefined && keys.length > 3) return;
  walk.facts.push({
    name,
    noun,
    path,
    depth: keys.length,
    isInList: keys.includes(0),
    isBare: named?.length === 0,
  });
}

function nounAround(keys: Keys, about: readonly string[]): readonly string[] {
  const holder = keys.findLast((key) => typeof key === 'string' && !WRAPPERS.has(key.toLowerCase()));
  if (holder === undefined) return about;
  return typeof holder === 'string' ? singularWords(holder) : about;
}

/** The subject of a path: the words of its last fixed segment, in the singular. */
export function nounOfPath(template: string): readonly string[] {
  const fixed = template.split('/').filter((segment) => segment !== '' && !segment.includes('{'));
  return wordsOf(fixed.at(-1) ?? '').map(singular);
}
