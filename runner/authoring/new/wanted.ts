import { idNoun, singular, wordsOf } from '../names.ts';
import { sampleLeaf, typeOfLeaf } from '../sample/leaf.ts';
import type { Need } from '../sample/need.ts';
import { exampleOf, listedValues, type SchemaFacts, wordOf } from '../sample/schema-facts.ts';
import type { ApiOperation } from './api-model.ts';

/** An identity or a secret, and where it goes. */
export type Wanted = Need & {
  readonly where: 'path' | 'query' | 'header' | 'body';
  /** The path before the parameter that holds it; undefined where it goes elsewhere. */
  readonly collection: string | undefined;
};

const lastWords = ({ name }: Wanted): readonly string[] => wordsOf(name.split('.').at(-1)!.replace('[]', ''));

const singularLast = (words: readonly string[]): readonly string[] =>
  words.map((word, index) => (index === words.length - 1 ? singular(word) : word));

/** The variable that holds it: `link_id` for `linkId`, and for an `id` behind `/links`. */
export function variableOf(wanted: Wanted): string {
  const words = lastWords(wanted);
  const isBare = wanted.kind === 'id' && idNoun(words.join('_'))?.length === 0;
  const name = (isBare ? [...wanted.noun, ...words] : singularLast(words)).join('_') || 'value';
  return /^\d/.test(name) ? `value_${name}` : name;
}

/** What a variable of an environment may be called that holds it, in words. */
export function namesOf(wanted: Wanted): readonly (readonly string[])[] {
  const words = lastWords(wanted);
  const isBare = wanted.kind === 'id' && idNoun(words.join('_'))?.length === 0;
  return isBare ? [[...wanted.noun, ...words]] : [words, singularLast(words)];
}

/** What a person has to give, in words; `lacking` says what keeps another operation from giving it. */
export function sayNeed(
  { name, kind, where }: Wanted,
  { api }: ApiOperation,
  lacking: string | undefined,
): string {
  if (kind === 'unread') return `${name || 'all'} in the body, whose schema cannot be read`;
  if (kind === 'secret') return `${name}, which is a secret`;
  const place =
    where === 'path' ? `{${name}}` : where === 'body' ? `${name} in the body` : `${name} in the ${where}`;
  return lacking === undefined
    ? `${place}, which no operation of ${api.name} gives`
    : `${place} (${lacking.slice(0, 200)})`;
}

/** More than any identity that counts up has reached. */
const LARGEST = 999_999_999;

/** A value that nothing knows, where any text will do. */
export const MADE_UP_TEXT = '{{random_string}}';

/** An identity in the form that the document says, of something that is not there. */
export function madeUpId({ facts, noun }: Pick<Wanted, 'facts' | 'noun'>): unknown {
  const example = exampleOf(facts);
  const isUuid = typeof example === 'string' && /^[\da-f]{8}(?:-[\da-f]{4}){3}-/i.test(example);
  if (isUuid || wordOf(facts, 'format') === 'uuid') return '{{uuid}}';
  const type = typeOfLeaf(facts);
  if (type === 'integer' || type === 'number')
    return Math.min(Number(facts.keywords.get('maximum') ?? LARGEST), LARGEST);
  if (listedValues(facts) !== undefined || wordOf(facts, 'pattern') !== undefined)
    return sampleLeaf({ ...facts, keywords: withoutExamples(facts) }, 'id', undefined);
  return `unknown_${noun.at(-1) ?? 'id'}_{{unique_id}}`;
}

const withoutExamples = ({ keywords }: SchemaFacts): ReadonlyMap<string, unknown> =>
  new Map([...keywords].filter(([key]) => !['example', 'examples', 'default'].includes(key)));
