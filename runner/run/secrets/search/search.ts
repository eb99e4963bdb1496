import { formsOfSecret, type SecretForm } from './forms.ts';
import { hideMatches, type SecretMatch, matchesOfMany } from './matches.ts';

/** A text that is hidden wherever it stands. */
export type Secret = {
  readonly text: string;
  readonly shown: string;
  /** Whether `shown` is for this text alone; else each view may show another name. */
  readonly isVariable: boolean;
  /** Whether nothing but the name that it stood under says that it is one: a view may show it then. */
  readonly isMild: boolean;
};

/** What is particular to the place for which secrets are hidden. */
export type HidingRules = {
  readonly nameOf: (secret: Secret) => string;
  /** Texts that are shown although they stood under a telling name. */
  readonly allowed: ReadonlySet<string>;
};

/** Finds secrets in texts, however many there are and however long the texts. */
export type SecretSearch = {
  readonly add: (
    secret: string,
    shown: string,
    kind?: Partial<Pick<Secret, 'isVariable' | 'isMild'>>,
  ) => void;
  readonly replace: (text: string, view?: HidingRules) => string;
  /** One of the secrets that a text holds; undefined when it holds none. */
  readonly find: (text: string, view?: HidingRules) => Secret | undefined;
  /** Grows with each secret: what was replaced at a lower one may hold a secret that was not known then. */
  readonly generation: () => number;
};

/** What else is looked for in the same pass, by four characters that it holds, in small letters. */
export type Watched = {
  readonly anchors: readonly string[];
  readonly replace: (text: string, hasAnchor: boolean, view: HidingRules) => string;
};

type Entry = {
  readonly id: number;
  secret: Secret;
  readonly form: SecretForm;
  readonly length: number;
  pattern?: string;
  beginning?: RegExp | null;
};

/** So many characters are looked at together. */
const ANCHOR_LENGTH = 4;

/**
 * Nearly every text holds no secret at all, so one pass over its characters tells which secrets could be in it, by the
 * last four letters or digits of a row that each of their forms has; only those that are there whole are looked for.
 */
