import { checkTexts } from './check-texts.ts';
import { beginWith, failed, type Findings, notMade } from './checks.ts';
import type { ContractQuestion, RequestFacts } from './contract-question.ts';
import type { FindingDraft } from './finding.ts';
import { checkForm } from './form.ts';
import { checkFormFields } from './form-fields.ts';
import { parseJson } from '../document/json.ts';
import { chooseMedia, sayUndecided } from '../operation/media-choice.ts';
import type { Media, RequestBody } from '../operation/media.ts';
import { essence, isJsonType } from '../operation/media-type.ts';
import type { Operation } from '../operation/operation.ts';
import { sayStray } from './say-stray.ts';
import { tellTexts } from './secret-value.ts';
import type { SchemaChecks } from './schema-checks.ts';
import { isFormType, readSentForm } from '../reading/sent-form.ts';
import { shapesOf, typesOf } from '../schema/value-types.ts';
import type { CheckContext } from './check-context.ts';

/** What can be checked of a body. */
type Body =
  /** Nothing is sent, or nothing is documented for what is sent. */
  | { readonly kind: 'none' }
  /** No value can be checked against a schema; these findings say why. */
  | { readonly kind: 'said'; readonly drafts: readonly FindingDraft[] }
  | {
      readonly kind: 'value';
      readonly drafts: readonly FindingDraft[];
      readonly value: unknown;
      readonly schema: SchemaChecks;
    };

const said = (...drafts: readonly FindingDraft[]): Body => ({ kind: 'said', drafts });
const none: Body = { kind: 'none' };

/** Checks the body of a request against its schema, and for fields that only responses have. */
export function checkRequestBody(
  question: ContractQuestion,
  operation: Operation,
  context: CheckContext,
  findings: Findings,
): void {
  if (!findings.wants('request-body') && !findings.wants('read-only-field')) return;
  const body = readBody(question, operation, context);
  if (body.kind === 'none') return;
  if (findings.wants('request-body')) {
    findings.conclude('request-body', body.drafts, 'the body of the request fits the document');
  }
  if (body.kind !== 'value' || !body.schema.hasFlags || !findings.wants('read-only-field')) return;
  const drafts = body.schema.remarks(body.value)('one-way');
  findings.conclude('read-only-field', drafts, 'the request holds no field that is readOnly');
}

/** Reports the secrets in a body, even if the request was refused. */
export function tellSecretsOfBody(
  { request }: ContractQuestion,
  operation: Operation,
  context: CheckContext,
): void {
  const { onSecret } = context;
  const { requestBody } = operation;
  if (onSecret === undefined || requestBody === undefined || !request.hasBody) return;
  const { contentType } = request;
  if (contentType !== undefined && !isJsonType(contentType)) {
    tellSecretsOfText(request, requestBody, context);
    return;
  }
  if (typeof request.body !== 'object') return;
  const chosen = chooseSchema(request, requestBody, context, true);
  if (chosen.kind !== 'schema') return;
  for (const keys of chosen.schema.secretsIn(request.body)) onSecret('request', keys);
}

/** The same for a form or a text. */
function tellSecretsOfText(request: RequestFacts, requestBody: RequestBody, context: CheckContext): void {
  const { contentType, sent } = request;
  const form = isFormType(contentType) && sent !== undefined ? readSentForm(contentType!, sent) : undefined;
  for (const { name, schema } of requestBody.fields) {
    if (!context.schemas(schema, context.dialect, 'request').hasSecrets) continue;
    for (const { text } of form?.pairs.get(name) ?? []) context.onSecret?.('request', [name], text);
  }
  const chosen = requestBody.fields.length > 0 ? none : chooseSchema(request, requestBody, context, false);
  if (chosen.kind !== 'schema' || !chosen.schema.hasSecrets) return;
  const { schema, media } = chosen;
  const value = form === undefined ? sent : checkForm(form, schema, media.encoding, context).value;
  if (typeof value === 'string' || form !== undefined) tellTexts('request', value, schema, context.onSecret);
}

const blameSpec = (draft: FindingDraft): FindingDraft =>
  draft.outcome === 'failed' ? { ...draft, side: 'spec' } : draft;

