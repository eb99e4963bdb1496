import { isObject } from '../../openapi/document/json.ts';
import type { DocumentPlace, Documents } from '../../openapi/document/documents.ts';
import { jsonPath } from '../../openapi/document/pointer.ts';
import { isExact } from '../../openapi/document/exact.ts';
import { listedValues, readSchema, type SchemaFacts, wordOf } from '../sample/schema-facts.ts';
import { type ApiOperation, jsonMedia } from './api-model.ts';
import type { StepDraft } from './draft.ts';

/** The most expectations of one step; contract checks cover the rest. */
const MOST = 8;
const MAX_DEPTH = 3;

/** The promises of a documented answer: matchers by JSONPath, or a content type where no field is promised. */
export function expectationsOf(
  documents: Documents,
  { operation }: ApiOperation,
  status: string | undefined,
): Pick<StepDraft, 'expected' | 'expectedHeaders'> {
  const content = operation.responses[status ?? '']?.content ?? {};
  const media = jsonMedia(content);
  const promised =
    media?.schema !== undefined
      ? promisedFields(documents, media.schema)
      : status?.startsWith('2') === true
        ? exampleFields(media?.examples[0])
        : new Map<string, unknown>();
  const shown = [...promised].slice(0, MOST);
  const [type] = Object.keys(content);
  const isUnseen = media?.schema === undefined && type !== undefined && !type.includes('*');
  return {
    expected: new Map(shown),
    expectedHeaders:
      shown.length === 0 && isUnseen ? { 'content-type': { contains: type.split(';')[0]! } } : {},
  };
}

/** The required fields of a schema, with a matcher for each. */
export function promisedFields(documents: Documents, place: DocumentPlace): ReadonlyMap<string, unknown> {
  const found = new Map<string, unknown>();
  walk(documents, place, [], found, []);
  return found;
}

type Keys = readonly (string | number)[];

function walk(
  documents: Documents,
  place: DocumentPlace,
  keys: Keys,
  found: Map<string, unknown>,
  above: readonly string[],
): void {
  const facts = readSchema(documents, place);
  const [own] = facts.places;
  if (own === undefined || above.includes(own) || keys.length > MAX_DEPTH) return;
  if (facts.isNullable) return;
  if (keys.length === 0 && facts.types.includes('array')) found.set('$', { type: 'array' });
  for (const [name, field] of requiredFields(documents, facts)) {
    const schema = readSchema(documents, field);
    const matcher = matcherOf(schema);
    const path = [...keys, name];
    const before = found.size;
    if (schema.types[0] === 'object' || schema.properties.size > 0)
      walk(documents, field, path, found, [...above, own]);
    // Expected fields imply that the parent is an object.
    if (matcher !== undefined && found.size === before) found.set(jsonPath(path), matcher);
  }
}

/** The fields that are required in every alternative. */
function requiredFields(
  documents: Documents,
  { properties, required, alternatives }: SchemaFacts,
): readonly (readonly [string, DocumentPlace])[] {
  const own = [...properties].filter(([name]) => required.has(name));
  if (alternatives.length === 0) return own;
  const [first, ...others] = alternatives.map((each) => readSchema(documents, each));
  const matcher = (facts: SchemaFacts, name: string): string =>
    JSON.stringify(matcherOf(readSchema(documents, facts.properties.get(name)!)) ?? null);
  const common = [...first!.properties].filter(
    ([name]) =>
      first!.required.has(name) &&
      !properties.has(name) &&
      others.every(
        (other) =>
          other.required.has(name) &&
          other.properties.has(name) &&
          matcher(other, name) === matcher(first!, name),
      ),
  );
  return [...own, ...common];
}

const MATCHED_FORMATS: ReadonlySet<string> = new Set(['uuid', 'email', 'date', 'date-time', 'uri']);
/** A longer list belongs in the document. */
const MOST_LISTED = 6;

/** A matcher for the values of a schema; undefined where it allows null, or anything. */
function matcherOf(facts: SchemaFacts): unknown {
  if (facts.isNullable || facts.alternatives.length > 0) return undefined;
  const listed = listedValues(facts);
  if (listed?.every((value) => !isExact(value) && typeof value !== 'object')) {
    if (listed.length === 1) return { equals: listed[0] };
    if (listed.length <= MOST_LISTED) return { in: listed };
  }
  const [type, ...others] = facts.types;
  if (type === undefined || others.length > 0 || type === 'file') return undefined;
  const format = wordOf(facts, 'format') ?? '';
  return type === 'string' && MATCHED_FORMATS.has(format) ? { format } : { type };
}

/** Deeper fields of an example may be optional. */
const EXAMPLE_DEPTH = 2;

/** Where an answer is documented by an example alone, the types of its outer fields. */
function exampleFields(example: unknown, keys: Keys = []): ReadonlyMap<string, unknown> {
  const found = new Map<string, unknown>();
  if (Array.isArray(example) && keys.length === 0) found.set('$', { type: 'array' });
  if (!isObject(example) || keys.length >= EXAMPLE_DEPTH) return found;
  for (const [name, value] of Object.entries(example)) {
    const path = [...keys, name];
    const type = Array.isArray(value) ? 'array' : value === null ? undefined : typeof value;
    if (type === 'symbol') found.set(jsonPath(path), { type: 'number' });
    else if (type !== undefined) found.set(jsonPath(path), { type });
    for (const [each, matcher] of exampleFields(value, path)) found.set(each, matcher);
  }
  return found;
}
