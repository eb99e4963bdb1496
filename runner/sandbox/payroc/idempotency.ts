/** What is known about a key: nothing, its first response, or that it was used for another request. */
type Recollection<Answer> =
  | { readonly status: 'new' }
  | { readonly status: 'replay'; readonly answer: Answer }
  | { readonly status: 'conflict' };

/** Remembers the first response to each key, and its request. */
export function createIdempotency<Answer>(): {
  readonly recall: (key: string, request: unknown) => Recollection<Answer>;
  readonly remember: (key: string, request: unknown, answer: Answer) => void;
} {
  const first = new Map<string, { readonly fingerprint: string; readonly answer: Answer }>();
  return {
    recall(key, request) {
      const known = first.get(key);
      if (known === undefined) return { status: 'new' };
      if (known.fingerprint !== fingerprintOf(request)) return { status: 'conflict' };
      return { status: 'replay', answer: known.answer };
    },
    remember(key, request, answer) {
      first.set(key, { fingerprint: fingerprintOf(request), answer });
    },
  };
}

// Two bodies that differ only in the order of their members are the same request.
function fingerprintOf(request: unknown): string {
  return JSON.stringify(request, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)))
      : value,
  );
}
