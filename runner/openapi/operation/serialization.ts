import { own, ownObject, ownString } from '../document/json.ts';
import type { Dialect } from '../document/documents.ts';

/** The place of a parameter in a request. */
export type ParameterLocation = 'path' | 'query' | 'header' | 'cookie';

/** How a parameter, a header or a form field is written as text. */
export type Serialization =
  | {
      readonly kind: 'style';
      /** `spaceDelimited`, `pipeDelimited` and the formats of 2.0 are `form` or `simple` with another separator. */
      readonly style: 'matrix' | 'label' | 'simple' | 'form' | 'deepObject';
      readonly explode: boolean;
      /** The separators between items; the second separates items of lists in the list, and so on. */
      readonly separators: readonly string[];
    }
  /** The text is a document of this media type. */
  | { readonly kind: 'content'; readonly mediaType: string }
  /** The document uses something that OpenAPI does not describe. */
  | { readonly kind: 'unknown'; readonly problem: string };

type Row = {
  readonly style: 'matrix' | 'label' | 'simple' | 'form' | 'deepObject';
  readonly separator: string;
  readonly in: readonly ParameterLocation[];
};

/** The values of `style`. */
const styles: Readonly<Record<string, Row>> = {
  matrix: { style: 'matrix', separator: ',', in: ['path'] },
  label: { style: 'label', separator: ',', in: ['path'] },
  simple: { style: 'simple', separator: ',', in: ['path', 'header'] },
  form: { style: 'form', separator: ',', in: ['query', 'cookie'] },
  spaceDelimited: { style: 'form', separator: ' ', in: ['query'] },
  pipeDelimited: { style: 'form', separator: '|', in: ['query'] },
  deepObject: { style: 'deepObject', separator: ',', in: ['query'] },
};

/** The values of `collectionFormat`. */
const collectionFormats: Readonly<Record<string, string>> = { csv: ',', ssv: ' ', tsv: '\t', pipes: '|' };

const MAX_INNER_LISTS = 20;

const isFlat = (where: ParameterLocation): boolean => where === 'path' || where === 'header';

/** How a Parameter Object or a Header Object writes its value, or why that is unknown. */
export function serializationOfValue(
  dialect: Dialect,
  written: unknown,
  where: ParameterLocation,
): Serialization {
  const problem = dialect === '2.0' ? problemOfSwagger(written) : problemOfSchema(written);
  return problem === undefined ? serializationOf(dialect, written, where) : unknown(problem);
}

/** From 3.0 on, a value has either a `schema` or a `content`. */
function problemOfSchema(written: unknown): string | undefined {
  const content = own(written, 'content');
  if (own(written, 'schema') !== undefined)
    return content === undefined ? undefined : 'the document gives it both "schema" and "content"';
  if (content === undefined) return 'the document gives it neither "schema" nor "content"';
  return Object.keys(ownObject(written, 'content')).length === 0
    ? 'its "content" lists no media type'
    : undefined;
}

/** In 2.0, a value has a `type`; some documents give it a `schema` instead. */
function problemOfSwagger(written: unknown): string | undefined {
  if (own(written, 'schema') !== undefined) return undefined;
  const type = own(written, 'type');
  if (type === undefined) return 'the document gives it no "type"';
  if (type === 'file') return 'OpenAPI 2.0 has the type file for forms and answers alone';
  return type === 'array' && own(written, 'items') === undefined
    ? 'the document gives it the type array and no "items"'
    : undefined;
}

/** How a Parameter Object, a Header Object or an Encoding Object (as in a query) writes its value. */
export function serializationOf(dialect: Dialect, written: unknown, where: ParameterLocation): Serialization {
  if (dialect === '2.0') return serializationOfSwagger(written, where);
  const mediaTypes = Object.keys(ownObject(written, 'content'));
  if (own(written, 'schema') === undefined && mediaTypes.length > 0)
    return mediaTypes.length === 1
      ? { kind: 'content', mediaType: mediaTypes[0]! }
      : unknown(`its content lists ${mediaTypes.length} media types; OpenAPI allows one`);
  const named = own(written, 'style') ?? (isFlat(where) ? 'simple' : 'form');
  const row = typeof named === 'string' && Object.hasOwn(styles, named) ? styles[named]! : undefined;
  if (row?.in.includes(where) !== true)
    return unknown(`its style ${JSON.stringify(named)} is none that OpenAPI has for a ${where} parameter`);
  const explode = own(written, 'explode') ?? named === 'form';
  if (typeof explode !== 'boolean') return unknown('its "explode" is neither true nor false');
  return { kind: 'style', style: row.style, explode, separators: [row.separator] };
}

function serializationOfSwagger(written: unknown, where: ParameterLocation): Serialization {
  const style = isFlat(where) ? 'simple' : 'form';
  const separators: string[] = [];
  let at: unknown = written;
  for (let depth = 0; depth < MAX_INNER_LISTS && own(at, 'type') === 'array'; depth++) {
    const format = own(at, 'collectionFormat') ?? 'csv';
    if (format === 'multi' && depth === 0 && style === 'form')
      return { kind: 'style', style, explode: true, separators: [',', ...innerSeparators(at)] };
    if (typeof format !== 'string' || !Object.hasOwn(collectionFormats, format))
      return unknown(`its collectionFormat ${JSON.stringify(format)} is none that OpenAPI 2.0 has there`);
    separators.push(collectionFormats[format]!);
    at = own(at, 'items');
  }
  return { kind: 'style', style, explode: false, separators: separators.length > 0 ? separators : [','] };
}

function innerSeparators(list: unknown): readonly string[] {
  const items = own(list, 'items');
  if (own(items, 'type') !== 'array') return [];
  return [collectionFormats[ownString(items, 'collectionFormat') ?? 'csv'] ?? ','];
}

const unknown = (problem: string): Serialization => ({ kind: 'unknown', problem });
