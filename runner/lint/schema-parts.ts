import { below } from '../openapi/document/found.ts';
import { ownList } from '../openapi/document/json.ts';
import { type DocumentPlace, type Documents, type Found, isProblem } from '../openapi/document/documents.ts';

/** A schema and the schemas it is composed of. */
export type SchemaParts = {
  readonly parts: readonly Found[];
  /** Whether a part could not be read, so that anything may be there. */
  readonly isOpen: boolean;
};

/** Deeper schemas are not followed; real ones have a handful of levels. */
const MAX_DEPTH = 12;

/** A schema and those of its `allOf`; with `any`, also those of `anyOf` and `oneOf`. References are followed. */
export function partsOf(documents: Documents, place: DocumentPlace, which: 'all' | 'any'): SchemaParts {
  const parts: Found[] = [];
  let isOpen = false;
  const keywords = which === 'all' ? ['allOf'] : ['allOf', 'anyOf', 'oneOf'];
  const add = (found: ReturnType<Documents['at']>, depth: number): void => {
    const schema = isProblem(found) ? found : documents.deref(found);
    if (isProblem(schema) || depth > MAX_DEPTH || typeof schema.value !== 'object' || schema.value === null) {
      isOpen = true;
      return;
    }
    parts.push(schema);
    for (const keyword of keywords)
      for (const index of ownList(schema.value, keyword).keys())
        add(below(schema, keyword, index), depth + 1);
  };
  add(documents.at(place), 0);
  return { parts, isOpen };
}
