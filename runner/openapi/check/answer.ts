import { checkTexts } from './check-texts.ts';
import { beginWith, failed, type Findings, notMade } from './checks.ts';
import type { DocumentedResponse } from '../operation/documented-response.ts';
import { compareWithExamples, type ShapeDifference } from './example-shape.ts';
import type { ResponseFacts } from './contract-question.ts';
import type { FindingDraft } from './finding.ts';
import { groupAlike, type Remarkable } from './group.ts';
import { isObject, jsonType, own, ownList } from '../document/json.ts';
import { isProblem, type DocumentPlace } from '../document/load.ts';
import type { Media } from '../operation/media.ts';
import { chooseMedia, sayUndecided } from '../operation/media-choice.ts';
import { essence, isJsonType } from '../operation/media-type.ts';
import { shortActual } from './messages.ts';
import { sayStray } from './say-stray.ts';
import { checkForm } from './form.ts';
import { tellTexts } from './secret-value.ts';
import { isFormType, readSentForm } from '../reading/sent-form.ts';
import { showValue } from '../document/show-value.ts';
import { askedOfText, shapesOf, typesOf } from '../schema/value-types.ts';
import type { Given } from './given.ts';

/** Checks the body of a response against the schema of its media type, or against the example if there is none. */
export function checkAnswerBody(
  response: ResponseFacts,
  documented: DocumentedResponse,
  given: Given,
  findings: Findings,
): void {
  const choice = chooseMedia(documented.content, response, given.documents);
  if (choice.kind === 'none') refuseType(response, documented, given, findings);
  else if (choice.kind === 'several')
    findings.add('response-schema', [
      notMade(sayUndecided(response.contentType, choice.types), {
        document: given.documents.locate(documented.place),
        side: 'api',
      }),
    ]);
  else checkMedia(response, choice, documented, given, findings);
}

function checkMedia(
  response: ResponseFacts,
  { type, media }: { readonly type: string; readonly media: Media },
  documented: DocumentedResponse,
  given: Given,
  findings: Findings,
): void {
  if (media.stray) findings.add('response-schema', [sayStray(media.stray, documented.place, given)]);
  if (media.schema) checkSchema(response, type, media, media.schema, given, findings);
  if (!media.schema || (response.isJson && saysNothing(media.schema, given)))
    checkExample(response, media, documented, given, findings);
}

/** A response of an undocumented media type: no schema can hold. */
function refuseType(
  response: ResponseFacts,
  documented: DocumentedResponse,
  given: Given,
  findings: Findings,
): void {
  const types = Object.keys(documented.content);
  const promised = types.find((type) => documented.content[type]?.schema);
  const exemplary = types.find((type) => documented.content[type]?.examples.length);
  const [type, check] = promised
    ? ([promised, 'response-schema'] as const)
    : ([exemplary, 'example-shape'] as const);
  if (type === undefined) return;
  const got = response.contentType ? essence(response.contentType) : 'of no media type';
  const more = { expected: type, actual: response.contentType ?? null, side: 'api' } as const;
  const document = given.documents.locate(documented.content[type]?.schema ?? documented.place);
  const message = isJsonType(type) ? `the answer is not JSON (${got})` : `the answer is ${got}`;
  findings.add(check, [failed(`${message}; the document promises ${type}`, { ...more, document })]);
}

const REMARKS = ['response-format', 'undocumented-field', 'write-only-field'] as const;

function checkSchema(
  response: ResponseFacts,
  type: string,
  media: Media,
  schema: DocumentPlace,
  given: Given,
  findings: Findings,
): void {
  const isData = isJsonType(type) || response.contentType === undefined || isJsonType(response.contentType);
  if (!response.isJson || !(isData || type === '*/*')) {
    if (isFormType(response.contentType) && response.text !== undefined && !isJsonType(type))
      checkForms(response, media, schema, given, findings);
    else checkNonJson(response, type, schema, given, findings);
    return;
  }
  const checks = given.schemas(schema, given.dialect, 'response');
  for (const keys of checks.secretsIn(response.body)) given.onSecret?.('response', keys);
  if (findings.wants('response-schema'))
    findings.conclude('response-schema', checks.findings(response.body), 'the answer fits its schema');
  if (!REMARKS.some(findings.wants)) return;
  const remarks = checks.remarks(response.body);
  findings.conclude(
    'response-format',
    remarks('format'),
    'dates, ids and addresses have their documented formats',
  );
  findings.conclude('undocumented-field', remarks('undocumented'), 'every field of the answer is documented');
  if (checks.hasFlags) findings.conclude('write-only-field', remarks('one-way'), NO_WRITE_ONLY);
}

/** A form in a response is read like one in a request. */
function checkForms(
  { contentType, text }: ResponseFacts,
  media: Media,
  schema: DocumentPlace,
  given: Given,
  findings: Findings,
): void {
  const form = readSentForm(contentType!, text!);
  if (form === undefined) {
    findings.add('response-schema', [notMade(`the parts of ${contentType} cannot be told`, { side: 'api' })]);
    return;
  }
  const checks = given.schemas(schema, given.dialect, 'response');
  const { drafts, value } = checkForm(form, checks, media.encoding, given);
  tellTexts('response', value, checks, given.onSecret);
  const said = drafts.map((draft) =>
    draft.outcome === 'failed' ? { ...draft, side: 'api' as const } : draft,
  );
  if (findings.wants('response-schema'))
    findings.conclude('response-schema', said, 'the answer fits its schema');
  if (checks.hasFlags && findings.wants('write-only-field'))
    findings.conclude('write-only-field', checks.remarks(value)('one-way'), NO_WRITE_ONLY);
}

