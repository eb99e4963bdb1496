import type { Send } from '../../http/exchange.ts';
import type { Destinations } from './destinations.ts';
import type { Environment } from '../../environment/environment.ts';
import type { ExpectedAndActual } from './render.ts';
import type { Redactor } from '../secrets/redactor.ts';
import type { Scope } from '../scope/scope.ts';
import type { Scheme } from '../../environment/schemes.ts';

/** A token and when to renew it, or why there is none. */
export type Obtained = { readonly token: string; readonly renewAtMs: number } | AuthProblem;

/** Exchanged tokens of a run: obtained once for all specs, and renewed before they expire. */
export type TokenCache = {
  readonly obtain: (key: string, exchange: () => Promise<Obtained>) => Promise<Obtained>;
};

/** Why a request cannot be authorized. */
export type AuthProblem = {
  readonly problem: string;
  readonly hint: string;
  /** What was requested, and what was returned instead. */
  readonly found?: ExpectedAndActual;
};

/** What is needed to turn a token type into credentials. */
export type AuthInput = {
  /** The token type; `none` sends no credentials. */
  readonly type: string;
  readonly environment: Environment;
  /** The scheme that the route sets. */
  readonly routeScheme?: Scheme;
  readonly scope: Scope;
  readonly redactor: Redactor;
  readonly send: Send;
  /** Aborts an exchange; it belongs to the run, because a token serves all specs. */
  readonly signal: AbortSignal;
  /** Ends this spec's wait for an exchange, which continues for the others. */
  readonly waitSignal?: AbortSignal;
  readonly tokens: TokenCache;
  readonly destinations: Destinations;
  readonly now: () => number;
};
