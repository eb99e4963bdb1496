import { failed, type Findings, notMade } from '../checks.ts';
import type { DocumentedResponse } from '../../operation/documented-response.ts';
import { compareWithExamples, type ShapeDifference } from './example-shape.ts';
import type { ResponseFacts } from '../contract-question.ts';
import { groupAlike, type Remarkable } from '../group.ts';
import { isObject, jsonType, own, ownList } from '../../document/json.ts';
import { isProblem, type DocumentPlace } from '../../document/documents.ts';
import type { Media } from '../../operation/media.ts';
import { shortActual } from '../messages.ts';
import { showValue } from '../../document/show-value.ts';
import type { CheckContext } from '../check-context.ts';

/** What a media type has to compare with. */
type Comparable = {
  /** Its examples, and those beside its schema. */
  readonly examples: readonly unknown[];
  /** Whether an answer is compared with them although there is a schema. */
  readonly isSchemaBare: boolean;
};

const known = new WeakMap<Media, Comparable>();

function comparableOf(media: Media, { documents }: CheckContext): Comparable {
  let found = known.get(media);
  if (found !== undefined) return found;
  const at = media.schema && documents.at(media.schema);
  const schema = at === undefined || isProblem(at) ? undefined : at.value;
  const examples = [...media.examples, own(schema, 'example'), ...ownList(schema, 'examples')];
  found = {
    examples: examples.filter((example) => typeof example === 'object' && example !== null),
    isSchemaBare: isBare(schema),
  };
  known.set(media, found);
  return found;
}

/** Many documents put a bare schema such as `type: object` beside an example with all fields. */
const isBare = (schema: unknown): boolean =>
  isObject(schema) &&
  Object.keys(schema).every((key) => ['type', 'example', 'examples', 'description', 'title'].includes(key)) &&
  ['object', 'array', undefined].includes(own(schema, 'type') as string | undefined);

/** Whether the schema of a media type says too little to be all that an answer is compared with. */
export const hasBareSchema = (media: Media, context: CheckContext): boolean =>
  media.schema !== undefined && comparableOf(media, context).isSchemaBare;

/** Compares a response with the documented examples. */
export function checkExample(
  response: ResponseFacts,
  media: Media,
  documented: DocumentedResponse,
  context: CheckContext,
  findings: Findings,
): void {
  const { examples } = comparableOf(media, context);
  const unread = media.problems.map((problem) =>
    notMade(problem, { document: context.documents.locate(documented.place), side: 'document' }),
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
  const drafts = groupAlike(differences, (place) => context.documents.locate(place));
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