const NO_WRITE_ONLY = 'the answer holds no field that is writeOnly';

/** A response that is not JSON, of a documented type: a file, a text, or data that cannot be examined. */
function checkNonJson(
  response: ResponseFacts,
  type: string,
  schema: DocumentPlace,
  given: Given,
  findings: Findings,
): void {
  const written = given.documents.at(schema);
  const found = isProblem(written) ? written : given.documents.deref(written);
  const kinds = isProblem(found) ? [] : [own(found.value, 'type')].flat();
  if (kinds.includes('file')) {
    findings.conclude('response-schema', [], 'the answer is a file, as the document says');
    return;
  }
  if (
    !isJsonType(type) &&
    (type !== '*/*' || kinds.includes('string')) &&
    mayBeText(response, schema, given)
  ) {
    const drafts = findings.wants('response-schema') ? checkText(response, schema, given) : [];
    findings.conclude('response-schema', drafts, 'the answer is a text, as its schema says');
    checkSecretText(response, schema, given, findings);
    return;
  }
  const got = response.contentType ? essence(response.contentType) : 'of no media type';
  const document = given.documents.locate(schema);
  const draft =
    isJsonType(type) || type === '*/*'
      ? failed(`the answer is not JSON (${got}); the document promises a value of its schema`, {
          document,
          side: 'api',
        })
      : notMade(`the schema cannot be held against an answer of type ${type}`, { document });
  findings.add('response-schema', [draft]);
}

/** A text that the document marks as secret is hidden; a writeOnly one should not be returned. */
function checkSecretText(
  { text }: ResponseFacts,
  schema: DocumentPlace,
  given: Given,
  findings: Findings,
): void {
  const checks = given.schemas(schema, given.dialect, 'response');
  if (text === undefined || text === '' || !checks.hasSecrets) return;
  tellTexts('response', text, checks, given.onSecret);
  const isWriteOnly = checks.view()?.schemas.some(({ writeOnly }) => writeOnly === true) === true;
  if (!isWriteOnly) return;
  const message = 'the text of the answer is marked writeOnly in the document';
  findings.add('write-only-field', [
    failed(message, { side: 'api', document: given.documents.locate(schema) }),
  ]);
}

/** Whether a schema allows a scalar, which a text may be read as. A body that is not text is not a number either. */
function mayBeText({ text }: ResponseFacts, schema: DocumentPlace, given: Given): boolean {
  const types = typesOf(given.schemas(schema, given.dialect, 'response').view());
  return text === undefined ? types.size === 0 || types.has('string') : shapesOf(types).single;
}

/**
 * Checks a text against its schema. A body that is not text, such as an image, is checked only against a schema without
 * constraints.
 */
function checkText({ text }: ResponseFacts, schema: DocumentPlace, given: Given): readonly FindingDraft[] {
  const checks = given.schemas(schema, given.dialect, 'response');
  const document = () => given.documents.locate(schema);
  if (text !== undefined)
    return checkTexts([text], checks).map((draft) => ({
      ...beginWith('the text of the answer', draft),
      source: { texts: [text] },
      document: document(),
      side: draft.outcome === 'failed' ? 'api' : 'document',
    }));
  const asked = askedOfText(checks.view());
  const problem =
    checks.gaps[0]?.message ??
    (asked === undefined
      ? undefined
      : `its ${asked} cannot be held against a body that was not read as text`);
  return problem === undefined ? [] : [notMade(problem, { document: document(), side: 'document' })];
}

/** Many documents put a bare schema such as `type: object` beside an example with all fields. */
function saysNothing(schema: DocumentPlace, given: Given): boolean {
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
  const schema = inSchema && !isProblem(inSchema) ? inSchema.value : undefined;
  const beside = [own(schema, 'example'), ...ownList(schema, 'examples')];
  const examples = [...media.examples, ...beside].filter(
    (example) => typeof example === 'object' && example !== null,
  );
  const unread = media.problems.map((problem) =>
    notMade(problem, { document: given.documents.locate(documented.place), side: 'document' }),
  );
  if (unread.length > 0) findings.add('example-shape', unread);
  if (examples.length === 0) return;
  if (!response.isJson) {
    const message = 'the answer is not JSON; the example in the document is';
    findings.add('example-shape', [failed(message, { side: 'api' })]);
    return;
  }
  if (!findings.wants('example-shape')) return;
  const differences = compareWithExamples(response.body, examples).map((each) =>
    sayDifference(each, documented.place),
  );
  const drafts = groupAlike(differences, (place) => given.documents.locate(place));
  if (drafts.length > 0 || unread.length === 0)
    findings.conclude('example-shape', drafts, 'the answer has the shape of the documented example');
}

function sayDifference(difference: ShapeDifference, place: DocumentPlace): Remarkable {
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
