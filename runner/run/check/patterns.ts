import { createPatternGuard } from '../../openapi/schema/engine/pattern.ts';
import type { Answer } from '../../language/answer.ts';
import { Visits } from '../../language/jsonpath/visits.ts';
import type { TestPattern } from '../../language/matcher/match.ts';

/** What one test may take. A usual one takes microseconds, so even a slow machine has time enough. */
const LIMIT_MS = 250;
/** What all tests of one answer may take: in this time, no signal and no time limit is seen. */
const TOTAL_MS = 2_000;

const guard = createPatternGuard({ timeoutMs: LIMIT_MS });

/** Tries patterns until all tests together have taken too long; then it gives up each. Paths share `visits`. */
export function limitTotal(testPattern: TestPattern, now: () => number, visits?: Visits): TestPattern {
  let leftMs = TOTAL_MS;
  const limited: { (...asked: Parameters<TestPattern>): ReturnType<TestPattern>; visits?: Visits } = (
    source,
    text,
  ) => {
    if (leftMs <= 0) return 'given-up';
    const started = now();
    const found = testPattern(source, text);
    leftMs -= now() - started;
    return found;
  };
  if (visits !== undefined) limited.visits = visits;
  return limited;
}

const attempt: TestPattern = (source, text) => guard.attempt({ source, flags: 'u' }, text);

const known = new WeakMap<Answer, TestPattern>();

/**
 * Tries texts of one answer against authors' patterns, as those of API documents are tried: without blocking the run.
 * A pattern that took too long is not tried again on this answer; on another it may well end. All that is asked of the
 * answer (`until`, `expect`, `extract`) shares what patterns and paths may take; the first call gives the clock.
 */
export function patternsOfAnswer(answer?: Answer, now: () => number = () => 0): TestPattern {
  const own = answer === undefined ? undefined : known.get(answer);
  if (own !== undefined) return own;
  guard.forgive();
  const made = limitTotal(attempt, now, new Visits(answer?.bodyBytes));
  if (answer !== undefined) known.set(answer, made);
  return made;
}
