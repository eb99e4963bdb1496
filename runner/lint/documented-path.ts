import type { PathQuery, Segment } from '../language/jsonpath/query.ts';
import { below } from '../openapi/document/found.ts';
import { own, ownObject } from '../openapi/document/json.ts';
import type { DocumentPlace, Documents, Found } from '../openapi/document/documents.ts';
import { partsOf, type SchemaParts } from './schema-parts.ts';

/** Why a path finds nothing in a schema. */
export type PathMiss = {
  readonly name: string;
  /** The names that are documented there. */
  readonly known: readonly string[];
  /** Whether nothing can be there at all, as opposed to nothing documented. */
  readonly isImpossible: boolean;
};

/** Limit of followed places. */
const MAX_PLACES = 200;

/** Follows a path through a schema; undefined if it may find something. */
export function findMiss(
  documents: Documents,
  schema: DocumentPlace,
  query: PathQuery,
): PathMiss | undefined {
  let places: readonly DocumentPlace[] = [schema];
  for (const segment of query.segments) {
    const all = places.map((place) => partsOf(documents, place, 'any'));
    if (segment.kind === 'descendant' || all.some(({ isOpen }) => isOpen)) return undefined;
    const next = stepInto(
      all.flatMap(({ parts }) => parts),
      segment,
    );
    if (next === 'open') return undefined;
    if (!Array.isArray(next)) return next as PathMiss;
    if (next.length > MAX_PLACES) return undefined;
    places = next;
  }
  return undefined;
}

type Parts = SchemaParts['parts'];

function stepInto(parts: Parts, { selectors }: Segment): readonly Found[] | 'open' | PathMiss {
  const [selector, ...others] = selectors;
  if (selector === undefined || others.length > 0) return 'open';
  switch (selector.kind) {
    case 'name':
      return selector.isWord && selector.name === 'length' && parts.some(isList)
        ? 'open'
        : member(parts, selector.name);
    case 'index':
    case 'slice':
      return itemsOf(parts, `[${selector.kind === 'index' ? selector.index : ':'}]`);
    case 'wildcard':
    case 'filter':
      return parts.some((part) => !isList(part)) ? 'open' : itemsOf(parts, '[*]');
  }
}

const typesOf = ({ value }: Found): readonly unknown[] => [own(value, 'type') ?? []].flat();

const isList = (part: Found): boolean => typesOf(part).includes('array');

const isScalar = (part: Found): boolean =>
  typesOf(part).length > 0 &&
  !typesOf(part).some((type) => type === 'object' || type === 'array' || type === 'file');

const isFrame = ({ value }: Found): boolean =>
  ['allOf', 'anyOf', 'oneOf'].some((keyword) => own(value, keyword) !== undefined) &&
  own(value, 'properties') === undefined &&
  own(value, 'type') === undefined;

function member(parts: Parts, name: string): readonly Found[] | 'open' | PathMiss {
  const found: Found[] = [];
  const known = new Set<string>();
  let isClosed = true;
  for (const part of parts) {
    if (isFrame(part)) continue;
    const properties = ownObject(part.value, 'properties');
    for (const each of Object.keys(properties)) known.add(each);
    if (Object.hasOwn(properties, name)) found.push(below(part, 'properties', name));
    else if (mayHoldMore(part)) return 'open';
    if (!isList(part) && !isScalar(part) && own(part.value, 'additionalProperties') !== false)
      isClosed = false;
  }
  if (found.length > 0) return found;
  if (known.size === 0 && !isClosed) return 'open';
  return { name, known: [...known], isImpossible: isClosed };
}

/** Whether a schema allows fields that it does not name. */
function mayHoldMore({ value }: Found): boolean {
  const more = own(value, 'additionalProperties');
  if (more === true || (typeof more === 'object' && more !== null)) return true;
  return (
    ['patternProperties', 'unevaluatedProperties', 'if', 'not', '$dynamicRef'].some(
      (keyword) => own(value, keyword) !== undefined,
    ) ||
    (own(value, 'properties') === undefined &&
      !['array', 'string', 'number', 'integer', 'boolean', 'null'].includes(String(own(value, 'type'))))
  );
}

function itemsOf(parts: Parts, name: string): readonly Found[] | 'open' | PathMiss {
  const lists = parts.filter(isList);
  if (lists.length > 0)
    return lists.every(
      ({ value }) => own(value, 'items') !== undefined && own(value, 'prefixItems') === undefined,
    )
      ? lists.map((list) => below(list, 'items'))
      : 'open';
  const isKnown =
    parts.length > 0 &&
    parts.every(
      (part) => isFrame(part) || typesOf(part).length > 0 || own(part.value, 'properties') !== undefined,
    );
  return isKnown ? { name, known: [], isImpossible: true } : 'open';
}
