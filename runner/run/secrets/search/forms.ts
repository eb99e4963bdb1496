/** A form that a secret can take in a text. Its patterns are made when a text may hold it, which most texts do not. */
export type SecretForm = {
  /** The form as it mostly stands there, of which the pattern allows more spellings. */
  readonly text: string;
  readonly pattern: () => string;
  /** Its beginning at the end of a text; undefined where that would say nothing. */
  readonly beginning: () => string | undefined;
  /** The letters and digits in a row that no encoder touches, the longest first: the form holds them all. */
  readonly runs: readonly string[];
  /** The longest letters and digits in a row of its beginning: without them, a text does not end with it. */
  readonly head: string;
  /** One of several in a row that make up a form too long for one pattern. */
  readonly isPiece: boolean;
};

/**
 * Every form in which a secret can travel: as it is, in capitals or small letters, or as a URL parser leaves it; escaped for JSON, JSON
 * Pointers, HTML or XML; percent- or form-encoded, in part or twice; in hexadecimal; in base64, once or twice, by itself or inside
 * something longer. What is too long for one pattern is found piece by piece.
 */
export function formsOfSecret(secret: string): readonly SecretForm[] {
  if (secret.length < SHORT) return [wordForm(secret)];
  const texts = new Set([secret, ...variantsOf(secret)]);
  const encoded = new Set([secret, secret.trim()].filter((each) => each.length >= SHORT));
  return [
    ...[...texts].flatMap((text) => formsOf(charactersOf(text), patternOfCharacter)),
    ...[...encoded].flatMap((text) => [
      ...base64Of(text).flatMap((each) => formsOf([...each], patternOfBase64)),
      ...hexOf(text).flatMap((each) => formsOf([...each], patternOfHex)),
    ]),
  ];
}

/** A shorter secret counts only as a whole word, or it would be found everywhere. */
const SHORT = 4;

/** Fewer characters in other letters, in base64 or in hexadecimal are found by chance. */
const TELLING = 8;

/** A beginning of fewer characters is found by chance, and gives little away. */
const TELLING_BEGINNING = 6;

/** A pattern of more characters than these is a burden; of many more, none at all. */
const LONGEST_PATTERN = 300;
const PIECE = 100;

function wordForm(secret: string): SecretForm {
  const pattern = `(?<![A-Za-z0-9$])${charactersOf(secret).map(patternOfCharacter).join('')}(?![A-Za-z0-9])`;
  return {
    text: secret,
    pattern: () => pattern,
    beginning: () => undefined,
    runs: runsOf(secret),
    head: '',
    isPiece: false,
  };
}

/** A URL parser takes them out, and what stands before two dots. */
const DOT_SEGMENT = /(?:^|[/\\])(?:\.|%2e){1,2}(?:[/\\]|$)/i;

/** What the same secret becomes without being encoded. */
function variantsOf(secret: string): readonly string[] {
  const asUrl = secret.replace(/[\t\r\n]/g, '');
  const changed = [secret.trim(), asUrl, asUrl.replaceAll('\\', '/')];
  if (DOT_SEGMENT.test(secret)) changed.push(new URL(`http://x/${asUrl}`).pathname.slice(1));
  if (secret.length >= TELLING) changed.push(secret.toLowerCase(), secret.toUpperCase());
  if (/[^\0-\x7f]/.test(secret)) changed.push(...misread(secret));
  return changed.filter((each) => each.length >= SHORT);
}

/** UTF-8 that is read as Latin-1, as header values are, and Latin-1 that is read as UTF-8. */
function misread(secret: string): readonly string[] {
  const utf8AsLatin1 = Buffer.from(secret).toString('latin1');
  const latin1AsUtf8 = /^[\0-\xff]*$/.test(secret) ? Buffer.from(secret, 'latin1').toString() : '\ufffd';
  return latin1AsUtf8.includes('\ufffd') ? [utf8AsLatin1] : [utf8AsLatin1, latin1AsUtf8];
}

