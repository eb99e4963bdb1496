import { isObject, type JsonObject, own, ownList, ownObject, ownString, parseJson } from './json.ts';
import { type ApiDocument, type Documents, type Found, isProblem, type Place } from './load.ts';
import { extendPointer } from './pointer.ts';
import { documentedTokens } from './tokens.ts';

export type Parameter = {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header' | 'cookie';
  readonly required: boolean;
  /** Where the schema lies; in Swagger 2.0 the parameter is its own schema. */
  readonly schema: Place | undefined;
  readonly place: Place;
};

/** What is documented for one media type. */
export type Media = { readonly schema: Place | undefined; readonly examples: readonly unknown[] };

export type RequestBody = {
  readonly required: boolean;
  readonly content: Readonly<Record<string, Media>>;
  readonly place: Place;
};

export type DocumentedResponse = {
  readonly content: Readonly<Record<string, Media>>;
  readonly headers: Readonly<
    Record<string, { readonly required: boolean; readonly schema: Place | undefined }>
  >;
  readonly place: Place;
};

/** Something of an operation that could not be read, such as a `$ref` that points at nothing. */
export type Gap = { readonly part: 'parameters' | 'request-body' | 'responses'; readonly message: string };

/** One documented operation, as plain data, with every reference to its parts followed. */
export type Operation = {
  readonly document: string;
  readonly pointer: string;
  readonly method: string;
  readonly template: string;
  readonly parameters: readonly Parameter[];
  readonly requestBody: RequestBody | undefined;
  /** By `200`, `2XX` or `default`. */
  readonly responses: Readonly<Record<string, DocumentedResponse>>;
  readonly deprecated: boolean;
  readonly tokens: readonly string[];
  readonly declaresOnBehalf: boolean;
  readonly gaps: readonly Gap[];
};

/** Where an operation stands in its document. */
export type Route = {
  readonly method: string;
  readonly template: string;
  readonly pathItem: Found;
  readonly place: Place;
  readonly value: JsonObject;
};

/** Reads one operation of a document. */
export function readOperation(documents: Documents, document: ApiDocument, route: Route): Operation {
  const gaps: Gap[] = [];
  const follow = (found: Found, part: Gap['part']): Found | undefined => {
    const target = documents.deref(found);
    if (!isProblem(target)) return target;
    gaps.push({ part, message: target.problem });
    return undefined;
  };
  const all = readParameters(route, (found) => follow(found, 'parameters'));
  const body =
    document.dialect === '2.0'
      ? bodyOfForm(document, route, all)
      : bodyOf(route, (f) => follow(f, 'request-body'));
  const responses: Record<string, DocumentedResponse> = {};
  for (const [status, value] of Object.entries(ownObject(route.value, 'responses'))) {
    if (status.startsWith('x-')) continue;
    const found = follow(child(route, 'responses', status, value), 'responses');
    if (found)
      responses[status.toUpperCase().replace('DEFAULT', 'default')] = readResponse(document, route, found);
  }
  const parameters = all.flatMap((found) => parameterOf(document, found));
  return {
    document: document.path,
    pointer: route.place.pointer,
    method: route.method,
    template: route.template,
    parameters,
    requestBody: body,
    responses,
    deprecated: own(route.value, 'deprecated') === true,
    tokens: documentedTokens(route.value, document.root),
    declaresOnBehalf:
      [route.value, route.pathItem.value].some((value) => own(value, 'x-on-behalf-of') === true) ||
      parameters.some(({ in: where, name }) => where === 'header' && name.toLowerCase() === 'x-on-behalf-of'),
    gaps,
  };
}

const child = (route: Route, part: string, key: string | number, value: unknown): Found => ({
  file: route.place.file,
  pointer: extendPointer(route.place.pointer, part, key),
  value,
});

const below = (found: Found, ...keys: readonly (string | number)[]): Found => ({
  file: found.file,
  pointer: extendPointer(found.pointer, ...keys),
  value: keys.reduce((value: unknown, key) => own(value, String(key)), found.value),
});

const placeOf = ({ file, pointer }: Place): Place => ({ file, pointer });

function readParameters(route: Route, follow: (found: Found) => Found | undefined): readonly Found[] {
  const merged = new Map<string, Found>();
  const add = (found: Found): void => {
    const target = follow(found);
    const name = target && ownString(target.value, 'name');
    if (target && name !== undefined) merged.set(`${ownString(target.value, 'in')} ${name}`, target);
  };
  for (const [index] of ownList(route.pathItem.value, 'parameters').entries())
    add(below(route.pathItem, 'parameters', index));
  for (const [index, value] of ownList(route.value, 'parameters').entries())
    add(child(route, 'parameters', index, value));
  return [...merged.values()];
}

