import { failed, type Findings, notMade } from '../checks.ts';
import type { DocumentedResponse } from '../../operation/documented-response.ts';
import type { ResponseFacts } from '../contract-question.ts';
import type { Media } from '../../operation/media.ts';
import { chooseMedia, sayUndecided } from '../../operation/media-choice.ts';
import { essence, isJsonType } from '../../operation/media-type.ts';
import { sayStray } from '../say-stray.ts';
import type { CheckContext } from '../check-context.ts';
import { checkSchema } from './against-schema.ts';
import { checkExample, hasBareSchema } from './against-example.ts';

/** Checks the body of a response against the schema of its media type, or against the example if there is none. */
export function checkAnswerBody(
  response: ResponseFacts,
  documented: DocumentedResponse,
  context: CheckContext,
  findings: Findings,
): void {
  const choice = chooseMedia(documented.content, response, context.documents);
  if (choice.kind === 'none') refuseType(response, documented, context, findings);
  else if (choice.kind === 'several')
    findings.add('response-schema', [
      notMade(sayUndecided(response.contentType, choice.types), {
        document: context.documents.locate(documented.place),
        side: 'api',
      }),
    ]);
  else checkMedia(response, choice, documented, context, findings);
}

function checkMedia(
  response: ResponseFacts,
  { type, media }: { readonly type: string; readonly media: Media },
  documented: DocumentedResponse,
  context: CheckContext,
  findings: Findings,
): void {
  if (media.stray) findings.add('response-schema', [sayStray(media.stray, documented.place, context)]);
  if (media.schema) checkSchema(response, type, media, media.schema, context, findings);
  if (!media.schema || (response.isJson && hasBareSchema(media, context)))
    checkExample(response, media, documented, context, findings);
}

/** A response of an undocumented media type: no schema can hold. */
function refuseType(
  response: ResponseFacts,
  documented: DocumentedResponse,
  context: CheckContext,
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
  const document = context.documents.locate(documented.content[type]?.schema ?? documented.place);
  const message = isJsonType(type) ? `the answer is not JSON (${got})` : `the answer is ${got}`;
  findings.add(check, [failed(`${message}; the document promises ${type}`, { ...more, document })]);
}
