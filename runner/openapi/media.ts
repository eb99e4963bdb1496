import { readExamples } from './examples.ts';
import { below, placeOf } from './found.ts';
import { isObject, own, ownList, ownObject, ownString } from './json.ts';
import type { ApiDocument, Documents, Found, Place } from './load.ts';
import { showValue } from './messages.ts';
import type { Route } from './operation.ts';
import { pointerKeys } from './pointer.ts';

/** What is documented for one media type. */
export type Media = {
  readonly schema: Place | undefined;
  readonly examples: readonly unknown[];
  /** What of it could not be read, such as an example behind a `$ref` that points at nothing. */
  readonly problems: readonly string[];
};

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

/** The schema of a parameter or header: its own `schema`, that of its `content`, or (2.0) the object itself. */
export function schemaOfValue(document: ApiDocument, found: Found): Place | undefined {
  const schema = placeOfSchema(found);
  if (schema) return schema;
  if (document.dialect === '2.0') return placeOf(found);
  const [media] = Object.keys(ownObject(found.value, 'content'));
  return media === undefined ? undefined : placeOf(below(found, 'content', media, 'schema'));
}

/** Reads the body of a request, from 3.0 on. */
export function readBody(
  route: Route,
  documents: Documents,
  follow: (found: Found) => Found | undefined,
): RequestBody | undefined {
  if (own(route.operation.value, 'requestBody') === undefined) return undefined;
  const found = follow(below(route.operation, 'requestBody'));
  if (!found) return undefined;
  return {
    required: own(found.value, 'required') === true,
    content: readContent(found, documents),
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
  const schema = body && placeOfSchema(body);
  return {
    required: [body, ...fields].some((found) => own(found?.value, 'required') === true),
    content: Object.fromEntries(types.map((type) => [type, { schema, examples: [], problems: [] }])),
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
export function mediaTypes(
  document: ApiDocument,
  route: Route,
  key: 'consumes' | 'produces',
): readonly string[] {
  const listed =
    own(route.operation.value, key) === undefined
      ? ownList(document.root, key)
      : ownList(route.operation.value, key);
  const types = listed.filter((type) => typeof type === 'string');
  return types.length > 0 ? types : ['*/*'];
}

/** Reads what is documented by media type, from 3.0 on. */
export const readContent = (found: Found, documents: Documents): Readonly<Record<string, Media>> =>
  Object.fromEntries(
    Object.keys(ownObject(found.value, 'content')).map((type) => [
      type,
      readMedia(below(found, 'content', type), documents),
    ]),
  );

function readMedia(media: Found, documents: Documents): Media {
  const { examples, problems } = readExamples(media, documents);
  // Where an object should stand, the translation of the schema says that there is none.
  if (!isObject(media.value)) return { schema: placeOf(media), examples, problems };
  return { schema: placeOfSchema(media), examples, problems };
}

/** Where the schema of a response, a body or a media type lies. */
export const placeOfSchema = (found: Found): Place | undefined =>
  own(found.value, 'schema') === undefined ? undefined : placeOf(below(found, 'schema'));

/** Why a part that should be an object holds nothing that can be looked at; undefined when it is one, or not there. */
export function problemOfPart(found: Found, ...keys: readonly string[]): string | undefined {
  const { value } = below(found, ...keys);
  if (isObject(value) || (value === undefined && keys.length > 0)) return undefined;
  const name = [...pointerKeys(found.pointer), ...keys].at(-1);
  return `"${name}" is ${showValue(value)} in the document; expected an object`;
}
