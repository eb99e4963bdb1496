import type { Diagnostic } from './diagnostic.ts';

const OPENS_DOUBLE = /^[\u201c\u201d\u201e\u201f]/;
const WRAPPED = /^[\u2018-\u201f][\s\S]*[\u2018-\u201f"']$/;
const ANY = /[\u2018-\u201f]/;

/** Advice on typographic quotes in an expression; undefined when there are none. */
export const adviseOnQuotes = (text: string): string | undefined =>
  ANY.test(text) ? 'these quotes are typographic, as a word processor writes them: write \' or "' : undefined;

/** Whether typographic quotes surround a text like YAML quotes; YAML takes them as a part of it. */
export const isInTypographicQuotes = (text: string): boolean => OPENS_DOUBLE.test(text) || WRAPPED.test(text);

/** The same text in the quotes of YAML. */
export const requote = (text: string): string =>
  `"${text.replace(/^[\u2018-\u201f]|[\u2018-\u201f"']$/g, '').replace(/["\\]/g, '\\$&')}"`;

/** Keys whose values are prose, where any quotes are right. */
export const PROSE_KEYS: ReadonlySet<string> = new Set([
  'description',
  'notes',
  'skipReason',
  'skip_reason',
  'reason',
  'expectedOutcomeReason',
  'testDataDescription',
]);

export const QUOTES_RULE = 'typographic-quotes';

/** An error at the same text has the quotes as its cause: it gets the advice, and their own warning is dropped. */
export function joinQuoteWarnings(list: readonly Diagnostic[]): readonly Diagnostic[] {
  const quotes = list.filter(({ rule }) => rule === QUOTES_RULE);
  if (quotes.length === 0) return list;
  const isSame = (a: Diagnostic) => (b: Diagnostic) => a.span.start === b.span.start && a !== b;
  const errors = list.filter(({ severity }) => severity === 'error');
  return list
    .filter((each) => each.rule !== QUOTES_RULE || !errors.some(isSame(each)))
    .map((each) => {
      const reason = each.severity === 'error' ? quotes.find(isSame(each)) : undefined;
      return reason?.hint === undefined
        ? each
        : { ...each, hint: `typographic quotes are none of YAML and a part of the text; ${reason.hint}` };
    });
}
