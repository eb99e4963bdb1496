import { createContext, Script } from 'node:vm';
import { type Pattern, readPattern } from './pattern-source.ts';

/** Tests strings against patterns without ever hanging; remembers patterns that took too long. */
export type PatternGuard = {
  /** Also true if it was given up. */
  readonly test: (pattern: Pattern, text: string) => boolean;
  /** The same, with given-up tests distinguished. */
  readonly attempt: (pattern: Pattern, text: string) => 'matches' | 'differs' | 'given-up';
  /** Starts the next value: all patterns get their full time again, given-up ones included. */
  readonly forgive: () => void;
  /** The sources of the patterns given up since the last call. */
  readonly takeAbandoned: () => readonly string[];
};

const NONE: readonly string[] = [];

const MAX_DIRECT_LENGTH = 1000;
const MAX_LENGTH = 100_000;

/** Tests a text with a time limit; throws what the platform throws if it is exceeded. */
export type TestWithin = (regExp: RegExp, text: string, timeoutMs: number) => boolean;

export type PatternTime = {
  /** Time limit of one suspicious test. A usual test takes microseconds, so slow machines are safe too. */
  readonly timeoutMs?: number;
  /** Time limit of all suspicious tests of one value: meanwhile no signal or timeout is noticed. */
  readonly totalMs?: number;
  /** The clock; without one, the total is unlimited. */
  readonly now?: () => number;
  readonly testWithin?: TestWithin;
};

/** Creates a guard. */
export function createPatternGuard({
  timeoutMs = 250,
  totalMs = 2_000,
  now = () => 0,
  testWithin = createTestWithin(),
}: PatternTime = {}): PatternGuard {
  const compiled = new Map<string, { readonly regExp: RegExp; readonly risky: boolean }>();
  const given = new Set<string>();
  let abandoned = new Set<string>();
  let leftMs = totalMs;
  const attempt: PatternGuard['attempt'] = ({ source, flags }, text) => {
    if (given.has(source)) return 'given-up';
    const key = `${flags}/${source}`;
    const known = compiled.get(key) ?? { regExp: new RegExp(source, flags), risky: mayBacktrack(source) };
    compiled.set(key, known);
    if (!known.risky && text.length <= MAX_DIRECT_LENGTH)
      return known.regExp.test(text) ? 'matches' : 'differs';
    if (text.length > MAX_LENGTH || leftMs <= 0) return 'given-up';
    const started = now();
    try {
      return testWithin(known.regExp, text, timeoutMs) ? 'matches' : 'differs';
    } catch {
      given.add(source);
      return 'given-up';
    } finally {
      leftMs -= now() - started;
    }
  };

  return {
    attempt,
    forgive: () => {
      leftMs = totalMs;
      if (given.size > 0) given.clear();
    },
    test: (pattern, text) => {
      const found = attempt(pattern, text);
      if (found === 'given-up') abandoned.add(pattern.source);
      return found !== 'differs';
    },
    takeAbandoned: () => {
      if (abandoned.size === 0) return NONE;
      const taken = [...abandoned].sort();
      abandoned = new Set();
      return taken;
    },
  };
}

/** Tests texts against a pattern as a document writes it; one that cannot be read matches everything. */
export function testOf(source: string, guard: PatternGuard): (text: string) => boolean {
  const pattern = readPattern(source);
  return 'problem' in pattern ? () => true : (text) => guard.test(pattern, text);
}

/** The platform can interrupt nothing but a script; its context costs a millisecond, once. */
function createTestWithin(): TestWithin {
  let sandbox:
    | { readonly box: { regExp: RegExp; text: string }; readonly run: (timeoutMs: number) => boolean }
    | undefined;
  return (regExp, text, timeoutMs) => {
    if (!sandbox) {
      const box = { regExp, text };
      const context = createContext(box);
      const script = new Script('regExp.test(text)');
      sandbox = { box, run: (timeout) => script.runInContext(context, { timeout }) === true };
    }
    sandbox.box.regExp = regExp;
    sandbox.box.text = text;
    return sandbox.run(timeoutMs);
  };
}

/** Each optional part doubles the paths through a pattern; more than this is too many. */
const MAX_CHOICES = 10;

/**
 * Whether a pattern repeats a group that itself repeats or chooses, or repeats so often that a thousand characters could take
 * seconds. In doubt it says yes, which only costs time.
 */
export function mayBacktrack(source: string): boolean {
  const groups: { variable: boolean }[] = [];
  let unbounded = 0;
  let choices = 0;
  let inClass = false;
  for (let at = 0; at < source.length; at++) {
    const char = source[at];
    if (char === '\\') {
      if (/[1-9k]/.test(source[at + 1] ?? '')) return true;
      at++;
    } else if (inClass) inClass = char !== ']';
    else if (char === '[') inClass = true;
    else if (char === '(') groups.push({ variable: false });
    else if (char === '|') for (const group of groups) group.variable = true;
    else if (char === ')') {
      const group = groups.pop();
      if (group?.variable && /^(?:[*+]|\{\d+(?:,\d*)?\})/.test(source.slice(at + 1))) return true;
    } else if (isRepeat(source, at)) {
      for (const group of groups) group.variable = true;
      if (char !== '?' && ++unbounded > 2) return true;
      if (char === '?' && ++choices > MAX_CHOICES) return true;
    }
  }
  return false;
}

const isRepeat = (source: string, at: number): boolean =>
  source[at] === '*' ||
  source[at] === '+' ||
  (source[at] === '?' && source[at - 1] !== '(') ||
  /^\{\d+,\d*\}/.test(source.slice(at, at + 12));
