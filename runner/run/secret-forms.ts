/** A form that a secret can take in a text. */
export type SecretForm = {
  readonly pattern: string;
  /** The letters and digits in a row that no encoder touches, the longest first: the form holds them all. */
  readonly runs: readonly string[];
};

/**
 * Every form in which a secret can travel: as it is; escaped for JSON, HTML or XML; percent- or form-encoded, in part or
 * twice; in base64, by itself or inside something longer.
 */
export function formsOfSecret(secret: string): readonly SecretForm[] {
  const plain = [...secret].map(patternOfCharacter).join('');
  if (secret.length < SHORT)
    return [{ pattern: `(?<![A-Za-z0-9])${plain}(?![A-Za-z0-9])`, runs: runsOf(secret) }];
  return [
    { pattern: plain, runs: runsOf(secret) },
    ...base64Of(secret).map((form) => ({
      pattern: [...form].map(patternOfBase64).join(''),
      runs: runsOf(form),
    })),
  ];
}

const runsOf = (text: string): readonly string[] =>
  (text.match(/[A-Za-z0-9]+/g) ?? []).toSorted((a, b) => b.length - a.length);

/** A shorter secret counts only as a whole word, or it would be found everywhere. */
const SHORT = 4;

/** So many characters of base64 are no coincidence. */
const TELLING = 8;

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

/** Backslashes before a character: each JSON text inside another doubles them. Bounded, as answers may be full of them. */
const BACKSLASHES = '\\\\{0,7}';

function patternOfCharacter(character: string): string {
  if (/[A-Za-z0-9]/.test(character)) return character;
  const literal = escapeRegExp(character);
  const name = HTML_NAMES[character];
  const escape = JSON_ESCAPES[character];
  const forms = [
    character === '\\' ? '\\\\{1,7}' : `${BACKSLASHES}${literal}`,
    percentOf(character),
    BACKSLASHES + unicodeOf(character),
    `&#0*${character.codePointAt(0)};`,
    `&#[xX]0*${anyCase(character.codePointAt(0)!.toString(16))};`,
    ...(name === undefined ? [] : [`&(?:amp;)?${name};`]),
    ...(escape === undefined ? [] : [`\\\\{1,7}${escape}`]),
    ...(character === ' ' ? ['\\+'] : []),
  ];
  return `(?:${forms.join('|')})`;
}

/** `%2F` in either case, encoded once more or not. */
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

/** What is the same in base64 wherever the secret begins: a text of three bytes more or less shifts its characters. */
function base64Of(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  const whole = bytes.toString('base64').replace(/=+$/, '');
  const inside = [0, 1, 2].map((before) => {
    const shifted = Buffer.concat([Buffer.alloc(before), bytes]);
    const start = before === 0 ? 0 : before + 1;
    return shifted.toString('base64').slice(start, Math.floor((shifted.length * 8) / 6));
  });
  return [`${whole}=`, ...inside.filter((each) => each.length >= TELLING)];
}

function patternOfBase64(character: string): string {
  if (character === '=') return '(?:=|%3[dD]){0,2}';
  if (character === '+' || character === '-') return '(?:[+-]|%2[bB])';
  if (character === '/' || character === '_') return `(?:${BACKSLASHES}[/_]|%2[fF])`;
  return character;
}