export function createSecretSearch(watched?: Watched): SecretSearch {
  const known = new Map<string, { secret: Secret; readonly entries: readonly Entry[] }>();
  const entries: Entry[] = [];
  const always: Entry[] = [];
  const byAnchor = new Map<number, Entry[]>();
  const watchedKeys = new Set<number>();
  const maybe = new Uint8Array(0x1_0000);
  const patterns = new Map<string, RegExp>();
  /** Short texts that hold nothing, such as the headers that every answer has. */
  const clean = new Set<string>();
  /** The last of the longer ones, such as a list that many specs begin with. */
  const cleanLong: string[] = [];
  let nextLong = 0;
  const remember = (texts: Set<string>, text: string): void => {
    if (texts.size >= REMEMBERED) texts.clear();
    texts.add(text);
  };
  /** What may have been replaced, such as a credential that every request carries, and what it became in every view. */
  const replacedBefore = new Map<string, string>();
  /** The same for one view. */
  const replacedIn = new WeakMap<
    HidingRules,
    { readonly since: string; readonly texts: Map<string, string> }
  >();
  let generation = 0;
  /** All entries, the longest first, once a text that was cut has asked for them. */
  let sorted: readonly Entry[] | undefined;
  const textsOf = (view: HidingRules): Map<string, string> => {
    const since = `${generation} ${view.allowed.size}`;
    const before = replacedIn.get(view);
    if (before?.since === since) return before.texts;
    const texts = new Map<string, string>();
    replacedIn.set(view, { since, texts });
    return texts;
  };
  const forgetTexts = (): void => {
    generation++;
    sorted = undefined;
    clean.clear();
    cleanLong.length = 0;
    nextLong = 0;
    replacedBefore.clear();
  };

  const keyOf = (anchor: string): number => {
    const key = [...anchor].reduce((sum, character) => roll(sum, character.charCodeAt(0)), 0);
    maybe[slot(key)] = 1;
    return key;
  };
  for (const anchor of watched?.anchors ?? []) watchedKeys.add(keyOf(anchor));

  const index = (entry: Entry): void => {
    entries.push(entry);
    const [longest = ''] = entry.form.runs;
    if (longest.length < ANCHOR_LENGTH) {
      always.push(entry);
      return;
    }
    const key = keyOf(longest.slice(-ANCHOR_LENGTH));
    const others = byAnchor.get(key);
    if (others === undefined) byAnchor.set(key, [entry]);
    else others.push(entry);
  };

  const look = (text: string): Seen => {
    let found: Set<Entry> | undefined = always.length === 0 ? undefined : new Set(always);
    let isWatched = false;
    let key = 0;
    const table = maybe;
    const bytes = lowBytesOf(text);
    const { length } = text;
    for (let at = 0; at < length; at++) {
      // As roll and slot have it; two calls for each character of each answer would be most of a redaction.
      key = (key << 8) | bytes[at]! | 0x20;
      if (table[Math.imul(key, GOLDEN) >>> 16] === 0) continue;
      isWatched ||= watchedKeys.has(key);
      const here = byAnchor.get(key);
      if (here === undefined || found?.has(here[0]!) === true) continue;
      found ??= new Set();
      for (const each of here) found.add(each);
    }
    if (found === undefined) return isWatched ? { found: NONE, isWatched } : CLEAN;
    const whole = found.size > MANY ? [...found] : [...found].filter(isWholeIn(text));
    return whole.length === 0 && !isWatched ? CLEAN : { found: whole, isWatched };
  };

  const patternFor = (batch: readonly Entry[]): RegExp => {
    const key = batch.map(({ id }) => id).join();
    const made =
      patterns.get(key) ?? new RegExp(batch.map((entry) => `(${patternOf(entry)})`).join('|'), 'g');
    if (patterns.size >= REMEMBERED_PATTERNS) patterns.clear();
    patterns.set(key, made);
    return made;
  };

  function* matchesOf(text: string, batch: readonly Entry[]): Generator<SecretMatch<Entry>> {
    const pattern = patternFor(batch);
    pattern.lastIndex = 0;
    for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
      const groups: readonly (string | undefined)[] = match;
      const entry = batch.find((_, group) => groups[group + 1] !== undefined)!;
      yield { start: match.index, end: match.index + match[0].length, entry };
      pattern.lastIndex = match.index + 1;
    }
  }

  const substitute = (text: string, batch: readonly Entry[], view: HidingRules): string =>
    hideMatches(text, matchesOf(text, batch), ({ secret }) => view.nameOf(secret));

  /** Of many, only those with a row of letters or digits to look for can be found in one pass. */
  function substituteMany(text: string, many: readonly Entry[], view: HidingRules): string {
    const matches = matchesOfMany(text, many.filter(hasRow), patternOf);
    let replaced = hideMatches(text, matches, ({ secret }) => view.nameOf(secret));
    const others = many.filter((each) => !hasRow(each));
    for (const batch of batchesOf(others)) replaced = substitute(replaced, batch, view);
    return replaced;
  }

  function replaceWhole(text: string, found: readonly Entry[], view: HidingRules): string {
    if (found.length === 0) return text;
    const pieces = found.filter(({ form }) => form.isPiece);
    const others = found.filter(({ form }) => !form.isPiece).toSorted(longestFirst);
    let replaced = text;
    for (const batch of batchesOf(pieces)) replaced = substitute(replaced, batch, view);
    for (const shown of new Set(pieces.map(({ secret }) => view.nameOf(secret))))
      replaced = joinPieces(replaced, shown);
    if (others.length > MANY) return substituteMany(replaced, others, view);
    for (const batch of batchesOf(others)) replaced = substitute(replaced, batch, view);
    return replaced;
  }

  /** A message may cut a value short before anybody looks for secrets in it. */
  function replaceCut(text: string, view: HidingRules): string {
    const isLong = text.length > LONGEST_MESSAGE;
    if (isLong ? !text.endsWith('…') : !text.includes('…') && !text.includes('...')) return text;
    sorted ??= entries.toSorted(longestFirst);
    const hidden = hiddenIn(view, sorted);
    const parts = isLong
      ? [text.slice(0, -LONGEST_MESSAGE), '', text.slice(-LONGEST_MESSAGE, -1), '…', '']
      : text.split(ELLIPSIS);
    return parts
      .map((part, at) => {
        if (at % 2 === 1 || at === parts.length - 1 || (isLong && at === 0)) return part;
        const begun = hidden.find((each) => part.includes(each.form.head) && beginningOf(each)?.test(part));
        return begun === undefined
          ? part
          : part.replace(beginningOf(begun)!, () => view.nameOf(begun.secret));
      })
      .join('');
  }

  return {
    generation: () => generation,
    add: (text, shown, { isVariable = false, isMild = false } = {}) => {
      if (text === '') return;
      const before = known.get(text);
      if (before !== undefined) {
        if (isMild || !before.secret.isMild) return;
        before.secret = { ...before.secret, isMild };
        for (const entry of before.entries) entry.secret = before.secret;
        forgetTexts();
        return;
      }
      const secret = { text, shown, isVariable, isMild };
      const first = entries.length;
      for (const form of formsOfSecret(text))
        index({ id: entries.length, secret, form, length: text.length });
      known.set(text, { secret, entries: entries.slice(first) });
      forgetTexts();
    },
    find: (text, view = PLAIN_VIEW) => {
      const found = hiddenIn(view, look(text).found);
      return found.toSorted(longestFirst).find((each) => new RegExp(patternOf(each)).test(text))?.secret;
    },
    replace: (text, view = PLAIN_VIEW) => {
      const isShort = text.length <= SHORT_TEXT;
      if (isShort ? clean.has(text) : cleanLong.includes(text)) return text;
      const seen = look(text);
      if (seen === CLEAN && !text.includes('://')) {
        const shown = known.size === 0 ? text : replaceCut(text, view);
        if (shown !== text) return shown;
        if (isShort) remember(clean, text);
        else {
          cleanLong[nextLong] = text;
          nextLong = (nextLong + 1) % MOST_LONG;
        }
        return text;
      }
      const mayBeRemembered = text.length <= CREDENTIAL;
      const before = mayBeRemembered
        ? ((view.allowed.size === 0 ? replacedBefore.get(text) : undefined) ?? textsOf(view).get(text))
        : undefined;
      if (before !== undefined) return before;
      const whole = known.get(text)?.secret;
      if (whole !== undefined && !(whole.isMild && view.allowed.has(text))) return view.nameOf(whole);
      const { isWatched } = seen;
      const found = hiddenIn(view, seen.found);
      let replaced = known.size === 0 ? text : replaceCut(replaceWhole(text, found, view), view);
      if (watched !== undefined && (isWatched || replaced.includes('://')))
        replaced = watched.replace(replaced, isWatched, view);
      if (!mayBeRemembered) return replaced;
      const isSameInAll = view.allowed.size === 0 && found.every(({ secret }) => secret.isVariable);
      const texts = isSameInAll ? replacedBefore : textsOf(view);
      if (texts.size >= REMEMBERED) texts.clear();
      texts.set(text, replaced);
      return replaced;
    },
  };
}

