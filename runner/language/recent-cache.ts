/** A ring of the last few values that were computed. A `Map` of them would leave garbage that only a full collection finds. */
export class RecentCache<Key, Value> {
  readonly #entries: ({ readonly key: Key; readonly value: Value } | undefined)[];
  readonly #isSame: ((a: Key, b: Key) => boolean) | undefined;
  #next = 0;

  /** Keys are the same when they are identical, or when `isSame` says so. */
  constructor(size: number, isSame?: (a: Key, b: Key) => boolean) {
    this.#entries = Array.from({ length: size });
    this.#isSame = isSame;
  }

  /** The value of this key when it was computed a short while ago; else what `compute` gives. */
  getOrCompute(key: Key, compute: () => Value): Value {
    for (const entry of this.#entries)
      if (entry !== undefined && (entry.key === key || this.#isSame?.(entry.key, key) === true))
        return entry.value;
    const value = compute();
    this.#entries[this.#next] = { key, value };
    this.#next = (this.#next + 1) % this.#entries.length;
    return value;
  }
}