function parameterOf(document: ApiDocument, found: Found): readonly Parameter[] {
  const name = ownString(found.value, 'name') ?? '';
  const where = ownString(found.value, 'in');
  if (where !== 'path' && where !== 'query' && where !== 'header' && where !== 'cookie') return [];
  const required = where === 'path' || own(found.value, 'required') === true;
  return [{ name, in: where, required, schema: schemaOfValue(document, found), place: placeOf(found) }];
}

/** The schema of a parameter or header: its own `schema`, that of its `content`, or (2.0) the object itself. */
function schemaOfValue(document: ApiDocument, found: Found): Place | undefined {
  if (isObject(own(found.value, 'schema'))) return placeOf(below(found, 'schema'));
  if (document.dialect === '2.0') return placeOf(found);
  const [media] = Object.keys(ownObject(found.value, 'content'));
  return media === undefined ? undefined : placeOf(below(found, 'content', media, 'schema'));
}

function bodyOf(route: Route, follow: (found: Found) => Found | undefined): RequestBody | undefined {
  const value = own(route.value, 'requestBody');
  if (!isObject(value)) return undefined;
  const found = follow({
    file: route.place.file,
    pointer: extendPointer(route.place.pointer, 'requestBody'),
    value,
  });
  if (!found) return undefined;
  return {
    required: own(found.value, 'required') === true,
    content: readContent(found),
    place: placeOf(found),
  };
}

function bodyOfForm(
  document: ApiDocument,
  route: Route,
  parameters: readonly Found[],
): RequestBody | undefined {
  const body = parameters.find(({ value }) => own(value, 'in') === 'body');
  const fields = parameters.filter(({ value }) => own(value, 'in') === 'formData');
  const from = body ?? fields[0];
  if (!from) return undefined;
  const consumes = mediaTypes(document, route, 'consumes');
  const forms = consumes.filter((type) => /form/i.test(type));
  const types = body
    ? consumes
    : forms.length > 0
      ? forms
      : ['application/x-www-form-urlencoded', 'multipart/form-data'];
  const schema = body && isObject(own(body.value, 'schema')) ? placeOf(below(body, 'schema')) : undefined;
  return {
    required: [body, ...fields].some((found) => own(found?.value, 'required') === true),
    content: Object.fromEntries(types.map((type) => [type, { schema, examples: [] }])),
    place: placeOf(from),
  };
}

/** What an operation of a 2.0 document consumes or produces; when it does not say, any media type. */
function mediaTypes(document: ApiDocument, route: Route, key: 'consumes' | 'produces'): readonly string[] {
  const listed =
    own(route.value, key) === undefined ? ownList(document.root, key) : ownList(route.value, key);
  const types = listed.filter((type) => typeof type === 'string');
  return types.length > 0 ? types : ['*/*'];
}

function readResponse(document: ApiDocument, route: Route, found: Found): DocumentedResponse {
  const headers = Object.entries(ownObject(found.value, 'headers')).map(([name, value]) => {
    const header = below(found, 'headers', name);
    const schema = schemaOfValue(document, header);
    return [name, { required: own(value, 'required') === true, schema }] as const;
  });
  const content = document.dialect === '2.0' ? contentOfSwagger(document, route, found) : readContent(found);
  return { content, headers: Object.fromEntries(headers), place: placeOf(found) };
}

function contentOfSwagger(document: ApiDocument, route: Route, found: Found): Record<string, Media> {
  const schema = isObject(own(found.value, 'schema')) ? placeOf(below(found, 'schema')) : undefined;
  const examples = ownObject(found.value, 'examples');
  const produced = schema ? mediaTypes(document, route, 'produces') : [];
  const types = new Set([...produced, ...Object.keys(examples)]);
  return Object.fromEntries(
    [...types].map((type) => [type, { schema, examples: type in examples ? [decode(examples[type])] : [] }]),
  );
}

function readContent(found: Found): Record<string, Media> {
  const media = Object.entries(ownObject(found.value, 'content')).map(([type, value]) => {
    const place = below(found, 'content', type);
    const schema = isObject(own(value, 'schema')) || typeof own(value, 'schema') === 'boolean';
    const named = Object.values(ownObject(value, 'examples')).map((example) => own(example, 'value'));
    const examples = [own(value, 'example'), ...named].filter((example) => example !== undefined);
    return [
      type,
      { schema: schema ? placeOf(below(place, 'schema')) : undefined, examples: examples.map(decode) },
    ] as const;
  });
  return Object.fromEntries(media);
}

/** Many documents write a JSON example as text. */
function decode(example: unknown): unknown {
  if (typeof example !== 'string' || !/^\s*[[{]/.test(example)) return example;
  return parseJson(example) ?? example;
}
