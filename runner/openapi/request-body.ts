import { type Findings, failed, notMade } from './checks.ts';
import type { ContractQuestion } from './exchange.ts';
import type { Draft } from './finding.ts';
import { checkForm, checkFormFields } from './form.ts';
import { isObject } from './json.ts';
import type { RequestBody } from './media.ts';
import { chooseMedia, sayUndecided } from './media-choice.ts';
import type { Operation } from './operation.ts';
import type { Given } from './parameters.ts';
import type { SchemaChecks } from './schema-checks.ts';

/** What there is of a body to look at. */
type Body =
  /** Nothing is sent, or nothing is documented of what is sent. */
  | { readonly kind: 'none' }
  /** Where no value can be held against a schema, this is said instead. */
  | { readonly kind: 'said'; readonly drafts: readonly Draft[] }
  | { readonly kind: 'value'; readonly value: unknown; readonly schema: SchemaChecks };

const said = (...drafts: readonly Draft[]): Body => ({ kind: 'said', drafts });
const none: Body = { kind: 'none' };

/** Holds the body of a request against its schema, and looks for fields that only answers have. */
export function checkRequestBody(
  question: ContractQuestion,
  operation: Operation,
  given: Given,
  findings: Findings,
): void {
  if (!findings.wants('request-body') && !findings.wants('read-only-field')) return;
  const body = readBody(question, operation, given);
  if (body.kind === 'none') return;
  if (findings.wants('request-body')) {
    const drafts = body.kind === 'said' ? body.drafts : body.schema.findings(body.value).map(blameSpec);
    findings.conclude('request-body', drafts, 'the body of the request fits the document');
  }
  if (body.kind !== 'value' || !body.schema.hasFlags || !findings.wants('read-only-field')) return;
  const drafts = body.schema.remarks(body.value)('one-way');
  findings.conclude('read-only-field', drafts, 'the request holds no field that is readOnly');
}

const blameSpec = (draft: Draft): Draft => (draft.outcome === 'failed' ? { ...draft, side: 'spec' } : draft);

function readBody({ request }: ContractQuestion, operation: Operation, given: Given): Body {
  const gap = operation.gaps.find(({ part }) => part === 'request-body');
  if (gap) return said(notMade(gap.message, { side: 'document' }));
  const { requestBody, document, pointer } = operation;
  if (!requestBody) {
    if (!request.hasBody) return none;
    const at = given.documents.locate({ file: document, pointer });
    const message = `a body is sent, and the document describes none for ${operation.method} ${operation.template}`;
    return said(failed(message, { severity: 'warn', document: at, side: 'document' }));
  }
  if (!request.hasBody) {
    if (!requestBody.required) return none;
    const at = given.documents.locate(requestBody.place);
    return said(failed('the document requires a body, and none is sent', { document: at, side: 'spec' }));
  }
  return readContent(request, requestBody, given);
}

function readContent(
  { contentType, body }: ContractQuestion['request'],
  requestBody: RequestBody,
  given: Given,
): Body {
  const isForm = /form/i.test(contentType ?? '');
  if (isForm && isObject(body) && requestBody.fields.length > 0)
    return said(...checkFormFields(requestBody.fields, body, given));
  const isJson = body !== undefined && !isForm;
  const choice = chooseMedia(requestBody.content, { contentType, isJson }, given.documents);
  if (choice.kind === 'several')
    return said(notMade(sayUndecided(contentType, choice.types), { side: 'spec' }));
  const place = choice.kind === 'one' ? choice.media.schema : undefined;
  if (!place || body === undefined) return none;
  if (isForm && isObject(body)) return said(...checkForm(place, body, given).map(blameSpec));
  return { kind: 'value', value: body, schema: given.schemas(place, given.dialect, 'request') };
}
