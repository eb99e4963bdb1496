const HTML_NAMES: Readonly<Record<string, string>> = {
  '&': 'amp',
  '<': 'lt',
  '>': 'gt',
  '"': 'quot',
  "'": 'apos',
};
const JSON_ESCAPES: Readonly<Record<string, string>> = {
  '\b': 'b',
  '\f': 'f',
  '\n': 'n',
  '\r': 'r',
  '\t': 't',
};

const POINTER_ESCAPES: Readonly<Record<string, string>> = { '/': '~1', '~': '~0' };

/** Backslashes before a character: each level of nested JSON doubles them. Bounded, because responses may be full of them. */
const BACKSLASHES = '\\\\{0,7}';

/** A pattern for a character (or a run of backslashes) in every encoding of text. */
export function patternOfCharacter(character: string): string {
  if (/[A-Za-z0-9]/.test(character)) return character;
  if (character[0] === '\\') return patternOfBackslashes(character.length);
  const literal = escapeRegExp(character);
  const name = HTML_NAMES[character];
  const letter = JSON_ESCAPES[character];
  const pointer = POINTER_ESCAPES[character];
  const forms = [
    `${BACKSLASHES}${character === '\n' ? '\\r?' : ''}${literal}`,
    ...encodedForms(character),
    ...(name === undefined ? [] : [`&(?:amp;)?${name};`]),
    ...(letter === undefined ? [] : [`\\\\{1,7}${letter}`]),
    ...(pointer === undefined ? [] : [pointer]),
    ...(character === ' ' ? ['\\+'] : []),
  ];
  return `(?:${forms.join('|')})`;
}

/** JSON doubles them, three times at most, and escaping the next character may add some. */
const patternOfBackslashes = (count: number): string =>
  `(?:\\\\{${count},${8 * count + 7}}|(?:${encodedForms('\\').join('|')}){${count}})`;

const encodedForms = (character: string): readonly string[] => [
  percentOf(character),
  BACKSLASHES + unicodeOf(character),
  `&#0*${character.codePointAt(0)};`,
  `&#[xX]0*${anyCase(character.codePointAt(0)!.toString(16))};`,
];

/** `%2F` in either case, with its percent sign encoded or not. */
const percentOf = (character: string): string =>
  [...Buffer.from(character)]
    .map((byte) => `%(?:25)*${anyCase(byte.toString(16).padStart(2, '0'))}`)
    .join('');

const unicodeOf = (character: string): string =>
  character
    .split('')
    .map((unit) => `\\\\u${anyCase(unit.charCodeAt(0).toString(16).padStart(4, '0'))}`)
    .join('\\\\{0,6}');

const anyCase = (hex: string): string => hex.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);

const escapeRegExp = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

/** A pattern for a character of base64, in either alphabet and percent-encoded. */
export function patternOfBase64(character: string): string {
  if (character === '=') return '(?:=|%3[dD]){0,2}';
  if (character === '+' || character === '-') return '(?:[+-]|%2[bB])';
  if (character === '/' || character === '_') return `(?:${BACKSLASHES}[/_]|%2[fF])`;
  return character;
}

/** A pattern for a hexadecimal digit. */
export const patternOfHex = (digit: string): string => digit;
