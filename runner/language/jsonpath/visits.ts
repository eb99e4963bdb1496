/** What a path selects could not be told; never "nothing". */
export class NotChecked extends Error {}

/**
 * An answer of any size may be looked at so many times. A condition on each of 20,000 items takes 60,000 visits; a million
 * take 0.1 to 0.6 seconds, in which nothing else runs.
 */
const MIN_VISITS = 1_000_000;

/**
 * A value takes about eight bytes of JSON, so each one may be looked at some three times: an answer of 10 MB, the most that
 * is read by default, allows three paths such as `$..id`, or six such as `$.data[*].id`, and takes at most a few seconds.
 */
const VISITS_PER_BYTE = 0.4;

/** Texts are read so much faster than nodes are made. */
const CHARACTERS_PER_VISIT = 16;

/** Counts what all paths of one answer look at together, so that they end soon however many there are. */
export class Visits {
  readonly #max: number;
  #visited = 0;

  /** `bytes` is the size of the answer: paths take time in proportion to it, only what multiplies it takes more. */
  constructor(bytes = 0, max = Math.round(MIN_VISITS + bytes * VISITS_PER_BYTE)) {
    this.#max = max;
  }

  /** Throws {@link NotChecked} once it is too many. */
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
