import { type Findings, failed } from './checks.ts';
import type { ContractQuestion } from './contract-question.ts';
import type { FindingDraft } from './finding.ts';
import { isCovered } from '../operation/media-choice.ts';
import { shownType } from '../operation/media-type.ts';
import type { Operation } from '../operation/operation.ts';
import type { OperationMatch } from '../operation/operations.ts';
import { checkParameters } from './parameters.ts';
import { checkRequestBody } from './request-body.ts';
import type { CheckContext } from './check-context.ts';

/** Checks a request against its operation: parameters, media type and body. */
export function checkRequest(
  question: ContractQuestion,
  match: OperationMatch,
  context: CheckContext,
  findings: Findings,
): void {
  const { operation } = match;
  if (findings.wants('request-params'))
    findings.conclude(
      'request-params',
      checkParameters(question, match, context),
      'the parameters fit the document',
    );
  if (findings.wants('request-content-type')) checkContentType(question, operation, context, findings);
  checkRequestBody(question, operation, context, findings);
}

const NONE: readonly FindingDraft[] = [];

function checkContentType(
  { request }: ContractQuestion,
  { requestBody }: Operation,
  { documents }: CheckContext,
  findings: Findings,
): void {
  if (!request.hasBody || requestBody === undefined) return;
  const { content } = requestBody;
  const documented = Object.keys(content);
  if (documented.length === 0) return;
  const sent = request.contentType;
  const fail = (): FindingDraft =>
    failed(
      `the body is sent as ${sent ? shownType(sent, documented) : 'no media type'}; the document accepts ${documented.join(', ')}`,
      { expected: documented, actual: sent ?? null, side: 'spec' },
    );
  const drafts = isCovered(content, { contentType: sent, isJson: true }, documents) ? NONE : [fail()];
  findings.conclude('request-content-type', drafts, 'the document accepts the media type of the body');
}
