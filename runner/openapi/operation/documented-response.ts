import { readExample } from './examples.ts';
import { below, documentPlaceOf } from '../document/found.ts';
import { type DocumentedHeader, readHeaders } from './header.ts';
import { own, ownObject } from '../document/json.ts';
import {
  type ApiDocument,
  type Documents,
  type Found,
  isProblem,
  type DocumentPlace,
} from '../document/documents.ts';
import { type Media, mediaTypes, readMediaTypes } from './media.ts';
import { isDataType } from './media-type.ts';
import { placeOfSchema, problemOfPart } from '../document/part.ts';
import { findStray, type Stray } from '../document/stray-fields.ts';
import type { OperationRoute } from './route.ts';

/** The documentation of one status. */
export type DocumentedResponse = {
  readonly content: Readonly<Record<string, Media>>;
  readonly headers: readonly DocumentedHeader[];
  /** Why its body cannot be checked, if a part is not an object. */
  readonly problems: readonly string[];
  /** Its unknown fields. */
  readonly stray: Stray | undefined;
  readonly place: DocumentPlace;
};

/** What a response is read from. */
type Source = {
  readonly documents: Documents;
  readonly document: ApiDocument;
  readonly route: OperationRoute;
  readonly status: string;
};

/** Reads the documentation of one status. */
export function readResponse(found: Found, source: Source): DocumentedResponse {
  const { document, documents } = source;
  const problem = problemOfPart(found) ?? problemOfPart(found, 'content');
  return {
    content:
      document.dialect === '2.0'
        ? contentOfSwagger(found, source)
        : readMediaTypes(found, document, documents),
    headers: readHeaders(found, document, documents),
    problems: problem === undefined ? [] : [problem],
    stray: problem === undefined ? findStray(found, 'response', document.dialect) : undefined,
    place: documentPlaceOf(found),
  };
}

function contentOfSwagger(found: Found, source: Source): Readonly<Record<string, Media>> {
  const { documents } = source;
  const schema = placeOfSchema(found);
  const examples = ownObject(found.value, 'examples');
  const types = new Set([...(schema ? producedTypes(found, source) : []), ...Object.keys(examples)]);
  return Object.fromEntries(
    [...types].map((type) => {
      const own = type in examples ? [readExample(below(found, 'examples', type), documents)] : [];
      return [type, { schema, examples: own, problems: [], encoding: {} }];
    }),
  );
}

/** 2.0 lists media types for all responses of an operation: if these are files, an error with fields is JSON. */
function producedTypes(found: Found, { documents, document, route, status }: Source): readonly string[] {
  const listed = mediaTypes(document, route, 'produces');
  if (!/^(?:[45]|default)/i.test(status) || listed.some(isDataType)) return listed;
  const schema = documents.deref(below(found, 'schema'));
  const type = isProblem(schema) ? undefined : own(schema.value, 'type');
  return type === 'file' || type === 'string' ? listed : [...listed, 'application/json'];
}
