import { checkTexts } from '../check-texts.ts';
import { beginWith, failed, type Findings, notMade } from '../checks.ts';
import type { ResponseFacts } from '../contract-question.ts';
import type { FindingDraft } from '../finding.ts';
import { own } from '../../document/json.ts';
import { isProblem, type DocumentPlace } from '../../document/documents.ts';
import { essence, isJsonType } from '../../operation/media-type.ts';
import { tellTexts } from '../secret-value.ts';
import { askedOfText, shapesOf, typesOf } from '../../schema/value-types.ts';
import type { CheckContext } from '../check-context.ts';

/** A response that is not JSON, of a documented type: a file, a text, or data that cannot be examined. */
export function checkNonJson(
  response: ResponseFacts,
  type: string,
  schema: DocumentPlace,
  context: CheckContext,
  findings: Findings,
): void {
  const written = context.documents.at(schema);
  const found = isProblem(written) ? written : context.documents.deref(written);
  const kinds = isProblem(found) ? [] : [own(found.value, 'type')].flat();
  if (kinds.includes('file')) {
    findings.conclude('response-schema', [], 'the answer is a file, as the document says');
    return;
  }
  if (
    !isJsonType(type) &&
    (type !== '*/*' || kinds.includes('string')) &&
    mayBeText(response, schema, context)
  ) {
    const drafts = findings.wants('response-schema') ? checkText(response, schema, context) : [];
    findings.conclude('response-schema', drafts, 'the answer is a text, as its schema says');
    checkSecretText(response, schema, context, findings);
    return;
  }
  const got = response.contentType ? essence(response.contentType) : 'of no media type';
  const document = context.documents.locate(schema);
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
  context: CheckContext,
  findings: Findings,
): void {
  const checks = context.schemas(schema, context.dialect, 'response');
  if (text === undefined || text === '' || !checks.hasSecrets) return;
  tellTexts('response', text, checks, context.onSecret);
  const isWriteOnly = checks.view()?.schemas.some(({ writeOnly }) => writeOnly === true) === true;
  if (!isWriteOnly) return;
  const message = 'the text of the answer is marked writeOnly in the document';
  findings.add('write-only-field', [
    failed(message, { side: 'api', document: context.documents.locate(schema) }),
  ]);
}

/** Whether a schema allows a scalar, which a text may be read as. A body that is not text is not a number either. */
function mayBeText({ text }: ResponseFacts, schema: DocumentPlace, context: CheckContext): boolean {
  const types = typesOf(context.schemas(schema, context.dialect, 'response').view());
  return text === undefined ? types.size === 0 || types.has('string') : shapesOf(types).single;
}

/**
 * Checks a text against its schema. A body that is not text, such as an image, is checked only against a schema without
 * constraints.
 */
function checkText(
  { text }: ResponseFacts,
  schema: DocumentPlace,
  context: CheckContext,
): readonly FindingDraft[] {
  const checks = context.schemas(schema, context.dialect, 'response');
  const document = () => context.documents.locate(schema);
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
