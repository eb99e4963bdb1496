import { below, documentPlaceOf } from '../document/found.ts';
import { type DocumentedHeader, readHeaders } from './header.ts';
import { own, ownObject, ownString } from '../document/json.ts';
import type { ApiDocument, Documents, Found, DocumentPlace } from '../document/documents.ts';
import { problemOfFlag, problemOfPart } from '../document/part.ts';
import { showValue } from '../document/show-value.ts';
import { type Serialization, serializationOf } from './serialization.ts';

/** How one field of a form is written (Encoding Object). */
export type Encoding = {
  /** Media types or ranges that its part may have; empty if not documented. */
  readonly contentTypes: readonly string[];
  /** Its style, if documented. */
  readonly serialization: Serialization | undefined;
  readonly headers: readonly DocumentedHeader[];
  readonly place: DocumentPlace;
};

export type Encodings = Readonly<Record<string, Encoding>>;

/** Reads the `encoding` of a media type. */
export const readEncodings = (media: Found, document: ApiDocument, documents: Documents): Encodings =>
  Object.fromEntries(
    Object.keys(ownObject(media.value, 'encoding')).map((name) => [
      name,
      readEncoding(below(media, 'encoding', name), document, documents),
    ]),
  );

/** Why an encoding cannot be followed. */
function problemOfEncoding(written: Found): string | undefined {
  const contentType = own(written.value, 'contentType');
  if (contentType !== undefined && typeof contentType !== 'string')
    return `its "contentType" is ${showValue(contentType)} in the document; expected a text`;
  return problemOfFlag(written, 'allowReserved');
}

const styleKeys = ['style', 'explode', 'allowReserved'];

function readEncoding(written: Found, document: ApiDocument, documents: Documents): Encoding {
  const problem = problemOfPart(written) ?? problemOfEncoding(written);
  const hasStyle = styleKeys.some((key) => own(written.value, key) !== undefined);
  const { style, explode } = { style: own(written.value, 'style'), explode: own(written.value, 'explode') };
  return {
    contentTypes: (ownString(written.value, 'contentType') ?? '')
      .split(',')
      .map((type) => type.trim())
      .filter((type) => type !== ''),
    serialization:
      problem !== undefined
        ? { kind: 'unknown', problem }
        : hasStyle
          ? serializationOf(document.dialect, { style, explode }, 'query')
          : undefined,
    headers: problem === undefined ? readHeaders(written, document, documents) : [],
    place: documentPlaceOf(written),
  };
}
