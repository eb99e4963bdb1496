import { isObject, own, ownList, ownObject, ownString } from '../openapi/document/json.ts';
import type { ApiDocument, Documents } from '../openapi/document/documents.ts';
import type { Operation } from '../openapi/operation/operation.ts';
import { operationIndexOf } from '../openapi/operation/operations.ts';
import { readServers, type ServerAddress } from './servers.ts';
import { readSecuritySchemes, type SecurityScheme } from './security-schemes.ts';

/** An operation, and what a new spec needs besides its request. */
export type SurveyedOperation = {
  readonly operation: Operation;
  readonly name: string | undefined;
  readonly summary: string | undefined;
  readonly description: string | undefined;
  readonly tag: string | undefined;
  /** The schemes of each alternative of its `security`; one without schemes needs no credentials. */
  readonly security: readonly (readonly string[])[];
};

/** What the files of a new project need from an API document. */
export type ApiSurvey = {
  readonly title: string;
  readonly servers: readonly ServerAddress[];
  readonly schemes: readonly SecurityScheme[];
  readonly operations: readonly SurveyedOperation[];
  /** Parts of the document that could not be read. */
  readonly problems: readonly string[];
};

/** Reads what a new project needs from a document; `origin` is the URL it was fetched from. */
export function surveyDocument(
  documents: Documents,
  document: ApiDocument,
  origin: string | undefined,
): ApiSurvey {
  const index = operationIndexOf(documents);
  return {
    title: ownString(own(document.root, 'info'), 'title')?.trim() || 'the API',
    servers: readServers(document, origin),
    schemes: readSecuritySchemes(documents, document),
    operations: index.list(document).map((operation) => surveyOperation(documents, document, operation)),
    problems: index.problems(document),
  };
}

function surveyOperation(
  documents: Documents,
  document: ApiDocument,
  operation: Operation,
): SurveyedOperation {
  const found = documents.at({ file: operation.document, pointer: operation.pointer });
  const value = 'value' in found ? found.value : undefined;
  const tag = ownList(value, 'tags')[0];
  return {
    operation,
    name: ownString(value, 'operationId'),
    summary: ownString(value, 'summary'),
    description: ownString(value, 'description'),
    tag: typeof tag === 'string' ? tag : undefined,
    security: alternativesOf(own(value, 'security') ?? own(document.root, 'security')),
  };
}

const alternativesOf = (security: unknown): readonly (readonly string[])[] =>
  ownList({ security }, 'security')
    .filter(isObject)
    .map((each) => Object.keys(ownObject({ each }, 'each')));
