import { type Findings, notMade } from '../checks.ts';
import type { ResponseFacts } from '../contract-question.ts';
import type { DocumentPlace } from '../../document/documents.ts';
import type { Media } from '../../operation/media.ts';
import { isJsonType } from '../../operation/media-type.ts';
import { checkForm } from '../form.ts';
import { tellTexts } from '../secret-value.ts';
import { isFormType, readSentForm } from '../../reading/sent-form.ts';
import type { CheckContext } from '../check-context.ts';
import { checkNonJson } from './non-json.ts';

const REMARKS = ['response-format', 'undocumented-field', 'write-only-field'] as const;

/** Checks a response against the schema of its media type. */
export function checkSchema(
  response: ResponseFacts,
  type: string,
  media: Media,
  schema: DocumentPlace,
  context: CheckContext,
  findings: Findings,
): void {
  const isData = isJsonType(type) || response.contentType === undefined || isJsonType(response.contentType);
  if (!response.isJson || !(isData || type === '*/*')) {
    if (isFormType(response.contentType) && response.text !== undefined && !isJsonType(type))
      checkForms(response, media, schema, context, findings);
    else checkNonJson(response, type, schema, context, findings);
    return;
  }
  const checks = context.schemas(schema, context.dialect, 'response');
  for (const keys of checks.secretsIn(response.body)) context.onSecret?.('response', keys);
  if (findings.wants('response-schema'))
    findings.conclude('response-schema', checks.findings(response.body), 'the answer fits its schema');
  if (!REMARKS.some((check) => findings.wants(check))) return;
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
  context: CheckContext,
  findings: Findings,
): void {
  const form = readSentForm(contentType!, text!);
  if (form === undefined) {
    findings.add('response-schema', [notMade(`the parts of ${contentType} cannot be told`, { side: 'api' })]);
    return;
  }
  const checks = context.schemas(schema, context.dialect, 'response');
  const { drafts, value } = checkForm(form, checks, media.encoding, context);
  tellTexts('response', value, checks, context.onSecret);
  const said = drafts.map((draft) =>
    draft.outcome === 'failed' ? { ...draft, side: 'api' as const } : draft,
  );
  if (findings.wants('response-schema'))
    findings.conclude('response-schema', said, 'the answer fits its schema');
  if (checks.hasFlags && findings.wants('write-only-field'))
    findings.conclude('write-only-field', checks.remarks(value)('one-way'), NO_WRITE_ONLY);
}

const NO_WRITE_ONLY = 'the answer holds no field that is writeOnly';
