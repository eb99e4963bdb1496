import { findIndentMistake } from './yaml-indent.ts';

/** A mistake as the YAML library reports it, with offsets into its text. */
export type YamlMistake = {
  readonly code: string;
  readonly message: string;
  readonly start: number;
  readonly end: number;
};

/** The mistake as an author needs it: what is wrong, where, and what to write. */
export type YamlAdvice = {
  readonly message: string;
  readonly start: number;
  readonly end: number;
  readonly hint?: string;
};

type Part = { readonly text: string; readonly start: number };

/** Explains the likely intent where YAML is broken; the rules are in order of precision. */
export function adviseOnYaml(yaml: string, mistake: YamlMistake): YamlAdvice {
  const line = lineAt(yaml, mistake.start);
  return (
    openQuote(yaml, mistake) ??
    unquotedBraces(line, mistake) ??
    colonInValue(line) ??
    reservedStart(line, mistake) ??
    (mistake.code === 'TAB_AS_INDENT' ? undefined : findIndentMistake(yaml)) ?? {
      ...mistake,
      message: mistake.message.split('\n')[0]!.replace(/[:.]$/, ''),
      ...hintOf(mistake.code),
    }
  );
}

function lineAt(yaml: string, offset: number): Part {
  const start = yaml.lastIndexOf('\n', offset - 1) + 1;
  const end = yaml.indexOf('\n', start);
  return { start, text: yaml.slice(start, end === -1 ? yaml.length : end).trimEnd() };
}

/** The library reports an open quote at the end of the text; the author needs the place where it opens. */
function openQuote(yaml: string, { code, message }: YamlMistake): YamlAdvice | undefined {
  const quote = code === 'MISSING_CHAR' ? /closing (["'])/.exec(message)?.[1] : undefined;
  if (quote === undefined) return undefined;
  let start = 0;
  for (const text of yaml.split('\n')) {
    const found = openIn(text, quote);
    if (found !== undefined) {
      const typographic = /[\u2018-\u201f]/.exec(text.slice(found))?.[0];
      return {
        start: start + found,
        end: start + text.trimEnd().length,
        message:
          typographic === undefined
            ? `expected a second ${quote} that closes this one, found none`
            : `expected a second ${quote} that closes this one, found ${typographic}, a typographic quote that closes nothing`,
        hint: `close the text with ${quote} on this line`,
      };
    }
    start += text.length + 1;
  }
  return undefined;
}

/** The offset of a quote that a value or key opens and its line does not close. */
function openIn(line: string, quote: string): number | undefined {
  const closed = line.replace(/"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'/g, (found) => '_'.repeat(found.length));
  const at = closed.search(quote === '"' ? /(?<=(?:^|[:,[{-]) *)"/ : /(?<=(?:^|[:,[{-]) *)'/);
  return at === -1 ? undefined : at;
}

/** `path: {{base}}/items`: YAML takes the brace for the start of a map. */
function unquotedBraces({ text, start }: Part, mistake: YamlMistake): YamlAdvice | undefined {
  const bare = text.replace(/"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'/g, (found) => '_'.repeat(found.length));
  const at =
    /\{\{/.exec(bare)?.index ?? (mistake.code === 'UNEXPECTED_TOKEN' ? startsWithBrace(bare) : undefined);
  if (at === undefined) return undefined;
  const from = bare.slice(0, at).search(/(?<=(?:: +|^ *-? +|[,[] *|\{ +))[^\s,:[{][^,:[{]*$/);
  const first = from === -1 ? at : from;
  const isFlow = /[[{]/.test(bare.slice(0, first));
  const rest = bare.slice(first);
  const length = isFlow
    ? (/^(?:\{\{[^}]*\}\}|[^,\]}])*/.exec(rest)?.[0] ?? rest).trimEnd().length
    : rest.replace(/\s#.*$/, '').trimEnd().length;
  const value = text.slice(first, first + length);
  const asMeant = value.replace(/\{{3}([\w.]+)\}{3}/g, '{{$1}}');
  return {
    start: start + first,
    end: start + first + length,
    message: `expected text in quotes, found ${value}, whose brace YAML reads as the start of a map`,
    hint: `quote the value: ${asMeant.includes('"') ? `'${asMeant.replaceAll("'", "''")}'` : `"${asMeant}"`}`,
  };
}

/** `path: {id}/x` */
const startsWithBrace = (line: string): number | undefined => {
  const found = /: +(?=\{[\w.]+\}\S)/.exec(line);
  return found === null ? undefined : found.index + found[0].length;
};

/** `description: Note: it fails`: a colon and a blank begin another value. */
function colonInValue({ text, start }: Part): YamlAdvice | undefined {
  const found = /^ *(?:- +)*[\w$.-]+ *: +(?=[^\s"'[{|>&*!#])(.*?: .*|.*:)$/.exec(text);
  if (found === null) return undefined;
  const value = found[1]!.replace(/ #.*$/, '');
  const at = text.length - found[1]!.length;
  return {
    start: start + at,
    end: start + at + value.length,
    message: 'expected one value, found a colon in it, which makes it a key of another map',
    hint: `quote the value: "${value.replace(/["\\]/g, '\\$&')}"`,
  };
}

/** `user: @me` */
function reservedStart({ text, start }: Part, mistake: YamlMistake): YamlAdvice | undefined {
  const sign = /cannot start with (?:reserved character |directive indicator character |a )?(\S+)/.exec(
    mistake.message,
  )?.[1];
  if (sign === undefined) return undefined;
  const at = mistake.start - start;
  const value = /^[^,\]}]*/.exec(text.slice(at))![0].trimEnd();
  return {
    start: mistake.start,
    end: mistake.start + Math.max(value.length, 1),
    message: `a value that starts with ${sign} has to be quoted`,
    hint: `write it like: "${value}"`,
  };
}

function hintOf(code: string): { readonly hint?: string } {
  switch (code) {
    case 'BAD_INDENT':
    case 'BAD_COLLECTION_ITEM':
    case 'MULTILINE_IMPLICIT_KEY':
      return { hint: 'check the indentation of this line and the one above' };
    case 'TAB_AS_INDENT':
      return { hint: 'indent with spaces' };
    case 'MISSING_CHAR':
      return { hint: 'a quote, bracket or colon is missing' };
    default:
      return {};
  }
}
