type Known<T> = { readonly body: Uint8Array; readonly type: string; readonly made: T };

/** Of longer bodies only the last one is remembered: they are hardly ever the same twice, and would be held in memory. */
const LONGEST = 64_000;
const MOST = 8;

/**
 * Remembers what was made of the last few bodies, by their bytes and their type: many specs ask for the same list before they do
 * something with it. What is made must not be changed.
 */
export function rememberRecent<T>(
  make: (body: Uint8Array, type: string) => T,
): (body: Uint8Array, type: string) => T {
  const recent: Known<T>[] = [];
  let next = 0;
  let last: Known<T> | undefined;
  return (body, type) => {
    if (last?.body === body && last.type === type) return last.made;
    const known = recent.find(
      (each) =>
        each.body.byteLength === body.byteLength &&
        each.type === type &&
        Buffer.compare(each.body, body) === 0,
    );
    if (known !== undefined) {
      last = { body, type, made: known.made };
      return known.made;
    }
    last = { body, type, made: make(body, type) };
    if (body.byteLength <= LONGEST) {
      recent[next] = last;
      next = (next + 1) % MOST;
    }
    return last.made;
  };
}
