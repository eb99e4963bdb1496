import { failed, type Findings, notMade } from './checks.ts';
import type { ContractQuestion } from './exchange.ts';
import type { Draft } from './finding.ts';
import { checkForm, checkFormFields } from './form.ts';
import { isObject } from './json.ts';
import { chooseMedia, sayUndecided } from './media-choice.ts';
import { coveringType, shownType } from './media-type.ts';
import type { Operation } from './operation.ts';
import type { OperationMatch } from './operations.ts';
import { checkParameters, type Given } from './parameters.ts';

/** Holds a request against its operation: parameters, the type of its body, and the body. */
export function checkRequest(
  question: ContractQuestion,
  match: OperationMatch,
  given: Given,
  findings: Findings,
): void {
  const { operation } = match;
  if (findings.wants('request-params'))
    findings.conclude(
      'request-params',
      checkParameters(question, match, given),
      'the parameters fit the document',
    );
  if (findings.wants('request-content-type')) checkContentType(question, operation, findings);
  if (!findings.wants('request-body')) return;
  const drafts = checkBody(question, operation, given);
  if (drafts) findings.conclude('request-body', drafts, 'the body of the request fits the document');
}

function checkContentType(
  { request }: ContractQuestion,
  { requestBody }: Operation,
  findings: Findings,
): void {
  const documented = Object.keys(requestBody?.content ?? {});
  if (!request.hasBody || documented.length === 0) return;
  const sent = request.contentType;
  const covered = sent !== undefined && coveringType(documented, sent) !== undefined;
  const message = `the body is sent as ${sent ? shownType(sent, documented) : 'no media type'}; the document accepts ${documented.join(', ')}`;
  const drafts = covered
    ? []
    : [failed(message, { expected: documented, actual: sent ?? null, side: 'spec' })];
  findings.conclude('request-content-type', drafts, 'the document accepts the media type of the body');
}

/** `undefined` when there is nothing to hold against each other. */
function checkBody(
  { request }: ContractQuestion,
  operation: Operation,
  given: Given,
): readonly Draft[] | undefined {
  const gap = operation.gaps.find(({ part }) => part === 'request-body');
  if (gap) return [notMade(gap.message, { side: 'document' })];
  const { requestBody, document, pointer } = operation;
  if (!requestBody) {
    if (!request.hasBody) return undefined;
    const at = given.documents.locate({ file: document, pointer });
    const message = `a body is sent, and the document describes none for ${operation.method} ${operation.template}`;
    return [failed(message, { severity: 'warn', document: at, side: 'document' })];
  }
  if (!request.hasBody) {
    if (!requestBody.required) return undefined;
    const at = given.documents.locate(requestBody.place);
    return [failed('the document requires a body, and none is sent', { document: at, side: 'spec' })];
  }
  const isForm = /form/i.test(request.contentType ?? '');
  if (isForm && isObject(request.body) && requestBody.fields.length > 0)
    return checkFormFields(requestBody.fields, request.body, given);
  const hasValue = request.body !== undefined;
  const { contentType } = request;
  const choice = chooseMedia(
    requestBody.content,
    { contentType, isJson: hasValue && !isForm },
    given.documents,
  );
  if (choice.kind === 'several') return [notMade(sayUndecided(contentType, choice.types), { side: 'spec' })];
  const schema = choice.kind === 'one' ? choice.media.schema : undefined;
  if (!schema || !hasValue) return undefined;
  const drafts =
    isForm && isObject(request.body)
      ? checkForm(schema, request.body, given)
      : given.schemas(schema, given.dialect, 'request').findings(request.body);
  return drafts.map((draft) => (draft.outcome === 'failed' ? { ...draft, side: 'spec' } : draft));
}
