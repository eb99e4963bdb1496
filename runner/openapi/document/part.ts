import { below, documentPlaceOf } from './found.ts';
import { isObject, own, ownObject } from './json.ts';
import type { ApiDocument, Found, DocumentPlace } from './documents.ts';
import { showValue } from './show-value.ts';
import { pointerKeys } from './pointer.ts';

/** The schema of a parameter or header: its `schema`, that of its `content`, or (2.0) the object itself. */
export function schemaOfValue(document: ApiDocument, found: Found): DocumentPlace | undefined {
  const schema = placeOfSchema(found);
  if (schema) return schema;
  if (document.dialect === '2.0') return documentPlaceOf(found);
  const [media] = Object.keys(ownObject(found.value, 'content'));
  return media === undefined ? undefined : documentPlaceOf(below(found, 'content', media, 'schema'));
}

/** The place of the schema of a response, a body or a media type. */
export const placeOfSchema = (found: Found): DocumentPlace | undefined =>
  own(found.value, 'schema') === undefined ? undefined : documentPlaceOf(below(found, 'schema'));

/** Why a flag is not a boolean; undefined if it is one, or absent. */
export function problemOfFlag({ value }: Found, name: string): string | undefined {
  const flag = own(value, name);
  return flag === undefined || typeof flag === 'boolean'
    ? undefined
    : `"${name}" is ${showValue(flag)} in the document; expected true or false`;
}

/** Why a part is not an object; undefined if it is one, or absent. */
export function problemOfPart(found: Found, ...keys: readonly string[]): string | undefined {
  const { value } = below(found, ...keys);
  if (isObject(value) || (value === undefined && keys.length > 0)) return undefined;
  const name = [...pointerKeys(found.pointer), ...keys].at(-1);
  return `"${name}" is ${showValue(value)} in the document; expected an object`;
}
