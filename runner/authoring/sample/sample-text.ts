import { endsWith, wordsOf } from '../names.ts';
import { textForPattern } from './pattern-text.ts';
import { exampleOf, numberOf, type SchemaFacts, wordOf } from './schema-facts.ts';
import { literal } from './templates.ts';

/** Values for texts with a known meaning: by the format of the schema, then by the words of the name. */
const BY_FORMAT: Readonly<Record<string, (words: readonly string[]) => string>> = {
  date: (words) => `{{${dayFor(words)}_date}}`,
  'date-time': (words) => {
    const day = dayFor(words);
    return `{{${day === 'today' || day === 'yesterday' ? 'now' : day}_datetime}}`;
  },
  email: () => '{{random_email}}',
  uuid: () => '{{uuid}}',
  uri: () => '{{random_url}}',
  url: () => '{{random_url}}',
  phone: () => '{{random_phone}}',
  time: () => '10:00:00Z',
  hostname: () => 'host.example.com',
  ipv4: () => '192.0.2.1',
  ipv6: () => '2001:db8::1',
  byte: () => 'dGVzdA==',
};

function dayFor(words: readonly string[]): 'tomorrow' | 'next_week' | 'yesterday' | 'today' {
  const has = (...some: readonly string[]): boolean => some.some((word) => words.includes(word));
  if (has('end', 'until', 'expires', 'expire', 'expiration', 'expiry', 'due', 'to')) return 'next_week';
  if (has('birth', 'birthday', 'dob', 'since', 'from', 'created', 'issued', 'issue', 'after'))
    return 'yesterday';
  return 'tomorrow';
}

const BY_WORD: readonly (readonly [words: readonly string[], texts: readonly string[]])[] = [
  [['email'], ['{{random_email}}']],
  [['phone'], ['{{random_phone}}']],
  [['mobile'], ['{{random_phone}}']],
  [['first', 'name'], ['{{random_firstname}}']],
  [['last', 'name'], ['{{random_lastname}}']],
  [['card', 'number'], ['4111111111111111']],
  [['expiry'], ['12/39', '12/2039', '2039-12', '1239']],
  [['currency'], ['USD', 'usd']],
  [
    ['currency', 'code'],
    ['USD', 'usd'],
  ],
  [
    ['country', 'code'],
    ['US', 'us', 'USA'],
  ],
  [['country'], ['US', 'USA']],
  [['language'], ['en', 'en-US']],
  [['locale'], ['en', 'en-US', 'en_US']],
  [['timezone'], ['UTC', 'Europe/Berlin']],
  [
    ['time', 'zone'],
    ['UTC', 'Europe/Berlin'],
  ],
  [['url'], ['{{random_url}}']],
  [['address'], ['{{random_address}}']],
];

/** A text that fits a schema: by its format, by the words of its name, from an example, by its pattern and length. */
export function sampleText(facts: SchemaFacts, name: string, given: unknown): string {
  const words = wordsOf(name);
  const format = wordOf(facts, 'format');
  const byFormat = format === undefined ? undefined : BY_FORMAT[format]?.(words);
  const candidates = [
    byFormat,
    ...BY_WORD.filter(([end]) => endsWith(words, end)).flatMap(([, texts]) =>
      format === undefined ? texts : [],
    ),
    ...[given, exampleOf(facts), facts.keywords.get('default')].flatMap((value) =>
      typeof value === 'string' && value !== '' && !isDate(value) && !isAddress(value)
        ? [literal(value)]
        : [],
    ),
    textForPattern(wordOf(facts, 'pattern') ?? '') || undefined,
    `${words.join(' ') || 'text'} {{unique_id}}`,
    ...sized(facts, words.join(' ') || 'text'),
  ].filter((each) => each !== undefined);
  return candidates.find((each) => fits(each, facts)) ?? candidates[0]!;
}

/** An example of a date is past one day, and that of an address may be the address of a person. */
const isDate = (text: string): boolean => /^\d{4}-\d\d-\d\d/.test(text);
const isAddress = (text: string): boolean => /^[^\s@]+@[^\s@]+$/.test(text);

function sized(facts: SchemaFacts, text: string): readonly string[] {
  const least = numberOf(facts, 'minLength') ?? 0;
  const most = numberOf(facts, 'maxLength') ?? 4 * text.length;
  return [text.slice(0, most), text.padEnd(least, ' text').slice(0, most).trim().padEnd(least, 'x')];
}

/** How long what a built-in gives is about; what is filled in is looked at where a body is held against its schema. */
const FILLED = 12;

function fits(text: string, facts: SchemaFacts): boolean {
  const filled = text.replace(/\{\{\w+\}\}/g, 'x'.repeat(FILLED));
  const isWhole = /^\{\{\w+\}\}$/.test(text);
  const least = numberOf(facts, 'minLength') ?? 0;
  const most = numberOf(facts, 'maxLength') ?? Number.POSITIVE_INFINITY;
  const pattern = wordOf(facts, 'pattern');
  if (!isWhole && (filled.length < least || filled.length > most)) return false;
  if (isWhole && most < FILLED) return false;
  if (pattern === undefined || isWhole)
    return pattern === undefined || wordOf(facts, 'format') !== undefined || isLoose(pattern);
  try {
    return new RegExp(pattern, 'u').test(filled);
  } catch {
    return true;
  }
}

/** Whether a pattern is met by what the phone numbers and addresses of the built-ins look like. */
const isLoose = (pattern: string): boolean => {
  try {
    const regex = new RegExp(pattern, 'u');
    return ['+15550100300', 'qa.2f1c5d2e@example.com', 'https://example.com/2f1c5d2e'].some((each) =>
      regex.test(each),
    );
  } catch {
    return true;
  }
};
