import { below, documentPlaceOf } from '../document/found.ts';
import { type Encodings, readEncodings } from './encoding.ts';
import { readExamples } from './examples.ts';
import { isObject, own, ownList, ownObject, ownString } from '../document/json.ts';
import type { ApiDocument, Documents, Found, DocumentPlace } from '../document/documents.ts';
import { placeOfSchema, problemOfPart } from '../document/part.ts';
import { findStray, type Stray } from '../document/stray-fields.ts';
import { type Serialization, serializationOf } from './serialization.ts';
import type { OperationRoute } from './route.ts';

/** The documentation of one media type. */
export type Media = {
  readonly schema: DocumentPlace | undefined;
  readonly examples: readonly unknown[];
  /** Parts that could not be read, such as an example behind a broken `$ref`. */
  readonly problems: readonly string[];
  /** How the fields of a form are written, by name. */
  readonly encoding: Encodings;
  /** Why `encoding` cannot be followed, if it is not an object. */
  readonly encodingProblem?: string | undefined;
  /** Its unknown fields. */
  readonly stray?: Stray | undefined;
};

export type RequestBody = {
  readonly required: boolean;
  readonly content: Readonly<Record<string, Media>>;
  /** The fields of a form, if a 2.0 document lists them as parameters. */
  readonly fields: readonly FormField[];
  readonly place: DocumentPlace;
};

/** A field of a form that a 2.0 document lists. */
export type FormField = {
  readonly name: string;
  readonly required: boolean;
  readonly isFile: boolean;
  /** Whether it may be sent without a value, whatever its schema. */
  readonly allowsEmpty: boolean;
  readonly serialization: Serialization;
  readonly schema: DocumentPlace;
};

/** Reads the body of a request, from 3.0 on. */
export function readRequestBody(
  route: OperationRoute,
  document: ApiDocument,
  documents: Documents,
  follow: (found: Found) => Found | undefined,
): RequestBody | undefined {
  if (own(route.operation.value, 'requestBody') === undefined) return undefined;
  const found = follow(below(route.operation, 'requestBody'));
  if (!found) return undefined;
  return {
    required: own(found.value, 'required') === true,
    content: readMediaTypes(found, document, documents),
    fields: [],
    place: documentPlaceOf(found),
  };
}

/** Reads the body of a request in 2.0: a parameter, or several form fields. */
export function bodyOfParameters(
  document: ApiDocument,
  route: OperationRoute,
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
    content: Object.fromEntries(
      types.map((type) => [type, { schema, examples: [], problems: [], encoding: {} }]),
    ),
    fields: fields.map((found) => ({
      name: ownString(found.value, 'name') ?? '',
      required: own(found.value, 'required') === true,
      isFile: own(found.value, 'type') === 'file',
      allowsEmpty: own(found.value, 'allowEmptyValue') === true,
      serialization: serializationOf('2.0', found.value, 'query'),
      schema: documentPlaceOf(found),
    })),
    place: documentPlaceOf(from),
  };
}

/** The media types that an operation of a 2.0 document consumes or produces; any, if it has none. */
export function mediaTypes(
  document: ApiDocument,
  route: OperationRoute,
  key: 'consumes' | 'produces',
): readonly string[] {
  const listed =
    own(route.operation.value, key) === undefined
      ? ownList(document.root, key)
      : ownList(route.operation.value, key);
  const types = listed.filter((type) => typeof type === 'string');
  return types.length > 0 ? types : ['*/*'];
}

/** Reads the documentation by media type, from 3.0 on. */
export const readMediaTypes = (
  found: Found,
  document: ApiDocument,
  documents: Documents,
): Readonly<Record<string, Media>> =>
  Object.fromEntries(
    Object.keys(ownObject(found.value, 'content')).map((type) => [
      type,
      readMedia(below(found, 'content', type), document, documents),
    ]),
  );

function readMedia(media: Found, document: ApiDocument, documents: Documents): Media {
  return {
    ...readExamples(media, documents),
    // If the media type is not an object, translating the schema reports it.
    schema: isObject(media.value) ? placeOfSchema(media) : documentPlaceOf(media),
    encoding: readEncodings(media, document, documents),
    encodingProblem: problemOfPart(media, 'encoding'),
    stray: isObject(media.value) ? findStray(media, 'media type', document.dialect) : undefined,
  };
}
