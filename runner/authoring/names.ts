/** The words of a name in lower case: `paymentLinkId`, `payment-link-id` and `payment_link_id` have the same. */
export const wordsOf = (name: string): readonly string[] =>
  name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter(Boolean);

/** The last words of names of identities. */
const ID_WORDS: ReadonlySet<string> = new Set(['id', 'uid', 'uuid', 'guid']);

/** The noun of an identity's name: `client_uid` identifies a client; `id` identifies the object that contains it. */
export function idNoun(name: string): readonly string[] | undefined {
  const words = wordsOf(name);
  return ID_WORDS.has(words.at(-1) ?? '') ? words.slice(0, -1).map(singular) : undefined;
}

/** A word in the singular, judged by its ending. */
export function singular(word: string): string {
  if (/(?:ss|us|is)$/.test(word) || word.length < 4) return word;
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  if (/(?:ches|shes|xes|sses)$/.test(word)) return word.slice(0, -2);
  return word.endsWith('s') ? word.slice(0, -1) : word;
}

/** The words of a name, with the last one in the singular. */
export const singularWords = (name: string): readonly string[] => {
  const words = wordsOf(name);
  return words.map((word, index) => (index === words.length - 1 ? singular(word) : word));
};

/** Whether a list of words ends with another. */
export const endsWith = (words: readonly string[], end: readonly string[]): boolean =>
  end.length > 0 && end.length <= words.length && end.every((word, at) => words.at(at - end.length) === word);

/** A text as a name of a file, a folder or a step on any system. */
export function fileWord(text: string): string {
  const word = wordsOf(text).join('_').slice(0, 60).replace(/_+$/, '');
  return /^(con|prn|aux|nul|com\d|lpt\d)$/.test(word) ? `${word}_` : word;
}
