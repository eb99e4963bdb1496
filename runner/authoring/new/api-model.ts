import { below } from '../../openapi/document/found.ts';
import { own, ownObject } from '../../openapi/document/json.ts';
import type { ApiDocument, DocumentPlace, Documents } from '../../openapi/document/documents.ts';
import type { DocumentedResponse } from '../../openapi/operation/documented-response.ts';
import type { Media } from '../../openapi/operation/media.ts';
import { isJsonType } from '../../openapi/operation/media-type.ts';
import type { Operation } from '../../openapi/operation/operation.ts';
import { basePathsOf } from '../../openapi/operation/servers.ts';
import { type ApiSurvey, surveyDocument, type SurveyedOperation } from '../survey.ts';
import { wordsOf } from '../names.ts';
import { readSchema } from '../sample/schema-facts.ts';
import { type IdFact, idsOfExample, idsOfSchema, nounOfPath } from './id-facts.ts';

/** An operation with what specs of it and of others need to know. */
export type ApiOperation = SurveyedOperation & {
  readonly key: string;
  readonly method: string;
  readonly template: string;
  readonly api: ApiSource;
  /** What the document puts before its path. */
  readonly basePath: string;
  /** The documented statuses of success: `200`, `2XX`. */
  readonly successes: readonly string[];
  /** The identities that its answer gives. */
  readonly ids: readonly IdFact[];
  /** The names of what its request sends, each as its words. */
  readonly sent: ReadonlySet<string>;
};

/** One API document. */
export type ApiSource = {
  readonly document: ApiDocument;
  /** Its path as a spec names it. */
  readonly name: string;
  readonly survey: ApiSurvey;
  /** The words of its title and of its path, by which environments call what belongs to it. */
  readonly words: readonly string[];
  readonly operations: readonly ApiOperation[];
};

/** The API documents of a project. */
export type ApiModel = {
  readonly documents: Documents;
  readonly apis: readonly ApiSource[];
  readonly operations: readonly ApiOperation[];
};

/** A document and its path as a spec names it. */
export type NamedDocument = { readonly document: ApiDocument; readonly name: string };

/** Reads documents for all that their specs are made of. */
export function readApiModel(documents: Documents, named: readonly NamedDocument[]): ApiModel {
  const apis = named.map((each) => readApi(documents, each));
  return { documents, apis, operations: apis.flatMap(({ operations }) => operations) };
}

function readApi(documents: Documents, { document, name }: NamedDocument): ApiSource {
  const survey = surveyDocument(documents, document, undefined);
  const operations: ApiOperation[] = [];
  const words = [...new Set([...wordsOf(survey.title), ...wordsOf(name.replace(/\.\w+$/, ''))])];
  const api: ApiSource = { document, name, survey, words, operations };
  for (const surveyed of survey.operations)
    if (surveyed.operation.method !== 'TRACE') operations.push(readOperation(documents, api, surveyed));
  return api;
}

function readOperation(documents: Documents, api: ApiSource, surveyed: SurveyedOperation): ApiOperation {
  const { operation } = surveyed;
  const { method, template, document, pointer } = operation;
  const pathItem = below({ file: document, pointer: '', value: api.document.root }, 'paths', template);
  const found = documents.at({ file: document, pointer });
  // One that cannot be read is a success all the same.
  const successes = Object.keys(ownObject('value' in found ? found.value : undefined, 'responses'))
    .map((status) => status.toUpperCase())
    .filter((status) => /^2(?:\d\d|XX)$/.test(status))
    .toSorted();
  const nearer = ['value' in found ? found.value : undefined, pathItem.value].filter(
    (value) => own(value, 'servers') !== undefined,
  );
  return {
    ...surveyed,
    key: `${method} ${template} ${document}`,
    method,
    template,
    api,
    basePath: basePathsOf(api.document, nearer)[0]?.path ?? '',
    successes,
    ids: idsOf(documents, operation.responses[successes[0] ?? ''], template),
    sent: sentBy(documents, operation),
  };
}

function idsOf(
  documents: Documents,
  response: DocumentedResponse | undefined,
  template: string,
): readonly IdFact[] {
  const media = response && jsonMedia(response.content);
  if (media === undefined) return [];
  const about = nounOfPath(template);
  const ofSchema = media.schema === undefined ? [] : idsOfSchema(documents, media.schema, about);
  return ofSchema.length > 0
    ? ofSchema
    : media.examples.slice(0, 1).flatMap((each) => idsOfExample(each, about));
}

const MAX_DEPTH = 3;

/** What is sent by a parameter or a field may come back in the answer. */
function sentBy(documents: Documents, { method, parameters, requestBody }: Operation): ReadonlySet<string> {
  const names = new Set(parameters.filter((each) => each.in === 'path').map(({ name }) => name));
  const add = (place: DocumentPlace, depth: number): void => {
    if (depth > MAX_DEPTH) return;
    const { properties, alternatives, items } = readSchema(documents, place);
    for (const [name, field] of properties) {
      names.add(name);
      add(field, depth + 1);
    }
    for (const each of items === undefined ? alternatives : [...alternatives, items]) add(each, depth + 1);
  };
  const schema = requestBody && jsonMedia(requestBody.content)?.schema;
  if (method !== 'GET' && schema !== undefined) add(schema, 0);
  for (const { name } of requestBody?.fields ?? []) names.add(name);
  return new Set([...names].map((name) => wordsOf(name).join(' ')));
}

/** The JSON among what is documented by media type. */
export function jsonMedia(content: Readonly<Record<string, Media>>): Media | undefined {
  const types = Object.keys(content);
  const type = types.find(isJsonType) ?? types.find((each) => /^(?:\*|application)\/\*$|^\*$/.test(each));
  return type === undefined ? undefined : content[type];
}
