import { checkAnswerBody } from './answer.ts';
import { failed, type Findings, notMade } from './checks.ts';
import { type ContractQuestion, headerValue, type ResponseFacts } from './exchange.ts';
import type { Draft } from './finding.ts';
import type { DocumentedResponse } from './media.ts';
import { coveringType, essence } from './media-type.ts';
import { documentedStatus, type Operation } from './operation.ts';
import { checkText, type Given } from './parameters.ts';

/** Holds an answer against its operation: status, media type, headers and body. */
export function checkResponse(
  question: ContractQuestion,
  operation: Operation,
  given: Given,
  findings: Findings,
): void {
  const { response, method } = question;
  const key = documentedStatus(operation, response.status);
  const documented = key === undefined ? undefined : operation.responses[key];
  checkStatus(response, operation, documented, given, findings);
  if (!documented) return;
  checkHeaders(response, documented, given, findings);
  const bodyless = method.toUpperCase() === 'HEAD' || [204, 205, 304].includes(response.status);
  const types = Object.keys(documented.content);
  if (bodyless || types.length === 0) return;
  if (response.size === 0) {
    checkEmpty(documented, given, findings);
    return;
  }
  checkContentType(response, types, documented, given, findings);
  checkAnswerBody(response, documented, given, findings);
}

function checkStatus(
  { status }: ResponseFacts,
  operation: Operation,
  documented: DocumentedResponse | undefined,
  given: Given,
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
  // A document that lists no response promises none.
  if (known.length === 0) {
    if (gaps.length === 0)
      findings.add('response-status', [notMade('the document lists no responses', { side: 'document' })]);
    return;
  }
  findings.add('response-status', [
    failed(`status ${status} is not documented; documented are ${known.join(', ')}`, {
      expected: known,
      actual: status,
      document: given.documents.locate({
        file: operation.document,
        pointer: `${operation.pointer}/responses`,
      }),
      side: status >= 500 ? 'api' : 'document',
      hint: `add ${status} to the document if the API may answer so`,
    }),
  ]);
}

function checkHeaders(
  response: ResponseFacts,
  documented: DocumentedResponse,
  given: Given,
  findings: Findings,
): void {
  const headers = Object.entries(documented.headers).filter(
    ([name]) => name.toLowerCase() !== 'content-type',
  );
  if (!findings.wants('response-headers') || headers.length === 0) return;
  const drafts = headers.flatMap(([name, { required, schema }]): readonly Draft[] => {
    const value = headerValue(response.headers, name);
    const locate = () => given.documents.locate(schema ?? documented.place);
    if (value === undefined)
      return required ? [failed(`header ${name} is missing`, { document: locate(), side: 'api' })] : [];
    if (!schema) return [];
    const found = checkText([value], given.schemas(schema, given.dialect, 'response'));
    return found.map((draft) => ({
      ...draft,
      message: `header ${name} ${draft.message}`,
      document: locate(),
      side: 'api',
    }));
  });
  findings.conclude('response-headers', drafts, 'the documented headers fit');
}

function checkEmpty(documented: DocumentedResponse, given: Given, findings: Findings): void {
  const promised = Object.entries(documented.content).find(
    ([, media]) => media.schema ?? media.examples[0] !== undefined,
  );
  if (!promised) return;
  const [type, { schema }] = promised;
  const check = schema ? 'response-schema' : 'example-shape';
  const document = given.documents.locate(schema ?? documented.place);
  findings.add(check, [
    failed(`the answer is empty; the document promises ${type === '*/*' ? 'a body' : type}`, {
      document,
      side: 'api',
    }),
  ]);
}

function checkContentType(
  { contentType }: ResponseFacts,
  types: readonly string[],
  documented: DocumentedResponse,
  given: Given,
  findings: Findings,
): void {
  const covered = contentType !== undefined && coveringType(types, contentType) !== undefined;
  const message = `the answer is ${contentType ? essence(contentType) : 'of no media type'}; the document promises ${types.join(', ')}`;
  const fail = () =>
    failed(message, {
      expected: types,
      actual: contentType ?? null,
      document: given.documents.locate(documented.place),
      side: 'api',
    });
  const drafts = covered || types.includes('*/*') ? [] : [fail()];
  findings.conclude('response-content-type', drafts, 'the answer has a documented media type');
}
