import type { SecretEntry } from './secret.ts';

/** The result of a pass: the secrets that may be in the text, and whether watched text may be. */
export type Detected = { readonly found: readonly SecretEntry[]; readonly isWatched: boolean };

/** Characters that are compared together. */
const ANCHOR_LENGTH = 4;

/** With more forms than this, each is searched for around its run only: one pattern for all takes time that grows with their number. */
export const MANY_FORMS = 200;

const NONE: readonly SecretEntry[] = [];
/** A text that holds nothing. */
export const NOTHING_DETECTED: Detected = { found: NONE, isWatched: false };

/** Whether a form has a run of letters and digits that one pass can detect. */
export const hasRun = ({ form }: SecretEntry): boolean => (form.runs[0]?.length ?? 0) >= ANCHOR_LENGTH;

/**
 * Nearly all texts hold no secret, so one pass over the characters finds which secrets a text could hold, by the last four
 * letters or digits of a run of each form; only those whose runs are all there are searched for.
 */
export function createDetector(watchedAnchors: readonly string[]): {
  readonly add: (entry: SecretEntry) => void;
  readonly detect: (text: string) => Detected;
} {
  const always: SecretEntry[] = [];
  const byAnchor = new Map<number, SecretEntry[]>();
  const watchedKeys = new Set<number>();
  const maybe = new Uint8Array(0x1_0000);

  const keyOf = (anchor: string): number => {
    const key = [...anchor].reduce((sum, character) => roll(sum, character.charCodeAt(0)), 0);
    maybe[slot(key)] = 1;
    return key;
  };
  for (const anchor of watchedAnchors) watchedKeys.add(keyOf(anchor));

  return {
    add: (entry) => {
      const [longest = ''] = entry.form.runs;
      if (longest.length < ANCHOR_LENGTH) {
        always.push(entry);
        return;
      }
      const key = keyOf(longest.slice(-ANCHOR_LENGTH));
      const others = byAnchor.get(key);
      if (others === undefined) byAnchor.set(key, [entry]);
      else others.push(entry);
    },
    detect: (text) => {
      let found: Set<SecretEntry> | undefined = always.length === 0 ? undefined : new Set(always);
      let isWatched = false;
      let key = 0;
      const table = maybe;
      const bytes = lowBytesOf(text);
      const { length } = text;
      for (let at = 0; at < length; at++) {
        // Inlined `roll` and `slot`: two calls per character would be most of the time of a redaction.
        key = (key << 8) | bytes[at]! | 0x20;
        if (table[Math.imul(key, GOLDEN) >>> 16] === 0) continue;
        isWatched ||= watchedKeys.has(key);
        const here = byAnchor.get(key);
        if (here === undefined || found?.has(here[0]!) === true) continue;
        found ??= new Set();
        for (const each of here) found.add(each);
      }
      if (found === undefined) return isWatched ? { found: NONE, isWatched } : NOTHING_DETECTED;
      const whole = found.size > MANY_FORMS ? [...found] : [...found].filter(hasAllRunsIn(text));
      return whole.length === 0 && !isWatched ? NOTHING_DETECTED : { found: whole, isWatched };
    },
  };
}

const hasAllRunsIn =
  (text: string) =>
  ({ form }: SecretEntry): boolean =>
    form.runs.every((run) => text.includes(run));

/** A longer text gets a buffer of its own, which is not kept. */
const SCRATCH_BYTES = 65_536;
const scratch = Buffer.alloc(SCRATCH_BYTES);

/**
 * The low byte of each character, in a buffer that the next call overwrites. V8 looks up `charCodeAt` again for every character
 * when texts are of many kinds (flat, joined, cut), which costs more than the copy.
 */
function lowBytesOf(text: string): Buffer {
  const bytes = text.length <= SCRATCH_BYTES ? scratch : Buffer.alloc(text.length);
  bytes.write(text, 'latin1');
  return bytes;
}

/** Shifts a character into a number that holds the last four; upper case counts as lower case. */
const roll = (key: number, code: number): number => (key << 8) | (code & 0xff) | 0x20;

/** The slot of a key in a table of 65,536. */
const slot = (key: number): number => Math.imul(key, GOLDEN) >>> 16;
const GOLDEN = 0x9e37_79b1;