function readBody({ request }: ContractQuestion, operation: Operation, context: CheckContext): Body {
  const gap = operation.gaps.find(({ part }) => part === 'request-body');
  if (gap) return said(notMade(gap.message, { side: 'document' }));
  const { requestBody, document, pointer } = operation;
  if (!requestBody) {
    if (!request.hasBody) return none;
    const at = context.documents.locate({ file: document, pointer });
    const message = `a body is sent, and the document describes none for ${operation.method} ${operation.template}`;
    return said(failed(message, { severity: 'warn', document: at, side: 'document' }));
  }
  if (!request.hasBody) {
    if (!requestBody.required) return none;
    const at = context.documents.locate(requestBody.place);
    return said(failed('the document requires a body, and none is sent', { document: at, side: 'spec' }));
  }
  return readContent(request, requestBody, context);
}

function readContent(request: RequestFacts, requestBody: RequestBody, context: CheckContext): Body {
  const { contentType, sent } = request;
  if (isFormType(contentType) && sent !== undefined) {
    const form = readSentForm(contentType!, sent);
    if (form === undefined) return said(notMade(`the parts of ${contentType} cannot be told`));
    if (requestBody.fields.length > 0) return said(...checkFormFields(requestBody.fields, form, context));
    const chosen = chooseSchema(request, requestBody, context, false);
    if (chosen.kind !== 'schema') return chosen;
    const { schema, media } = chosen;
    const { drafts, value } = checkForm(form, schema, media.encoding, context);
    const at = media.schema && context.documents.locate(media.schema);
    const gaps =
      media.encodingProblem === undefined
        ? []
        : [notMade(media.encodingProblem, { ...(at && { document: at }), side: 'document' })];
    return { kind: 'value', drafts: [...gaps, ...drafts.map(blameSpec)], value, schema };
  }
  return readText(request, requestBody, context);
}

type Chosen = Body | { readonly kind: 'schema'; readonly media: Media; readonly schema: SchemaChecks };

function chooseSchema(
  { contentType }: RequestFacts,
  { content, place: documented }: RequestBody,
  context: CheckContext,
  isJson: boolean,
): Chosen {
  const choice = chooseMedia(content, { contentType, isJson }, context.documents);
  if (choice.kind === 'several')
    return said(notMade(sayUndecided(contentType, choice.types), { side: 'spec' }));
  if (choice.kind === 'none') {
    const types = Object.keys(content).join(', ');
    const message = `a body of ${contentType === undefined ? 'no media type' : `type ${essence(contentType)}`} is not looked at: the document describes ${types === '' ? 'no media type' : types}`;
    const document = context.documents.locate(documented);
    return said(notMade(message, { severity: 'warn', document, side: 'spec' }));
  }
  const place = choice.media.schema;
  if (!place)
    return choice.media.stray?.isBlind ? said(sayStray(choice.media.stray, documented, context)) : none;
  return {
    kind: 'schema',
    media: choice.media,
    schema: context.schemas(place, context.dialect, 'request'),
  };
}

/** Reads a body that is not a form: JSON, or a text that may be one value. */
function readText(request: RequestFacts, requestBody: RequestBody, context: CheckContext): Body {
  const { contentType, body, sent } = request;
  const isJson = contentType === undefined || isJsonType(contentType);
  const chosen = chooseSchema(request, requestBody, context, isJson);
  if (chosen.kind !== 'schema') return chosen;
  const { schema } = chosen;
  if (!isJson) return readPlain(request, schema);
  // A text that a step writes out is sent unchanged.
  const value = typeof body === 'string' && sent === body ? parseJson(body) : body;
  if (value === undefined && body !== undefined)
    return said(failed('the body is not JSON, which its media type says', { side: 'spec' }));
  if (value === undefined) return none;
  return { kind: 'value', drafts: schema.findings(value).map(blameSpec), value, schema };
}

/** A text that is not JSON: one value such as a number, or data that cannot be examined. */
function readPlain({ contentType, body, sent }: RequestFacts, schema: SchemaChecks): Body {
  const text = typeof sent === 'string' ? sent : body;
  const { single } = shapesOf(typesOf(schema.view()));
  if (typeof text !== 'string' || !single)
    return said(
      notMade(`the schema cannot be held against a body of type ${essence(contentType ?? '')}`, {
        side: 'document',
      }),
    );
  return said(
    ...checkTexts([text], schema)
      .map((draft) => ({ ...beginWith('the body', draft), source: { texts: [text] } }))
      .map(blameSpec),
  );
}