/** Where no place is meant, each secret is shown as it was called when it was added. */
const PLAIN_VIEW: HidingRules = { nameOf: ({ shown }) => shown, allowed: new Set() };

/** Texts that are longer than tokens, and than URLs, are hardly ever the same twice. */
const CREDENTIAL = 2_000;
const REMEMBERED = 1_000;
const MOST_LONG = 8;
/** Longer texts, unless they hold a token, are hardly ever the same twice. */
const SHORT_TEXT = 80;
const REMEMBERED_PATTERNS = 200;

const NONE: readonly Entry[] = [];

/** More than these in one text are looked for at their places only: the time of one pattern for all grows with their number. */
const MANY = 200;

const hasRow = ({ form }: Entry): boolean => (form.runs[0]?.length ?? 0) >= ANCHOR_LENGTH;

/** The entries of secrets that a view hides. */
const hiddenIn = ({ allowed }: HidingRules, entries: readonly Entry[]): readonly Entry[] =>
  allowed.size === 0 ? entries : entries.filter(({ secret }) => !secret.isMild || !allowed.has(secret.text));

/** What a look at a text tells: the secrets that may be in it, and whether what is watched for may be. */
type Seen = { readonly found: readonly Entry[]; readonly isWatched: boolean };

const CLEAN: Seen = { found: NONE, isWatched: false };

/** Longer texts are bodies, which are cut at their end only. */
const LONGEST_MESSAGE = 5_000;
const ELLIPSIS = /(…|\.\.\.)/;

const isWholeIn =
  (text: string) =>
  ({ form }: Entry): boolean =>
    form.runs.every((run) => text.includes(run));

/** Made once: the same few secrets are found again and again. */
const patternOf = (entry: Entry): string => (entry.pattern ??= entry.form.pattern());

function beginningOf(entry: Entry): RegExp | null {
  if (entry.beginning === undefined) {
    const beginning = entry.form.beginning();
    entry.beginning = beginning === undefined ? null : new RegExp(beginning);
  }
  return entry.beginning;
}

/** More than these characters in one pattern, and it is not compiled any more. */
const LONGEST_TOGETHER = 100_000;

/** What can be looked for together, in the order given. */
function batchesOf(found: readonly Entry[]): readonly (readonly Entry[])[] {
  const batches: Entry[][] = [];
  let room = 0;
  for (const entry of found) {
    const { length } = patternOf(entry);
    room -= length;
    if (room < 0) {
      batches.push([]);
      room = LONGEST_TOGETHER - length;
    }
    batches.at(-1)!.push(entry);
  }
  return batches;
}

/** The pieces of a secret that stand side by side are shown once. */
function joinPieces(text: string, shown: string): string {
  const several = `${shown}${shown}`;
  let joined = text;
  while (joined.includes(several)) joined = joined.replaceAll(several, () => shown);
  return joined;
}

/** Longer texts get a buffer of their own, which is not kept. */
const SCRATCH_BYTES = 65_536;
const scratch = Buffer.alloc(SCRATCH_BYTES);

/**
 * The low byte of each character, in a buffer that the next call writes over. V8 looks up `charCodeAt` again for every character
 * when texts are of many kinds (flat, joined, cut), which costs more than the copy.
 */
function lowBytesOf(text: string): Buffer {
  const bytes = text.length <= SCRATCH_BYTES ? scratch : Buffer.alloc(text.length);
  bytes.write(text, 'latin1');
  return bytes;
}

/** The last four characters as one number, which a fifth pushes on; capitals count as small letters. */
const roll = (key: number, code: number): number => (key << 8) | (code & 0xff) | 0x20;

/** Where a key stands in a table of 65,536. */
const slot = (key: number): number => Math.imul(key, GOLDEN) >>> 16;
const GOLDEN = 0x9e37_79b1;

/** So that a secret inside another does not leave the rest, nor a form inside another of its forms. */
const longestFirst = (a: Entry, b: Entry): number => b.length - a.length || a.id - b.id;
