/** A request as it goes over the wire: plain data. */
export type HttpRequest = {
  /** Upper case. */
  readonly method: string;
  readonly url: string;
  /** Names as they are sent. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** For the whole exchange: connecting, sending, and reading the body. */
  readonly timeoutMs: number;
  /** A longer body, after decompression, is an error. */
  readonly maxBodyBytes: number;
};

export type HttpResponse = {
  readonly status: number;
  /** Names in lower case; repeated ones joined with a comma. */
  readonly headers: Readonly<Record<string, string>>;
  /** Decompressed. */
  readonly body: Uint8Array;
};

/** Why no answer came. */
export type TransportError = {
  readonly code:
    | 'refused'
    | 'not-found'
    | 'timeout'
    | 'reset'
    | 'tls'
    | 'too-large'
    | 'bad-answer'
    | 'aborted'
    | 'bad-request'
    | 'other';
  readonly message: string;
};

/** One try: an answer or the reason there is none, and how long it took by a clock that never jumps. */
export type Attempt = { readonly durationMs: number } & (
  | { readonly response: HttpResponse }
  | { readonly error: TransportError }
);

/** A request and what became of it; the last attempt is the answer. */
export type Exchange = { readonly request: HttpRequest; readonly attempts: readonly [Attempt, ...Attempt[]] };

/** Sends a request. Never rejects: whatever goes wrong is in the attempt. */
export type Send = (request: HttpRequest, signal: AbortSignal) => Promise<Exchange>;

export const lastAttempt = (exchange: Exchange): Attempt => exchange.attempts.at(-1)!;

/** The length of a body in bytes. */
export const byteLength = (body: string | Uint8Array): number =>
  typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength;

/** Joins repeated headers and lowers their names. */
export function plainHeaders(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Record<string, string> {
  const plain: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined) plain[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value;
  return plain;
}

export const tooLarge = (maxBytes: number): string =>
  `the answer is larger than ${maxBytes / 1_000_000} MB, so it was not read to its end`;
