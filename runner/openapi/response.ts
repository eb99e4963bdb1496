import { failed, type Findings, notMade } from './checks.ts';
import { type ContractQuestion, headerValue, type ResponseFacts } from './exchange.ts';
import { compareWithExamples, type ShapeDifference } from './example-shape.ts';
import type { Draft } from './finding.ts';
import { groupAlike, type Remarkable } from './group.ts';
import { isObject, jsonType, own } from './json.ts';
import { isProblem, type Place } from './load.ts';
import { comparableType, coveringType, essence, isJsonType } from './media-type.ts';
import { shortActual, showValue } from './messages.ts';
import type { DocumentedResponse, Media, Operation } from './operation.ts';
import { checkText, type Given } from './parameters.ts';

/** Holds an answer against its operation: status, media type, headers and body. */
export function checkResponse(
  question: ContractQuestion,
  operation: Operation,
  given: Given,
  findings: Findings,
): void {
  const { response, method } = question;
  const documented = responseFor(operation, response.status);
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
  checkBody(response, documented, given, findings);
}

/** The documented response for a status: its own, that of its class, or the default. */
export function responseFor({ responses }: Operation, status: number): DocumentedResponse | undefined {
  return responses[String(status)] ?? responses[`${Math.floor(status / 100)}XX`] ?? responses['default'];
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
  const known = Object.keys(operation.responses);
  // A document that lists no response promises none.
  if (!documented && known.length === 0) {
    if (gaps.length === 0)
      findings.add('response-status', [notMade('the document lists no responses', { side: 'document' })]);
    return;
  }
  const drafts = documented
    ? []
    : [
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
      ];
  findings.conclude('response-status', drafts, `status ${status} is documented`);
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
    failed(`the answer is empty; the document promises ${type}`, { document, side: 'api' }),
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

function checkBody(
  response: ResponseFacts,
  documented: DocumentedResponse,
  given: Given,
  findings: Findings,
): void {
  const types = Object.keys(documented.content);
  const type =
    comparableType(types, response.contentType, response.isJson) ??
    types.find((each) => documented.content[each]?.schema);
  const media = type === undefined ? undefined : documented.content[type];
  if (type === undefined || !media) {
    const example = types.find((each) => isJsonType(each) && documented.content[each]?.examples.length);
    if (example !== undefined && !response.isJson)
      findings.add('example-shape', [
        failed(`the answer is not JSON; the document's example is ${example}`, { side: 'api' }),
      ]);
    return;
  }
  if (media.schema && !saysNothing(media.schema, given))
    checkSchema(response, type, media.schema, given, findings);
  else checkExample(response, media, documented, given, findings);
}

function checkSchema(
  response: ResponseFacts,
  type: string,
  schema: Place,
  given: Given,
  findings: Findings,
): void {
  if (!response.isJson) {
    if (!isJsonType(type) && type !== '*/*') return;
    const found = given.documents.at(schema);
    const kind = isProblem(found) ? undefined : own(found.value, 'type');
    if (kind === 'file' || (kind === 'string' && type === '*/*')) return;
    const got = response.contentType ? essence(response.contentType) : 'without a media type';
    const more = { expected: type, actual: response.contentType ?? null, side: 'api' } as const;
    findings.add('response-schema', [
      failed(`the answer is not JSON (${got}); the document promises ${type}`, {
        ...more,
        document: given.documents.locate(schema),
      }),
    ]);
    return;
  }
  const checks = given.schemas(schema, given.dialect, 'response');
  if (findings.wants('response-schema'))
    findings.conclude('response-schema', checks.findings(response.body), 'the answer fits its schema');
  if (!findings.wants('response-format') && !findings.wants('undocumented-field')) return;
  const { undocumented, formats } = checks.remarks(response.body);
  findings.conclude('response-format', formats, 'dates, ids and addresses have their documented formats');
  findings.conclude('undocumented-field', undocumented, 'every field of the answer is documented');
}

/** Many documents put a schema such as `type: object` beside an example that tells all. */
function saysNothing(schema: Place, given: Given): boolean {
  const found = given.documents.at(schema);
  if (isProblem(found) || !isObject(found.value)) return false;
  return (
    Object.keys(found.value).every((key) =>
      ['type', 'example', 'examples', 'description', 'title'].includes(key),
    ) && ['object', 'array', undefined].includes(own(found.value, 'type') as string | undefined)
  );
}

function checkExample(
  response: ResponseFacts,
  media: Media,
  documented: DocumentedResponse,
  given: Given,
  findings: Findings,
): void {
  const inSchema = media.schema && given.documents.at(media.schema);
  const beside = inSchema && !isProblem(inSchema) ? own(inSchema.value, 'example') : undefined;
  const examples = [...media.examples, beside].filter(
    (example) => typeof example === 'object' && example !== null,
  );
  if (examples.length === 0) {
    if (media.schema) checkSchema(response, '*/*', media.schema, given, findings);
    return;
  }
  if (!findings.wants('example-shape')) return;
  if (!response.isJson) {
    const message = 'the answer is not JSON; the example in the document is';
    findings.add('example-shape', [failed(message, { side: 'api' })]);
    return;
  }
  const differences = compareWithExamples(response.body, examples).map((each) =>
    sayDifference(each, documented.place),
  );
  const drafts = groupAlike(differences, (place) => given.documents.locate(place));
  findings.conclude('example-shape', drafts, 'the answer has the shape of the documented example');
}

function sayDifference(difference: ShapeDifference, place: Place): Remarkable {
  const hint = 'there is only an example to compare with; a schema would say what may be absent';
  if (difference.kind === 'missing')
    return {
      keys: difference.keys,
      sentence: 'is missing; the example in the document has it',
      alike: 'missing',
      place,
      hint,
    };
  const expected = difference.expected.join(' or ');
  return {
    keys: difference.keys,
    sentence: `is ${showValue(difference.value)}; the example in the document has ${expected}`,
    alike: `${expected} ${jsonType(difference.value)}`,
    expected,
    actual: shortActual(difference.value),
    place,
    hint,
  };
}
