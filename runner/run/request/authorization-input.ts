import type { Send } from '../../http/exchange.ts';
import type { Destinations } from './destinations.ts';
import type { Environment } from '../../environment/environment.ts';
import type { ExpectedAndActual } from './render.ts';
import type { Redactor } from '../secrets/redactor.ts';
import type { Scope } from '../scope.ts';
import type { Scheme } from '../../environment/schemes.ts';

/** A token, and when to ask for a new one; or why there is none. */
export type Obtained = { readonly token: string; readonly renewAtMs: number } | AuthProblem;

/** Exchanged tokens of a run: obtained once for all specs, and again before they run out. */
export type TokenCache = {
  readonly obtain: (key: string, exchange: () => Promise<Obtained>) => Promise<Obtained>;
};

/** Why a request cannot be authorized. */
export type AuthProblem = {
  readonly problem: string;
  readonly hint: string;
  /** What was asked for, and what was answered instead. */
  readonly found?: ExpectedAndActual;
};

/** What a token type is turned into credentials with. */
export type AuthInput = {
  /** The token type; `none` sends no credentials. */
  readonly type: string;
  readonly environment: Environment;
  /** The scheme that the route asks for. */
  readonly routeScheme?: Scheme;
  readonly scope: Scope;
  readonly redactor: Redactor;
  readonly send: Send;
  /** Aborting it ends an exchange; it is the run's, as a token serves all specs. */
  readonly signal: AbortSignal;
  /** Aborting it ends the wait for an exchange, which goes on for the others. */
  readonly waitSignal?: AbortSignal;
  readonly tokens: TokenCache;
  readonly destinations: Destinations;
  readonly now: () => number;
};
