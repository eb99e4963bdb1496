/** A form that a secret can take in a text. */
export type SecretForm = {
  readonly pattern: string;
  /** Its beginning at the end of a text; undefined where that would say nothing. */
  readonly beginning: string | undefined;
  /** The letters and digits in a row that no encoder touches, the longest first: the form holds them all. */
  readonly runs: readonly string[];
};

/**
 * Every form in which a secret can travel: as it is; escaped for JSON, JSON Pointers, HTML or XML; percent- or form-encoded, in part or
 * twice; in base64, by itself or inside something longer.
 */
export function formsOfSecret(secret: string): readonly SecretForm[] {
  const plain = [...secret].map(patternOfCharacter);
  if (secret.length < SHORT) {
    const pattern = `(?<![A-Za-z0-9])${plain.join('')}(?![A-Za-z0-9])`;
    return [{ pattern, beginning: undefined, runs: runsOf(secret) }];
  }
  return [
    { pattern: plain.join(''), beginning: beginningOf(plain), runs: runsOf(secret) },
    ...base64Of(secret).map((form) => {
      const characters = [...form].map(patternOfBase64);
      return { pattern: characters.join(''), beginning: beginningOf(characters), runs: runsOf(form) };
    }),
  ];
}

const runsOf = (text: string): readonly string[] =>
  (text.match(/[A-Za-z0-9]+/g) ?? []).toSorted((a, b) => b.length - a.length);

/** Fewer characters than these are found by chance, and give little away. */
const TELLING_BEGINNING = 6;

/** The first characters, as many as there are, and a part of the next where that is encoded. */
function beginningOf(characters: readonly string[]): string | undefined {
  if (characters.length < TELLING_BEGINNING) return undefined;
  const first = characters.slice(0, TELLING_BEGINNING).join('');
  const rest = characters.slice(TELLING_BEGINNING).reduceRight((later, each) => `(?:${each}${later})?`, '');
  return `${first}${rest}(?:%[0-9A-Fa-f]?|\\\\+(?:u[0-9A-Fa-f]{0,3})?|&#?\\w{0,6})?$`;
}

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

const POINTER_ESCAPES: Readonly<Record<string, string>> = { '/': '~1', '~': '~0' };

/** Backslashes before a character: each JSON text inside another doubles them. Bounded, as answers may be full of them. */
const BACKSLASHES = '\\\\{0,7}';

function patternOfCharacter(character: string): string {
  if (/[A-Za-z0-9]/.test(character)) return character;
  const literal = escapeRegExp(character);
  const name = HTML_NAMES[character];
  const letter = JSON_ESCAPES[character];
  const pointer = POINTER_ESCAPES[character];
  const forms = [
    character === '\\' ? '\\\\{1,7}' : `${BACKSLASHES}${literal}`,
    percentOf(character),
    BACKSLASHES + unicodeOf(character),
    `&#0*${character.codePointAt(0)};`,
    `&#[xX]0*${anyCase(character.codePointAt(0)!.toString(16))};`,
    ...(name === undefined ? [] : [`&(?:amp;)?${name};`]),
    ...(letter === undefined ? [] : [`\\\\{1,7}${letter}`]),
    ...(pointer === undefined ? [] : [pointer]),
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
