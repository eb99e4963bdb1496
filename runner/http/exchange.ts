import type { Limit } from './limit.ts';
import type { RetryPolicy } from './retry-policy.ts';

/** A request as it is sent. */
export type HttpRequest = {
  /** Upper case. */
  readonly method: string;
  readonly url: string;
  /** Names as they are sent. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Limit for all attempts together: connecting, sending, reading the body. Waiting for a rate limit does not count. */
  readonly timeoutMs: number;
  /** `headersMs`: from the connection to the first byte of the response; `bodyMs`: from there to its last byte. */
  readonly phaseTimeouts?: { readonly headersMs?: number; readonly bodyMs?: number };
  /** A longer body (after decompression) is an error. */
  readonly maxBodyBytes: number;
  /** Rate limits of this origin, and of this route. */
  readonly limit?: Limit;
  readonly routeLimit?: { readonly key: string; readonly limit: Limit };
  readonly retry?: RetryPolicy;
  /** Absent: redirects are not followed. */
  readonly followRedirects?: boolean;
  /** Whether a text holds a secret that no other host may receive. */
  readonly holdsSecret?: (text: string) => boolean;
  /** The cookies that redirects set and receive. */
  readonly cookies?: CookieJarAccess;
  /** Obtains a token. The operator configured it, so a read-only run may send it. */
  readonly isTokenExchange?: boolean;
  /** A status that the step expects is a result, not a transient failure. */
  readonly isExpectedStatus?: (status: number) => boolean;
  /** Gives the `traceparent` header of the next attempt. */
  readonly nextTraceparent?: () => string;
  /** Called after each exchange of this request, where the network records them. */
  readonly onSent?: (sent: SentExchange) => void;
  /** How to connect. Absent: TCP, and TLS with verification. The same object shares connections. */
  readonly connection?: Connection;
};

/** Access to the cookies of a spec while redirects are followed. */
export type CookieJarAccess = {
  /** Stores the cookies that a response from this URL sets. */
  readonly keep: (url: string, setCookies: readonly string[]) => Promise<void>;
  /** The `Cookie` header for a URL, undefined if empty; absent where the step sets the header itself. */
  readonly headerFor?: (url: string) => string | undefined;
};

/** How to connect to the hosts of an environment. */
export type Connection = {
  /** PEM texts. */
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** Turns certificate verification off; for hosts without a valid certificate. */
  readonly insecure?: boolean;
  readonly http2?: boolean;
  readonly socketPath?: string;
  readonly connectTimeoutMs?: number;
};

/** What all sockets of a run share. */
export type SocketOptions = {
  /** Most connections to an origin. */
  readonly atOnce: number;
  /** The values of `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY`. */
  readonly proxy?: { readonly http?: string; readonly https?: string; readonly except?: string };
};

/** Where the time of an attempt went, in milliseconds. */
export type Timings = {
  /** Waiting for a rate limit. */
  readonly queueMs: number;
  /** Until the connection was ready. */
  readonly connectMs: number;
  /** From then until the response began. */
  readonly firstByteMs: number;
  readonly bodyMs: number;
};

export type HttpResponse = {
  readonly status: number;
  /** Lower-case names; repeated headers are joined with a comma. */
  readonly headers: Readonly<Record<string, string>>;
  /** After decompression. */
  readonly body: Uint8Array;
  /** The `Set-Cookie` headers, unjoined. */
  readonly setCookies?: readonly string[];
};

/** Why there is no response. */
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

/** One attempt: a response, or the reason there is none; timed by a monotonic clock. */
export type Attempt = {
  readonly durationMs: number;
  readonly timings?: Timings;
  /** The span id of its `traceparent`, if the network added one. */
  readonly span?: string;
} & ({ readonly response: HttpResponse } | { readonly error: TransportError });

/** A request as it was sent once, with what came back. */
export type SentExchange = {
  readonly request: HttpRequest;
  readonly attempt: Attempt;
  /** Milliseconds since the epoch. */
  readonly startedMs: number;
  /** With the wait for a rate limit. */
  readonly durationMs: number;
};

/** A redirect that was followed, and the request it led to. */
export type Redirect = {
  readonly status: number;
  readonly durationMs: number;
  readonly span?: string;
  readonly method: string;
  readonly url: string;
};

/** A request and its attempts; the last attempt is the result. */
export type Exchange = {
  readonly request: HttpRequest;
  readonly attempts: readonly [Attempt, ...Attempt[]];
  /** The redirects that were followed; absent if none. */
  readonly redirects?: readonly Redirect[];
  /** The URL of the final response, if redirects led elsewhere. */
  readonly finalUrl?: string;
  /** Why the final response, a redirect, was not followed although redirects are on. */
  readonly notFollowed?: string;
};

/** Sends a request. Never rejects: an error is part of the attempt. */
export type Send = (request: HttpRequest, signal: AbortSignal) => Promise<Exchange>;

export const lastAttempt = (exchange: Exchange): Attempt => exchange.attempts.at(-1)!;

/** Why a signal was aborted, in a sentence. */
export const whyAborted = (signal: AbortSignal): string =>
  signal.reason instanceof Error && signal.reason.name !== 'AbortError'
    ? signal.reason.message
    : 'the run was stopped';

/** The length of a body in bytes. */
export const byteLength = (body: string | Uint8Array): number =>
  typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength;

/** Joins repeated headers and lower-cases their names. */
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
