import { checkAnswerBody } from './answer/answer.ts';
import { type Findings, failed, notMade } from './checks.ts';
import type { DocumentedResponse } from '../operation/documented-response.ts';
import type { ContractQuestion, ResponseFacts } from './contract-question.ts';
import { checkHeaders } from '../operation/header.ts';
import type { FindingDraft } from './finding.ts';
import { sayStray } from './say-stray.ts';
import { isObject } from '../document/json.ts';
import { isCovered } from '../operation/media-choice.ts';
import { shownType } from '../operation/media-type.ts';
import { documentedStatus, type Operation } from '../operation/operation.ts';
import type { CheckContext } from './check-context.ts';

/** Checks a response against its operation: status, media type, headers and body. */
export function checkResponse(
  question: ContractQuestion,
  operation: Operation,
  context: CheckContext,
  findings: Findings,
): void {
  const { response, method } = question;
  const key = documentedStatus(operation, response.status);
  const documented = key === undefined ? undefined : operation.responses[key];
  checkStatus(response, operation, documented, context, findings);
  if (!documented) return;
  if (findings.wants('response-headers') && documented.headers.length > 0)
    findings.conclude(
      'response-headers',
      checkHeaders(response.headers, documented.headers, context),
      'the documented headers fit',
    );
  const bodyless = method.toUpperCase() === 'HEAD' || [204, 205, 304].includes(response.status);
  const types = Object.keys(documented.content);
  if (bodyless) return;
  if (documented.problems.length > 0)
    findings.add(
      'response-schema',
      documented.problems.map((problem) =>
        notMade(problem, { document: context.documents.locate(documented.place), side: 'document' }),
      ),
    );
  if (documented.stray)
    findings.add('response-schema', [sayStray(documented.stray, documented.place, context)]);
  if (types.length === 0) {
    if (saysSomething(response) && documented.problems.length === 0 && !documented.stray)
      warnOfBody(response, documented, context, findings);
    return;
  }
  if (response.size === 0) {
    checkEmpty(documented, context, findings);
    return;
  }
  checkContentType(response, types, documented, context, findings);
  checkAnswerBody(response, documented, context, findings);
}

function checkStatus(
  { status }: ResponseFacts,
  operation: Operation,
  documented: DocumentedResponse | undefined,
  context: CheckContext,
  findings: Findings,
): void {
  const gaps = operation.gaps.filter(({ part }) => part === 'responses');
  if (gaps.length > 0)
    findings.add(
      'response-status',
      gaps.map(({ message }) => notMade(message, { side: 'document' })),
    );
  if (documented) {
    findings.conclude('response-status', [], `status ${status} is documented`);
    return;
  }
  const known = Object.keys(operation.responses);
  // A document without responses promises none.
  if (known.length === 0) {
    if (gaps.length === 0)
      findings.add('response-status', [notMade('the document lists no responses', { side: 'document' })]);
    return;
  }
  findings.add('response-status', [
    failed(`status ${status} is not documented; documented are ${known.join(', ')}`, {
      expected: known,
      actual: status,
      document: context.documents.locate({
        file: operation.document,
        pointer: `${operation.pointer}/responses`,
      }),
      side: status >= 500 ? 'api' : 'document',
      hint: `add ${status} to the document if the API may answer so`,
    }),
  ]);
}

/** Whether a response has a body with content. */
const saysSomething = ({ size, body }: ResponseFacts): boolean =>
  size > 0 && !(isObject(body) && Object.keys(body).length === 0);

/** A body that is not documented; in 2.0, a response without a schema has no body. */
function warnOfBody(
  { status }: ResponseFacts,
  documented: DocumentedResponse,
  context: CheckContext,
  findings: Findings,
): void {
  const more = { severity: 'warn', document: context.documents.locate(documented.place) } as const;
  const draft =
    context.dialect === '2.0'
      ? failed(`the answer has a body; the document has no schema for ${status}, so none is returned`, {
          ...more,
          side: 'document',
          hint: 'add its schema to the document, or correct the API',
        })
      : notMade(`the body is not described: the document has no content for ${status}`, {
          ...more,
          side: 'document',
        });
  findings.add('response-schema', [draft]);
}

function checkEmpty(documented: DocumentedResponse, context: CheckContext, findings: Findings): void {
  const promised = Object.entries(documented.content).find(
    ([, media]) => media.schema ?? media.examples[0] !== undefined,
  );
  if (!promised) return;
  const [type, { schema }] = promised;
  const check = schema ? 'response-schema' : 'example-shape';
  const document = context.documents.locate(schema ?? documented.place);
  findings.add(check, [
    failed(`the answer is empty; the document promises ${type === '*/*' ? 'a body' : type}`, {
      document,
      side: 'api',
    }),
  ]);
}

const NONE: readonly FindingDraft[] = [];

function checkContentType(
  response: ResponseFacts,
  types: readonly string[],
  documented: DocumentedResponse,
  context: CheckContext,
  findings: Findings,
): void {
  const { contentType } = response;
  const say = (): string =>
    `the answer is ${contentType ? shownType(contentType, types) : 'of no media type'}; the document promises ${types.join(', ')}`;
  const fail = () =>
    failed(say(), {
      expected: types,
      actual: contentType ?? null,
      document: context.documents.locate(documented.place),
      side: 'api',
    });
  const isPromised = isCovered(documented.content, response, context.documents) || types.includes('*/*');
  const drafts = isPromised ? NONE : [fail()];
  findings.conclude('response-content-type', drafts, 'the answer has a documented media type');
}
