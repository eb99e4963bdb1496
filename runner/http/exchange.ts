import type { Limit } from './limit.ts';
import type { RetryPolicy } from './retry-policy.ts';

/** A request as it goes over the wire. */
export type HttpRequest = {
  /** Upper case. */
  readonly method: string;
  readonly url: string;
  /** Names as they are sent. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** For the whole exchange, all attempts together: connecting, sending, reading the body; not waiting for a limit. */
  readonly timeoutMs: number;
  /** Until the first byte of the answer, once connected; until its last byte, after the first. */
  readonly phaseTimeouts?: { readonly headersMs?: number; readonly bodyMs?: number };
  /** A longer body, after decompression, is an error. */
  readonly maxBodyBytes: number;
  /** How fast requests may go to this origin, and to this route. */
  readonly limit?: Limit;
  readonly routeLimit?: { readonly key: string; readonly limit: Limit };
  readonly retry?: RetryPolicy;
  /** Off unless the environment asks for it. */
  readonly followRedirects?: boolean;
  /** Whether a text holds what another host must not get. */
  readonly holdsSecret?: (text: string) => boolean;
  /** The cookies that redirects set and get. */
  readonly cookies?: CookieJarAccess;
  /** It obtains a token; the operator configured it, so it may be sent in read-only mode. */
  readonly isTokenExchange?: boolean;
  /** A status that the step expects is an answer, not a transient failure. */
  readonly isExpectedStatus?: (status: number) => boolean;
  /** How to connect; absent: TCP, and TLS that is verified. The same object means the same connections. */
  readonly connection?: Connection;
};

/** Access to the cookies of a spec while redirects are followed. */
export type CookieJarAccess = {
  /** Takes what an answer from this URL sets. */
  readonly keep: (url: string, setCookies: readonly string[]) => Promise<void>;
  /** The `Cookie` header for a URL, undefined for none; absent where the step says the header itself. */
  readonly headerFor?: (url: string) => string | undefined;
};

/** How to connect to the hosts of an environment. */
export type Connection = {
  /** PEM texts. */
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** Certificates are not verified: only for a host that has no valid one. */
  readonly insecure?: boolean;
  readonly http2?: boolean;
  readonly socketPath?: string;
  readonly connectTimeoutMs?: number;
};

/** Where the time of an attempt went, in milliseconds. */
export type Timings = {
  /** Waiting for a rate limit. */
  readonly queueMs: number;
  /** Until a connection was ready. */
  readonly connectMs: number;
  /** From then until the answer began. */
  readonly firstByteMs: number;
  readonly bodyMs: number;
};

export type HttpResponse = {
  readonly status: number;
  /** Names in lower case; repeated ones joined with a comma. */
  readonly headers: Readonly<Record<string, string>>;
  /** Decompressed. */
  readonly body: Uint8Array;
  /** The `Set-Cookie` headers, one by one. */
  readonly setCookies?: readonly string[];
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
    | 'read-only'
    | 'too-many-files'
    | 'other';
  readonly message: string;
};

/** One try: an answer or the reason there is none, and how long it took by a clock that never jumps. */
export type Attempt = { readonly durationMs: number; readonly timings?: Timings } & (
  | { readonly response: HttpResponse }
  | { readonly error: TransportError }
);

/** A redirect that was followed, and the request that it led to. */
export type Redirect = {
  readonly status: number;
  readonly durationMs: number;
  readonly method: string;
  readonly url: string;
};

/** A request and what became of it; the last attempt is the answer. */
export type Exchange = {
  readonly request: HttpRequest;
  readonly attempts: readonly [Attempt, ...Attempt[]];
  /** The redirects that were followed; absent where there were none. */
  readonly redirects?: readonly Redirect[];
  /** Where the answer came from, when redirects led elsewhere. */
  readonly finalUrl?: string;
  /** Why the redirect that the answer is was not followed, where redirects are. */
  readonly notFollowed?: string;
};

/** Sends a request. Never rejects: whatever goes wrong is in the attempt. */
export type Send = (request: HttpRequest, signal: AbortSignal) => Promise<Exchange>;

export const lastAttempt = (exchange: Exchange): Attempt => exchange.attempts.at(-1)!;

/** What a signal was aborted for, in a sentence. */
export const whyAborted = (signal: AbortSignal): string =>
  signal.reason instanceof Error && signal.reason.name !== 'AbortError'
    ? signal.reason.message
    : 'the run was stopped';

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
