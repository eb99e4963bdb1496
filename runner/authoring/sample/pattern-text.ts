/** The longest expansion of a repetition. */
const MAX_REPEAT = 64;

/**
 * A text that matches a pattern, from the first choice at each place; undefined for unsupported syntax, such as lookahead. The
 * caller still tests the result.
 */
export function textForPattern(pattern: string): string | undefined {
  const reader = { text: pattern, at: 0 };
  try {
    const made = readChoices(reader);
    return reader.at === pattern.length && new RegExp(pattern, 'u').test(made) ? made : undefined;
  } catch {
    return undefined;
  }
}

type Reader = { readonly text: string; at: number };

class NotUnderstood extends Error {}

const peek = ({ text, at }: Reader): string | undefined => text[at];

function readChoices(reader: Reader): string {
  const first = readSequence(reader);
  while (peek(reader) === '|') {
    reader.at++;
    readSequence(reader);
  }
  return first;
}

function readSequence(reader: Reader): string {
  let made = '';
  for (let next = peek(reader); next !== undefined && next !== '|' && next !== ')'; next = peek(reader)) {
    const atom = readAtom(reader);
    made += atom.repeat(readCount(reader));
  }
  return made;
}

function readAtom(reader: Reader): string {
  const char = reader.text[reader.at++]!;
  switch (char) {
    case '^':
    case '$':
      return '';
    case '.':
      return 'a';
    case '(':
      return readGroup(reader);
    case '[':
      return readClass(reader);
    case '\\':
      return readEscape(reader);
    default:
      return char;
  }
}

function readGroup(reader: Reader): string {
  const [head] = /^\?(?::|<\w+>)/.exec(reader.text.slice(reader.at)) ?? [''];
  if (head === '' && peek(reader) === '?') throw new NotUnderstood();
  reader.at += head!.length;
  const made = readChoices(reader);
  if (peek(reader) !== ')') throw new NotUnderstood();
  reader.at++;
  return made;
}

const CLASSES: Readonly<Record<string, string>> = {
  d: '1',
  w: 'a',
  s: ' ',
  D: 'a',
  W: '-',
  S: 'a',
  b: '',
  B: '',
};

function readEscape(reader: Reader): string {
  const char = reader.text[reader.at++];
  if (char === undefined) throw new NotUnderstood();
  if (Object.hasOwn(CLASSES, char)) return CLASSES[char]!;
  if (/[pPkux\dc]/.test(char)) throw new NotUnderstood();
  return ({ n: '\n', t: '\t', r: '\r' } as Readonly<Record<string, string>>)[char] ?? char;
}

/** The first character of a class; for a negated class, a usual character that it allows. */
function readClass(reader: Reader): string {
  const end = /^\^?\]?(?:\\.|[^\]\\])*\]/.exec(reader.text.slice(reader.at))?.[0];
  if (end === undefined) throw new NotUnderstood();
  const inside = end.slice(0, -1);
  reader.at += end.length;
  const accepts = new RegExp(`^[${inside}]$`, 'u');
  const made = [...'aA1-_ ./:+', ...inside].find((each) => accepts.test(each));
  if (made === undefined) throw new NotUnderstood();
  return made;
}

function readCount(reader: Reader): number {
  const [written, mark, least] =
    /^(?:([*+?])|\{(\d+)(?:,\d*)?\})[?]?/.exec(reader.text.slice(reader.at)) ?? [];
  if (written === undefined) return 1;
  reader.at += written.length;
  if (mark !== undefined) return mark === '+' ? 1 : 0;
  return Math.min(Number(least), MAX_REPEAT);
}
