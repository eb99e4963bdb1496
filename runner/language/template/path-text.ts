import { asText, type Lookup, type RenderedTemplate, Rendering, variablesOf } from './template.ts';

/** One variable or helper call, unless it is escaped. */
const PLACEHOLDER = /(?<=(?<!\\)(?:\\\\)*)(?:\{\{.*?\}\}|<<[^<>]*>>)/g;
/** Escapes of the template language, whose text is taken as it stands. */
const ESCAPED = /\\(?:\{\{|<<)/;
/** What a name, an index or a number is made of; anything else would be read as a part of the path. */
const NAME = /^-?[\p{L}\p{N}_]+(?:[.-][\p{L}\p{N}_]+)*$|^-?\d+(?:\.\d+)?[eE][+-]?\d+$/u;

/**
 * Fills in the variables of a JSONPath. Between quotes a value is text, whatever it holds; elsewhere one that an API has answered
 * is a name, an index or a number, and only at the start of the path a path of its own: no answer changes what a path asks.
 */
export function fillPathText(source: string, work: Rendering): string {
  let path = '';
  let quote = '';
  let from = 0;
  for (const { 0: placeholder, index } of source.matchAll(PLACEHOLDER)) {
    const before = source.slice(from, index);
    quote = quoteAfter(before, quote);
    const value = asText(work.flat(placeholder));
    path += withoutEscapes(before, work) + (quote === '' ? value : escapeIn(quote, value));
    if (quote === '' && index > 0 && !NAME.test(value) && isAnswered(placeholder, work))
      work.problems.push(
        `the value of ${placeholder} would change what the path "${source}" asks; put it between quotes: ['${placeholder}']`,
      );
    from = index + placeholder.length;
  }
  return path + withoutEscapes(source.slice(from), work);
}

const withoutEscapes = (part: string, work: Rendering): string =>
  ESCAPED.test(part) ? work.flat(part) : part;

/** A value that is missing is reported by itself. What environments, rows and `--var` say is the author's own. */
const isAnswered = (placeholder: string, { lookup, missing }: Rendering): boolean =>
  missing.length === 0 &&
  variablesOf(placeholder).some((name) => lookup.isAnswered === undefined || lookup.isAnswered(name));

/** The same by itself. */
export function renderPath(source: string, lookup: Lookup): RenderedTemplate<string> {
  const work = new Rendering(lookup);
  const value = fillPathText(source, work);
  return { value, missing: work.missing, problems: work.problems };
}

/** The quote that is open behind a part of a path; none when it is empty. */
function quoteAfter(part: string, open: string): string {
  let quote = open;
  for (let at = 0; at < part.length; at++) {
    const char = part[at]!;
    if (quote !== '' && char === '\\') at++;
    else if (quote === '' && (char === "'" || char === '"')) quote = char;
    else if (char === quote) quote = '';
  }
  return quote;
}

/** A text as it stands between quotes (RFC 9535, section 2.3.1.1). */
const escapeIn = (quote: string, text: string): string =>
  text.replace(/[\\'"\u0000-\u001f]/g, (char) => {
    if (char === '\\' || char === quote) return `\\${char}`;
    return char < ' ' ? `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}` : char;
  });
