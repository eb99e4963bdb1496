import { patternOfBase64, patternOfCharacter, patternOfHex } from './character-patterns.ts';

/** A form that a secret can take in a text. Its patterns are compiled when a text may hold it, which is rare. */
export type SecretForm = {
  /** The most common spelling; the pattern allows others. */
  readonly text: string;
  readonly pattern: () => string;
  /** Matches the beginning of the form at the end of a text; undefined if that is too short to be significant. */
  readonly beginning: () => string | undefined;
  /** The runs of letters and digits, which no encoder changes, the longest first: a text with the form holds all of them. */
  readonly runs: readonly string[];
  /** The longest run of letters and digits in its beginning: a text without it does not end with the beginning. */
  readonly head: string;
  /** One of several consecutive parts of a form that is too long for one pattern. */
  readonly isPiece: boolean;
};

/**
 * Every form in which a secret can travel: unchanged, in upper or lower case, or normalized by a URL parser; escaped for JSON,
 * JSON Pointer, HTML or XML; percent- or form-encoded, in part or twice; in hexadecimal; in base64, once or twice, alone or
 * inside longer content. A form that is too long for one pattern is found piece by piece.
 */
export function formsOfSecret(secret: string): readonly SecretForm[] {
  if (secret.length < MIN_LENGTH_INSIDE_WORDS) return [wordForm(secret)];
  const texts = new Set([secret, ...variantsOf(secret)]);
  const encoded = new Set([secret, secret.trim()].filter((each) => each.length >= MIN_LENGTH_INSIDE_WORDS));
  return [
    ...[...texts].flatMap((text) => formsOf(charactersOf(text), patternOfCharacter)),
    ...[...encoded].flatMap((text) => [
      ...base64Of(text).flatMap((each) => formsOf([...each], patternOfBase64)),
      ...hexOf(text).flatMap((each) => formsOf([...each], patternOfHex)),
    ]),
  ];
}

/** A shorter secret counts as a whole word only: elsewhere it would match everywhere. */
const MIN_LENGTH_INSIDE_WORDS = 4;

/** In another case, in base64 or in hexadecimal, fewer characters match by chance. */
const MIN_ENCODED_LENGTH = 8;

/** A beginning of fewer characters matches by chance, and reveals little. */
const MIN_BEGINNING_LENGTH = 6;

/** Characters in one pattern: longer ones are slow, and much longer ones fail to compile. */
const MAX_PATTERN_LENGTH = 300;
const PIECE_LENGTH = 100;

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

/** A URL parser removes these segments, and the segment before two dots. */
const DOT_SEGMENT = /(?:^|[/\\])(?:\.|%2e){1,2}(?:[/\\]|$)/i;

/** What a secret may become without being encoded. */
function variantsOf(secret: string): readonly string[] {
  const asUrl = secret.replace(/[\t\r\n]/g, '');
  const changed = [secret.trim(), asUrl, asUrl.replaceAll('\\', '/')];
  if (DOT_SEGMENT.test(secret)) changed.push(new URL(`http://x/${asUrl}`).pathname.slice(1));
  if (secret.length >= MIN_ENCODED_LENGTH) changed.push(secret.toLowerCase(), secret.toUpperCase());
  if (/[^\0-\x7f]/.test(secret)) changed.push(...misread(secret));
  return changed.filter((each) => each.length >= MIN_LENGTH_INSIDE_WORDS);
}

/** UTF-8 decoded as Latin-1, as header values are, and Latin-1 decoded as UTF-8. */
function misread(secret: string): readonly string[] {
  const utf8AsLatin1 = Buffer.from(secret).toString('latin1');
  const latin1AsUtf8 = /^[\0-\xff]*$/.test(secret) ? Buffer.from(secret, 'latin1').toString() : '\ufffd';
  return latin1AsUtf8.includes('\ufffd') ? [utf8AsLatin1] : [utf8AsLatin1, latin1AsUtf8];
}

function formsOf(
  characters: readonly string[],
  patternOf: (character: string) => string,
): readonly SecretForm[] {
  if (characters.length <= MAX_PATTERN_LENGTH) return [formOf(characters, patternOf, false)];
  const pieces = [];
  for (let at = 0; at < characters.length; at += PIECE_LENGTH)
    pieces.push(formOf(characters.slice(at, at + PIECE_LENGTH), patternOf, true));
  const anchored = pieces.filter(({ runs: [longest = ''] }) => longest.length >= MIN_LENGTH_INSIDE_WORDS);
  // Pieces without letters and digits would have to be looked for in every text.
  return anchored.length > 0 ? anchored : pieces.slice(0, 1);
}

function formOf(
  characters: readonly string[],
  patternOf: (character: string) => string,
  isPiece: boolean,
): SecretForm {
  // There may be a million forms: keep the text, not an array of its characters.
  const text = characters.join('');
  return {
    // A run of backslashes is tried from its start only; otherwise a text full of them takes forever.
    pattern: () => `${text.startsWith('\\') ? '(?<!\\\\)' : ''}${charactersOf(text).map(patternOf).join('')}`,
    beginning: () => beginningOf(charactersOf(text).map(patternOf)),
    text,
    runs: runsOf(text),
    head: runsOf(characters.slice(0, MIN_BEGINNING_LENGTH).join(''))[0] ?? '',
    isPiece,
  };
}

const runsOf = (text: string): readonly string[] =>
  (text.match(/[A-Za-z0-9]+/g) ?? []).toSorted((a, b) => b.length - a.length);

/** The characters of a text; consecutive backslashes count as one. */
const charactersOf = (text: string): readonly string[] => text.match(/\\+|[^\\]/gu) ?? [];

/** Matches a text that ends with the first characters of a form, however many, and perhaps with part of an encoded one. */
function beginningOf(characters: readonly string[]): string | undefined {
  if (characters.length < MIN_BEGINNING_LENGTH) return undefined;
  const first = characters.slice(0, MIN_BEGINNING_LENGTH).join('');
  const rest = characters
    .slice(MIN_BEGINNING_LENGTH)
    .reduceRight((later, each) => `(?:${each}${later})?`, '');
  return `${first}${rest}(?:%[0-9A-Fa-f]?|\\\\+(?:u[0-9A-Fa-f]{0,3})?|&#?\\w{0,6})?$`;
}
/** In base64, and that in base64 again unless it is long: only short values are put into headers. */
function base64Of(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  const whole = bytes.toString('base64').replace(/=+$/, '');
  const inside = shiftsOf(bytes);
  const twice =
    secret.length > MAX_PATTERN_LENGTH
      ? []
      : [
          `${whole}${'='.repeat((4 - (whole.length % 4)) % 4)}`,
          bytes.toString('base64url'),
          ...inside,
        ].flatMap((each) => shiftsOf(Buffer.from(each)));
  return [...new Set([`${whole}=`, ...inside, ...twice])];
}

/** The part of the base64 that does not depend on where the secret begins: characters shift with its offset modulo 3. */
const shiftsOf = (bytes: Buffer): readonly string[] =>
  [0, 1, 2]
    .map((before) => {
      const shifted = Buffer.concat([Buffer.alloc(before), bytes]);
      const start = before === 0 ? 0 : before + 1;
      return shifted.toString('base64').slice(start, Math.floor((shifted.length * 8) / 6));
    })
    .filter((each) => each.length >= MIN_ENCODED_LENGTH);

function hexOf(secret: string): readonly string[] {
  const hex = Buffer.from(secret).toString('hex');
  return hex.length < 2 * MIN_ENCODED_LENGTH ? [] : [hex, hex.toUpperCase()];
}
