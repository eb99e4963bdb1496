/** How much of a failure a console shows. */
export type Shown = 'whole' | 'its reason' | 'its name' | 'nothing';

/** Failures shown whole, further ones with their reason, and names of those whose cause was shown before. */
const ROOM = { whole: 30, reasons: 70, names: 50 } as const;

/**
 * Decides how much of each failure of a run is shown, so that a log stays readable when everything fails. Failures with a known
 * cause do not take the room of those with another.
 */
export class FailureRoom {
  #causes = 0;
  #repeated = 0;
  #hidden = 0;

  /** How many failures were not shown. */
  get hidden(): number {
    return this.#hidden;
  }

  next(isCauseShown: boolean): Shown {
    const shown = isCauseShown ? this.#nextRepeated() : this.#nextCause();
    if (shown === 'nothing') this.#hidden++;
    return shown;
  }

  #nextRepeated(): Shown {
    return this.#repeated++ < ROOM.names ? 'its name' : 'nothing';
  }

  #nextCause(): Shown {
    const place = this.#causes++;
    if (place < ROOM.whole) return 'whole';
    return place < ROOM.whole + ROOM.reasons ? 'its reason' : 'nothing';
  }
}
