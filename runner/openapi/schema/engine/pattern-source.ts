/** A regular expression of a document, translated for JavaScript. */
export type Pattern = { readonly source: string; readonly flags: string };

/** Translates a pattern, or says why it cannot be read. It is never given another meaning. */
export function readPattern(written: string): Pattern | { readonly problem: string } {
  const known = read.get(written) ?? translate(written);
  if (read.size < MAX_KNOWN) read.set(written, known);
  return known;
}

const MAX_KNOWN = 5_000;
const read = new Map<string, Pattern | { readonly problem: string }>();

function translate(written: string): Pattern | { readonly problem: string } {
  const problem = (why: string) => ({ problem: `the pattern ${shorten(written)} ${why}` });
  const { flags, rest } = takeFlags(written);
  if (/\[\[:\w+:\]/.test(rest)) return problem('uses POSIX classes');
  const source = rewrite(rest);
  if (typeof source === 'object') return problem(source.problem);
  if (isRegExp(source, `u${flags}`)) return { source, flags: `u${flags}` };
  return problem('is not a regular expression that JavaScript can read');
}

const shorten = (written: string): string => (written.length > 120 ? `${written.slice(0, 116)}...` : written);

/** Flags at the beginning, as in `(?i)abc`; those that JavaScript does not have stay, and are refused. */
function takeFlags(written: string): { readonly flags: string; readonly rest: string } {
  const [whole = '', before = '', flags = ''] = /^(\^?)\(\?([ims]+)\)/.exec(written) ?? [];
  return { flags: [...new Set(flags)].join(''), rest: before + written.slice(whole.length) };
}

function isRegExp(source: string, flags: string): boolean {
  try {
    new RegExp(source, flags);
    return true;
  } catch {
    return false;
  }
}

/** The characters that the flag u allows to be escaped; documents may escape all of ASCII except letters and digits. */
const SYNTAX = /[\^$\\.*+?()[\]{}|/]/;
/** Letters and digits whose escapes mean the same in JavaScript as in documents. */
const ESCAPES = /[dDwWsSbBpPuxcfnrtvk0-9]/;
/** Anchors of Ruby, Python and others. */
const ANCHORS: Readonly<Record<string, string>> = { A: '^', z: '$', Z: '$' };
/** Classes such as `\w`: a hyphen beside one is literal. */
const CLASS_ESCAPE = /\\[dDwWsSpP]/;

/** A repetition; any other brace is literal. */
const QUANTIFIER = /^\{\d+(?:,\d*)?\}/;
/** A name in an escape, as in `\p{L}`. */
const ESCAPED_NAME = /^[pPu]\{[^{}]*\}/;

/** Removes needless escapes, and escapes literal braces, brackets and hyphens. */
function rewrite(source: string): string | { readonly problem: string } {
  let made = '';
  let inClass = false;
  /** A class in a class, as in Java and .NET: a later bracket may end the outer one. */
  let mayNest = false;
  for (let at = 0; at < source.length; at++) {
    const char = source[at]!;
    if (char !== '\\') {
      if (!inClass && char === '[') {
        inClass = true;
        // At the beginning, hyphens are literal.
        const opening = source[at + 1] === '^' ? '[^' : '[';
        made += opening;
        at += opening.length - 1;
        continue;
      }
      if (!inClass && char === ']') {
        if (mayNest) return { problem: 'has a class in a class' };
        made += '\\]';
        continue;
      }
      if (!inClass && (char === '{' || char === '}')) {
        const [quantifier = ''] = QUANTIFIER.exec(source.slice(at, at + 40)) ?? [];
        if (quantifier === '' && source[at + 1] === ',')
          return { problem: 'uses {,n}, which other languages read as a repetition' };
        made += quantifier === '' ? `\\${char}` : quantifier;
        at += Math.max(quantifier.length - 1, 0);
        continue;
      }
      if (inClass && char === '[') mayNest = true;
      if (inClass && char === ']') inClass = false;
      if (inClass && char === '&' && source[at + 1] === '&')
        return { problem: 'uses &&, which other languages read as an intersection' };
      const isBesideClass =
        inClass &&
        char === '-' &&
        (CLASS_ESCAPE.test(source.slice(at + 1, at + 3)) || endsInClass(source, at));
      made += isBesideClass || (inClass && char === '[') ? `\\${char}` : char;
      continue;
    }
    const next = source[++at];
    if (next === undefined) return { problem: 'ends in a backslash' };
    const [name = ''] = ESCAPED_NAME.exec(source.slice(at, at + 60)) ?? [];
    if (name !== '') {
      made += `\\${name}`;
      at += name.length - 1;
      continue;
    }
    if (/[A-Za-z0-9]/.test(next)) {
      if (!inClass && Object.hasOwn(ANCHORS, next)) made += ANCHORS[next]!;
      else if (ESCAPES.test(next)) made += `\\${next}`;
      else return { problem: `uses \\${next}, which JavaScript does not know` };
    } else made += SYNTAX.test(next) || (inClass && next === '-') ? `\\${next}` : next;
  }
  return made;
}

const endsInClass = (source: string, at: number): boolean =>
  /\\(?:[dDwWsS]|[pP]\{[^}]*\})$/.test(source.slice(Math.max(0, at - 40), at));
