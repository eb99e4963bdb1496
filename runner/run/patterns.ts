import { createPatternGuard } from '../openapi/pattern.ts';
import type { TestPattern } from '../spec/match.ts';

/** What one test may take. A usual one takes microseconds, so even a slow machine has time enough. */
const LIMIT_MS = 250;

const guard = createPatternGuard(LIMIT_MS);

const testPattern: TestPattern = (source, text) => guard.attempt({ source, flags: 'u' }, text);

/**
 * Tries texts of one answer against authors' patterns, as those of API documents are tried: without blocking the run.
 * A pattern that took too long is not tried again on this answer; on another it may well end.
 */
export function patternsOfAnswer(): TestPattern {
  guard.forgive();
  return testPattern;
}