function formsOf(
  characters: readonly string[],
  patternOf: (character: string) => string,
): readonly SecretForm[] {
  if (characters.length <= LONGEST_PATTERN) return [formOf(characters, patternOf, false)];
  const pieces = [];
  for (let at = 0; at < characters.length; at += PIECE)
    pieces.push(formOf(characters.slice(at, at + PIECE), patternOf, true));
  const anchored = pieces.filter(({ runs: [longest = ''] }) => longest.length >= SHORT);
  // Pieces of signs alone would be looked for in every text.
  return anchored.length > 0 ? anchored : pieces.slice(0, 1);
}

function formOf(
  characters: readonly string[],
  patternOf: (character: string) => string,
  isPiece: boolean,
): SecretForm {
  // There may be a million forms: the text is kept, and not its characters.
  const text = characters.join('');
  return {
    // A run of backslashes is tried from its start only, or a text full of them would take forever.
    pattern: () => `${text.startsWith('\\') ? '(?<!\\\\)' : ''}${charactersOf(text).map(patternOf).join('')}`,
    beginning: () => beginningOf(charactersOf(text).map(patternOf)),
    text,
    runs: runsOf(text),
    head: runsOf(characters.slice(0, TELLING_BEGINNING).join(''))[0] ?? '',
    isPiece,
  };
}

const runsOf = (text: string): readonly string[] =>
  (text.match(/[A-Za-z0-9]+/g) ?? []).toSorted((a, b) => b.length - a.length);

/** The characters of a text, backslashes in a row as one. */
const charactersOf = (text: string): readonly string[] => text.match(/\\+|[^\\]/gu) ?? [];

/** The first characters, as many as there are, and a part of the next where that is encoded. */
function beginningOf(characters: readonly string[]): string | undefined {
  if (characters.length < TELLING_BEGINNING) return undefined;
  const first = characters.slice(0, TELLING_BEGINNING).join('');
  const rest = characters.slice(TELLING_BEGINNING).reduceRight((later, each) => `(?:${each}${later})?`, '');
  return `${first}${rest}(?:%[0-9A-Fa-f]?|\\\\+(?:u[0-9A-Fa-f]{0,3})?|&#?\\w{0,6})?$`;
}

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

/** JSON doubles them, three times at most, and a character behind them may add its own. */
const patternOfBackslashes = (count: number): string =>
  `(?:\\\\{${count},${8 * count + 7}}|(?:${encodedForms('\\').join('|')}){${count}})`;

const encodedForms = (character: string): readonly string[] => [
  percentOf(character),
  BACKSLASHES + unicodeOf(character),
  `&#0*${character.codePointAt(0)};`,
  `&#[xX]0*${anyCase(character.codePointAt(0)!.toString(16))};`,
];

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

/** In base64, and that in base64 again unless it is long, as only what is short is put into a header. */
function base64Of(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  const whole = bytes.toString('base64').replace(/=+$/, '');
  const inside = shiftsOf(bytes);
  const twice =
    secret.length > LONGEST_PATTERN
      ? []
      : [
          `${whole}${'='.repeat((4 - (whole.length % 4)) % 4)}`,
          bytes.toString('base64url'),
          ...inside,
        ].flatMap((each) => shiftsOf(Buffer.from(each)));
  return [...new Set([`${whole}=`, ...inside, ...twice])];
}

/** What is the same in base64 wherever the secret begins: a text of three bytes more or less shifts its characters. */
const shiftsOf = (bytes: Buffer): readonly string[] =>
  [0, 1, 2]
    .map((before) => {
      const shifted = Buffer.concat([Buffer.alloc(before), bytes]);
      const start = before === 0 ? 0 : before + 1;
      return shifted.toString('base64').slice(start, Math.floor((shifted.length * 8) / 6));
    })
    .filter((each) => each.length >= TELLING);

function patternOfBase64(character: string): string {
  if (character === '=') return '(?:=|%3[dD]){0,2}';
  if (character === '+' || character === '-') return '(?:[+-]|%2[bB])';
  if (character === '/' || character === '_') return `(?:${BACKSLASHES}[/_]|%2[fF])`;
  return character;
}

function hexOf(secret: string): readonly string[] {
  const hex = Buffer.from(secret).toString('hex');
  return hex.length < 2 * TELLING ? [] : [hex, hex.toUpperCase()];
}

const patternOfHex = (digit: string): string => digit;
