/** A ring buffer of the most recent computed values. A `Map` would leave garbage that only a full collection frees. */
export class RecentCache<Key, Value> {
  readonly #entries: (Entry<Key, Value> | undefined)[];
  readonly #isSame: ((a: Key, b: Key) => boolean) | undefined;
  #next = 0;
  #last: Entry<Key, Value> | undefined;

  /** Keys are equal when they are identical, or when `isSame` says so. */
  constructor(size: number, isSame?: (a: Key, b: Key) => boolean) {
    this.#entries = Array.from({ length: size });
    this.#isSame = isSame;
  }

  /** The cached value of this key, or else the result of `compute`. */
  getOrCompute(key: Key, compute: () => Value): Value {
    if (this.#last !== undefined && this.#last.key === key) return this.#last.value;
    this.#last = this.#find(key) ?? this.#add({ key, value: compute() });
    return this.#last.value;
  }

  #find(key: Key): Entry<Key, Value> | undefined {
    // By index: an iterator costs more than the comparisons.
    for (let at = 0; at < this.#entries.length; at++) {
      const entry = this.#entries[at];
      if (entry !== undefined && (entry.key === key || this.#isSame?.(entry.key, key) === true)) return entry;
    }
    return undefined;
  }

  #add(entry: Entry<Key, Value>): Entry<Key, Value> {
    this.#entries[this.#next] = entry;
    this.#next = (this.#next + 1) % this.#entries.length;
    return entry;
  }
}

type Entry<Key, Value> = { readonly key: Key; readonly value: Value };
