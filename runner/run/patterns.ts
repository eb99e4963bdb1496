import { createPatternGuard } from '../openapi/pattern.ts';
import type { TestPattern } from '../spec/match.ts';

/** What one test may take. A usual one takes microseconds, so even a slow machine has time enough. */
const LIMIT_MS = 250;

/** Also remembers the patterns that took too long, so that a run waits for each only once. */
const guard = createPatternGuard(LIMIT_MS);

/** Tries a text against an author's pattern without blocking the run, as the patterns of API documents are. */
export const testPattern: TestPattern = (source, text) => guard.attempt({ source, flags: 'u' }, text);
