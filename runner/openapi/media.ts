import { below, placeOf } from './found.ts';
import { isObject, own, ownList, ownObject, ownString, parseJson } from './json.ts';
import type { ApiDocument, Found, Place } from './load.ts';
import type { Route } from './operation.ts';

/** What is documented for one media type. */
export type Media = { readonly schema: Place | undefined; readonly examples: readonly unknown[] };

export type RequestBody = {
  readonly required: boolean;
  readonly content: Readonly<Record<string, Media>>;
  /** The fields of a form, where a 2.0 document lists them as parameters. */
  readonly fields: readonly FormField[];
  readonly place: Place;
};

export type FormField = {
  readonly name: string;
  readonly required: boolean;
  readonly isFile: boolean;
  readonly schema: Place;
};

export type DocumentedResponse = {
  readonly content: Readonly<Record<string, Media>>;
  readonly headers: Readonly<
    Record<string, { readonly required: boolean; readonly schema: Place | undefined }>
  >;
  readonly place: Place;
};

/** The schema of a parameter or header: its own `schema`, that of its `content`, or (2.0) the object itself. */
export function schemaOfValue(document: ApiDocument, found: Found): Place | undefined {
  if (isObject(own(found.value, 'schema'))) return placeOf(below(found, 'schema'));
  if (document.dialect === '2.0') return placeOf(found);
  const [media] = Object.keys(ownObject(found.value, 'content'));
  return media === undefined ? undefined : placeOf(below(found, 'content', media, 'schema'));
}

/** Reads the body of a request, from 3.0 on. */
export function readBody(route: Route, follow: (found: Found) => Found | undefined): RequestBody | undefined {
  if (!isObject(own(route.value, 'requestBody'))) return undefined;
  const found = follow(below({ ...route.place, value: route.value }, 'requestBody'));
  if (!found) return undefined;
  return {
    required: own(found.value, 'required') === true,
    content: readContent(found),
    fields: [],
    place: placeOf(found),
  };
}

/** Reads the body of a request in 2.0, where it is a parameter or several fields of a form. */
export function bodyOfParameters(
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
    fields: fields.map((found) => ({
      name: ownString(found.value, 'name') ?? '',
      required: own(found.value, 'required') === true,
      isFile: own(found.value, 'type') === 'file',
      schema: placeOf(found),
    })),
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

/** Reads what is documented for one status. */
export function readResponse(document: ApiDocument, route: Route, found: Found): DocumentedResponse {
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
