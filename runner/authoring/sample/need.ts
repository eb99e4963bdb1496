import { idNoun, singular, wordsOf } from '../names.ts';
import { typeOfLeaf } from './leaf.ts';
import { listedValues, type SchemaFacts, wordOf } from './schema-facts.ts';

/** A value that no schema tells: the identity of something that has to be there, or a secret. */
export type Need = {
  /** As the document names it: `product_order.client_id`. */
  readonly name: string;
  /** `unread`: the schema of a field cannot be read, so that nothing is known of its value. */
  readonly kind: 'id' | 'secret' | 'file' | 'unread';
  /** What it identifies. */
  readonly noun: readonly string[];
  readonly facts: SchemaFacts;
  readonly isRequired: boolean;
};

/** The name that a value goes by: of a field, or of the list that it stands in. */
const nameAt = (keys: readonly string[]): string => keys.findLast((key) => key !== '[]') ?? '';

/** `number` in a card is the number of a card. */
export const fullName = (keys: readonly string[]): string =>
  keys
    .filter((key) => key !== '[]')
    .slice(-2)
    .join('_');

/** Words of names whose values are secrets, of a person or an account. */
const SECRET = new Set([
  'password',
  'passcode',
  'secret',
  'otp',
  'pin',
  'captcha',
  'signature',
  'cvv',
  'cvc',
  'iban',
]);
/** Keys and tokens are secrets where their name says what they open. */
const SECRET_KEY =
  /(?:api|access|auth|private|secret|refresh|bearer|client|webhook) (?:key|token)$|^authorization$/;
/** Identities that a caller makes up. */
const CHOSEN = /external|idempot|correlation|trace|reference|^request$|nonce|merchant/;

/** What a field needs that its schema does not tell; undefined where a value can be made. */
export function needOf(keys: readonly string[], facts: SchemaFacts, isRequired: boolean): Need | undefined {
  const isItem = keys.at(-1) === '[]';
  const name = isItem ? singular(nameAt(keys)) : nameAt(keys);
  const type = typeOfLeaf(facts);
  const about = { name: keys.join('.').replaceAll('.[]', '[]'), facts, isRequired };
  if (wordOf(facts, 'format') === 'binary' || type === 'file') return { ...about, kind: 'file', noun: [] };
  if (listedValues(facts) !== undefined || type === 'object' || type === 'array' || type === 'boolean')
    return undefined;
  const words = wordsOf(name);
  if (type === 'string' && (words.some((word) => SECRET.has(word)) || SECRET_KEY.test(words.join(' '))))
    return { ...about, kind: 'secret', noun: words };
  const named = idNoun(name) ?? (wordOf(facts, 'format') === 'uuid' ? words.map(singular) : undefined);
  if (named === undefined && facts.places.length === 0)
    return { ...about, kind: 'unread', noun: wordsOf(name) };
  if (named === undefined || CHOSEN.test(words.join(' '))) return undefined;
  const outer = keys.filter((key) => key !== '[]').at(-2);
  const noun = named.length > 0 ? named : wordsOf(outer ?? '').map(singular);
  return { ...about, kind: 'id', noun };
}
