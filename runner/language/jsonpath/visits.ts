/** A path could not be evaluated; this never means "nothing found". */
export class NotChecked extends Error {}

/**
 * The visits that an answer of any size allows. A condition on each of 20,000 items takes 60,000 visits; a million take 0.1 to
 * 0.6 seconds, and block the event loop for that time.
 */
const MIN_VISITS = 1_000_000;

/**
 * A value takes about eight bytes of JSON, so this allows about three visits for each: an answer of 10 MB, the default limit,
 * allows three paths such as `$..id`, or six such as `$.data[*].id`, and takes at most a few seconds.
 */
const VISITS_PER_BYTE = 0.4;

/** Reading 16 characters takes as long as making one node. */
const CHARACTERS_PER_VISIT = 16;

/** Counts the visits of all paths of one answer together, so that their number does not matter. */
export class Visits {
  readonly #max: number;
  #visited = 0;

  /** `bytes` is the size of the answer: the limit grows with it, because a path takes time in proportion to it. */
  constructor(bytes = 0, max = Math.round(MIN_VISITS + bytes * VISITS_PER_BYTE)) {
    this.#max = max;
  }

  /** Throws {@link NotChecked} over the limit. */
  count(visited: number): void {
    this.#visited += visited;
    if (this.#visited > this.#max)
      throw new NotChecked(
        `the paths and conditions of the step look at values of the answer more than ${this.#max} times`,
      );
  }

  countText(text: unknown): void {
    if (typeof text === 'string') this.count(text.length / CHARACTERS_PER_VISIT);
  }
}
