import { checkReading } from '../check/check-reading.ts';
import { beginWith, failed, notMade } from '../check/checks.ts';
import { headerLines, type HeaderFields, headerValue } from '../check/contract-question.ts';
import type { FindingDraft } from '../check/finding.ts';
import { below, documentPlaceOf } from '../document/found.ts';
import { own, ownObject } from '../document/json.ts';
import {
  type ApiDocument,
  type Documents,
  type Found,
  isProblem,
  type DocumentPlace,
} from '../document/documents.ts';
import { derefTo } from '../document/kinds.ts';
import { problemOfFlag, problemOfPart, schemaOfValue } from '../document/part.ts';
import { readContentText } from '../reading/read-content.ts';
import { readText } from '../reading/read-text.ts';
import { read, type Reading } from '../reading/reading.ts';
import { type Serialization, serializationOfValue } from './serialization.ts';
import { shapesOf, typesOf } from '../schema/value-types.ts';
import type { View } from '../schema/view.ts';
import type { CheckContext } from '../check/check-context.ts';

/** A documented header of a response. */
export type DocumentedHeader = { readonly name: string; readonly place: DocumentPlace } & (
  | {
      readonly required: boolean;
      readonly serialization: Serialization;
      readonly schema: DocumentPlace | undefined;
    }
  /** Why it is unknown. */
  | { readonly problem: string }
);

/** Reads the headers of a response; a documented `Content-Type` is to be ignored. */
export function readHeaders(
  response: Found,
  document: ApiDocument,
  documents: Documents,
): readonly DocumentedHeader[] {
  const problem = problemOfPart(response, 'headers');
  if (problem !== undefined)
    return [{ name: '', problem, place: documentPlaceOf(below(response, 'headers')) }];
  return Object.keys(ownObject(response.value, 'headers'))
    .filter((name) => name.toLowerCase() !== 'content-type')
    .map((name) => readHeader(name, below(response, 'headers', name), document, documents));
}

function readHeader(
  name: string,
  written: Found,
  document: ApiDocument,
  documents: Documents,
): DocumentedHeader {
  const found = derefTo('header', written, document.dialect, documents);
  const problem = isProblem(found)
    ? found.problem
    : (problemOfPart(found) ?? problemOfFlag(found, 'required'));
  if (isProblem(found) || problem !== undefined)
    return { name, problem: `header ${name}: ${problem}`, place: documentPlaceOf(written) };
  const required = own(found.value, 'required') === true;
  return {
    name,
    required,
    serialization: serializationOfValue(document.dialect, found.value, 'header'),
    schema: schemaOfValue(document, found),
    place: documentPlaceOf(found),
  };
}

/** Checks the headers of a response against the documented ones. */
export const checkHeaders = (
  sent: HeaderFields,
  documented: readonly DocumentedHeader[],
  context: CheckContext,
): readonly FindingDraft[] =>
  documented.flatMap((header) => checkHeader(valueSent(sent, header.name), header, context));

const valueSent = (sent: HeaderFields, name: string): Value | undefined =>
  headerLines(sent, name) ?? headerValue(sent, name);

/** Several texts are header lines, each with a value of its own. */
type Value = string | readonly string[];

function checkHeader(
  value: Value | undefined,
  header: DocumentedHeader,
  context: CheckContext,
): readonly FindingDraft[] {
  const { name, place } = header;
  if ('problem' in header)
    return [notMade(header.problem, { document: context.documents.locate(place), side: 'document' })];
  const { required, serialization, schema } = header;
  const at = () => ({ document: context.documents.locate(schema ?? place), side: 'api' }) as const;
  if (value === undefined) return required ? [failed(`header ${name} is missing`, at())] : [];
  const checks = schema && context.schemas(schema, context.dialect, 'response');
  // All findings about a header have the severity of the header check, formats included.
  return readValues(name, value, serialization, checks?.view())
    .flatMap((reading) => checkReading(reading, checks))
    .map(
      (draft): FindingDraft => ({
        ...beginWith(`header ${name}`, draft),
        severity: 'error',
        source: { header: name, texts: [value].flat() },
        ...at(),
        side: draft.outcome === 'failed' ? 'api' : 'document',
      }),
    );
}

/** Lines are the items of a list, or separate values. */
function readValues(
  name: string,
  value: Value,
  serialization: Serialization,
  view: View | undefined,
): readonly Reading[] {
  if (typeof value === 'string') return [readHeaderValue(name, value, serialization, view)];
  const { list, single } = shapesOf(typesOf(view));
  if (serialization.kind === 'style' && list && !single) return [read([], value)];
  return value.map((line) =>
    serialization.kind === 'style' ? read([], line) : readHeaderValue(name, line, serialization, view),
  );
}

/** Reads the value of a header in its documented style. */
function readHeaderValue(
  name: string,
  text: string,
  serialization: Serialization,
  view: View | undefined,
): Reading {
  switch (serialization.kind) {
    case 'style': {
      const { list, single } = shapesOf(typesOf(view));
      // An empty list is written as an empty text.
      if (text === '' && list && !single) return read([], []);
      return readText({ name, serialization, view, text, decode: (raw) => raw });
    }
    case 'content':
      return readContentText(name, [text], serialization.mediaType);
    case 'unknown':
      return { state: 'unclear', names: [], message: `is not looked at: ${serialization.problem}` };
  }
}
