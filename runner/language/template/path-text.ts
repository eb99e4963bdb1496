import { asText, type Lookup, type RenderedTemplate, Rendering } from './template.ts';
import { variablesOf } from './compile.ts';

/** One variable or helper call, unless it is escaped. */
const PLACEHOLDER = /(?<=(?<!\\)(?:\\\\)*)(?:\{\{.*?\}\}|<<[^<>]*>>)/g;
/** Escapes of the template language, whose text is literal. */
const ESCAPED = /\\(?:\{\{|<<)/;
/** The characters of a name, an index or a number; any others would be parsed as a part of the path. */
const NAME = /^-?[\p{L}\p{N}_]+(?:[.-][\p{L}\p{N}_]+)*$|^-?\d+(?:\.\d+)?[eE][+-]?\d+$/u;

/**
 * Fills in the variables of a JSONPath. Between quotes a value is always text; elsewhere a value that an API answered must be a
 * name, an index or a number, or, at the start only, a path: no answer changes what a path selects.
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

/** Missing values are reported separately. Values of environments, rows and `--var` are the author's own. */
const isAnswered = (placeholder: string, { lookup, missing }: Rendering): boolean =>
  missing.length === 0 &&
  variablesOf(placeholder).some((name) => lookup.isAnswered === undefined || lookup.isAnswered(name));

/** Fills in one path alone. */
export function renderPath(source: string, lookup: Lookup): RenderedTemplate<string> {
  const work = new Rendering(lookup);
  const value = fillPathText(source, work);
  return { value, missing: work.missing, problems: work.problems };
}

/** The quote that is still open after a part of a path; empty when there is none. */
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

/** Escapes a text for use between quotes (RFC 9535, section 2.3.1.1). */
const escapeIn = (quote: string, text: string): string =>
  text.replace(/[\\'"\u0000-\u001f]/g, (char) => {
    if (char === '\\' || char === quote) return `\\${char}`;
    return char < ' ' ? `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}` : char;
  });
