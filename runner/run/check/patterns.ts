import { createPatternGuard } from '../../openapi/schema/engine/pattern.ts';
import type { Answer } from '../../language/answer.ts';
import { Visits } from '../../language/jsonpath/visits.ts';
import type { TestPattern } from '../../language/matcher/match.ts';

/** Time limit of one pattern test. A usual test takes microseconds, so slow machines are safe too. */
const LIMIT_MS = 250;
/** Time limit of all tests on one response: meanwhile no signal or timeout is noticed. */
const TOTAL_MS = 2_000;

const guard = createPatternGuard({ timeoutMs: LIMIT_MS });

/** Tests patterns until all tests together have taken too long; after that each test gives up. Paths share `visits`. */
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
 * Tests texts of one response against authors' patterns, with the guard of the API documents' patterns: without blocking the
 * run. A pattern that took too long is not tried again on this response; on another it may finish. `until`, `expect` and
 * `extract` share the limits of one response; the first call provides the clock.
 */
export function patternsOfAnswer(answer?: Answer, now: () => number = () => 0): TestPattern {
  const own = answer === undefined ? undefined : known.get(answer);
  if (own !== undefined) return own;
  guard.forgive();
  const made = limitTotal(attempt, now, new Visits(answer?.bodyBytes));
  if (answer !== undefined) known.set(answer, made);
  return made;
}
