import { isObject, own } from './json.ts';
import { type Dialect, type Documents, type Found, isProblem, type DocumentPlace } from './documents.ts';
import { pointerKeys } from './pointer.ts';

/** The kinds of targets of a `$ref`. */
export type Kind = 'schema' | 'response' | 'parameter' | 'request body' | 'header' | 'example';

/** The kinds of parts below a part: of named fields, and of all other names. */
type Row = { readonly fields?: Readonly<Record<string, string>>; readonly each?: string };

const named = (kind: string, ...names: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(names.map((name) => [name, kind]));

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

/** The parts of API documents of all versions, by their names in messages. */
const rows: Readonly<Record<string, Row>> = {
  'a whole API document': {
    fields: {
      paths: 'a map of path items',
      webhooks: 'a map of path items',
      components: 'all components',
      definitions: 'a map of schemas',
      parameters: 'a map of parameters',
      responses: 'a map of responses',
      ...named('no part that is referred to', 'info', 'servers', 'tags', 'security', 'externalDocs'),
      ...named('no part that is referred to', 'openapi', 'swagger', 'host', 'basePath', 'schemes'),
      ...named('no part that is referred to', 'consumes', 'produces', 'securityDefinitions'),
    },
  },
  'all components': {
    fields: {
      schemas: 'a map of schemas',
      responses: 'a map of responses',
      parameters: 'a map of parameters',
      examples: 'a map of examples',
      requestBodies: 'a map of request bodies',
      headers: 'a map of headers',
      securitySchemes: 'a map of security schemes',
      links: 'a map of links',
      callbacks: 'a map of callbacks',
      pathItems: 'a map of path items',
    },
  },
  'a map of schemas': { each: 'a schema' },
  'a list of schemas': { each: 'a schema' },
  'a map of responses': { each: 'a response' },
  'a map of parameters': { each: 'a parameter' },
  'a list of parameters': { each: 'a parameter' },
  'a map of examples': { each: 'an example' },
  'a map of request bodies': { each: 'a request body' },
  'a map of headers': { each: 'a header' },
  'a map of security schemes': { each: 'a security scheme' },
  'a map of links': { each: 'a link' },
  'a map of callbacks': { each: 'a callback' },
  'a map of path items': { each: 'a path item' },
  'a map of media types': { each: 'a media type' },
  'a map of encodings': { each: 'an encoding' },
  'a callback': { each: 'a path item' },
  'a path item': { fields: { ...named('an operation', ...METHODS), parameters: 'a list of parameters' } },
  'an operation': {
    fields: {
      parameters: 'a list of parameters',
      requestBody: 'a request body',
      responses: 'a map of responses',
      callbacks: 'a map of callbacks',
    },
  },
  'a parameter': {
    fields: {
      schema: 'a schema',
      items: 'a schema',
      content: 'a map of media types',
      examples: 'a map of examples',
    },
  },
  'a header': {
    fields: {
      schema: 'a schema',
      items: 'a schema',
      content: 'a map of media types',
      examples: 'a map of examples',
    },
  },
  'a request body': { fields: { content: 'a map of media types' } },
  'a response': {
    fields: {
      schema: 'a schema',
      content: 'a map of media types',
      headers: 'a map of headers',
      links: 'a map of links',
    },
  },
  'a media type': {
    fields: { schema: 'a schema', examples: 'a map of examples', encoding: 'a map of encodings' },
  },
  'an encoding': { fields: { headers: 'a map of headers' } },
  'a schema': {
    fields: {
      ...named('a map of schemas', 'properties', 'patternProperties', 'definitions', '$defs'),
      ...named('a map of schemas', 'dependentSchemas', 'dependencies'),
      ...named('a list of schemas', 'allOf', 'anyOf', 'oneOf', 'prefixItems'),
      ...named('a schema', 'items', 'additionalItems', 'additionalProperties', 'not', 'if', 'then', 'else'),
      ...named('a schema', 'contains', 'propertyNames', 'unevaluatedItems', 'unevaluatedProperties'),
      ...named('no part that is referred to', 'example', 'default', 'xml', 'externalDocs', 'discriminator'),
    },
  },
};

/** The kind of a place in an API document; undefined below extensions and other unknown fields. */
function kindAt(root: unknown, keys: readonly string[]): string | undefined {
  let kind = 'a whole API document';
  let value = root;
  for (const key of keys) {
    const { fields = {}, each }: Row = rows[kind] ?? {};
    const next: string | undefined = Object.hasOwn(fields, key) ? fields[key] : each;
    // `items` may be a list of schemas.
    const isListed = kind === 'a schema' && Array.isArray(value);
    value = own(value, key);
    if (next === undefined && !isListed) return undefined;
    kind = isListed ? 'a schema' : next!;
  }
  return kind;
}

const words: Readonly<Record<Kind, string>> = {
  schema: 'a schema',
  response: 'a response',
  parameter: 'a parameter',
  'request body': 'a request body',
  header: 'a header',
  example: 'an example',
};

/**
 * Why a `$ref` cannot be used: it leads to another kind of part, or into a document of another version. For files that are not
 * API documents, only their content is known.
 */
export function problemOfTarget(
  ref: string,
  target: DocumentPlace,
  { wanted, dialect, documents }: { wanted: Kind; dialect: Dialect; documents: Documents },
): string | undefined {
  const document = documents.open(target.file);
  const keys = pointerKeys(target.pointer);
  const isOther = isProblem(document);
  // Files of shared parts often have the sections of an API document without its version.
  if (isOther && keys[0] !== 'components') return undefined;
  const root = isOther ? undefined : document.root;
  if (!isOther && (document.dialect === '2.0') !== (dialect === '2.0'))
    return `$ref ${ref} leads into a document of OpenAPI ${document.dialect}, of which this one of ${dialect} can use no part`;
  const kind = kindAt(root, keys);
  if (kind === undefined || kind === words[wanted]) return undefined;
  return `$ref ${ref} leads to ${kind}; expected ${words[wanted]}`;
}

/** Follows `$ref`s to a part of the wanted kind. */
export function derefTo(
  wanted: Kind,
  written: Found,
  dialect: Dialect,
  documents: Documents,
): ReturnType<Documents['deref']> {
  const found = documents.deref(written);
  const ref = isObject(written.value) ? written.value['$ref'] : undefined;
  if (isProblem(found) || typeof ref !== 'string') return found;
  const problem = problemOfTarget(ref, found, { wanted, dialect, documents });
  return problem === undefined ? found : { problem };
}
