import { editDistance } from './diagnostic.ts';

/** `ours`: a document with this key claims to be a spec; the other keys are also common on pages of other tools. */
type KeyFacts = { readonly ours: boolean };

const ours: KeyFacts = { ours: true };
const common: KeyFacts = { ours: false };

/** Every key of the frontmatter that means something here; others are kept in the document and mean nothing. */
const KEYS = {
  endpoint: ours,
  domain: ours,
  tags: common,
  swagger: ours,
  status: ours,
  skip: ours,
  skipReason: ours,
  skip_reason: ours,
  savedAt: ours,
  verifiedAt: ours,
  timesReused: ours,
  tokens: ours,
  useFallbackApi: ours,
  expectedOutcome: ours,
  expectedOutcomeReason: ours,
  requiresTestData: ours,
  testDataDescription: ours,
  notes: common,
  data: common,
  concurrency: ours,
  knownIssues: ours,
  knownDataIssues: ours,
} as const satisfies Readonly<Record<string, KeyFacts>>;

export type FrontmatterKey = keyof typeof KEYS;

/** Their names, in the order in which they are written. */
export const FRONTMATTER_KEYS = Object.keys(KEYS) as readonly FrontmatterKey[];

const isKnown = (key: string): key is FrontmatterKey => Object.hasOwn(KEYS, key);

export const claimsToBeSpec = (key: string): boolean => isKnown(key) && KEYS[key].ours;

/** Words that resemble a key of ours and are not misspellings of it. */
const OTHER_WORDS = new Set(['date', 'dates', 'requires', 'verifiedby']);
/** Other words for a key: a step may say `useFallback`. */
const SYNONYMS: Readonly<Record<string, FrontmatterKey>> = {
  usefallback: 'useFallbackApi',
  fallback: 'useFallbackApi',
  fallbackapi: 'useFallbackApi',
};
/** A typo changes one letter, in a long word up to two. */
const LONG = 8;
const LONGEST = 40;

const plain = (key: string): string => key.toLowerCase().replace(/[-_\s]/g, '');

const PLAIN_NAMES = FRONTMATTER_KEYS.map(plain);

/** The key that an unknown one probably means: another spelling, a typo, or a prefix. */
export function keyMeantBy(key: string): FrontmatterKey | undefined {
  if (isKnown(key) || key.length > LONGEST) return undefined;
  const word = plain(key);
  if (OTHER_WORDS.has(word)) return undefined;
  if (Object.hasOwn(SYNONYMS, word)) return SYNONYMS[word];
  const most = word.length < LONG ? 1 : 2;
  const distances = PLAIN_NAMES.map((name) =>
    Math.abs(name.length - word.length) > most ? Number.POSITIVE_INFINITY : editDistance(word, name),
  );
  const least = Math.min(...distances);
  if (least <= most) return FRONTMATTER_KEYS[distances.indexOf(least)];
  return word.length < LONG
    ? undefined
    : FRONTMATTER_KEYS[PLAIN_NAMES.findIndex((name) => name.startsWith(word))];
}
