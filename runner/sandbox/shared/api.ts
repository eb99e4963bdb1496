import type { Hono } from 'hono';

/** What every sandbox API gets: a clock and randomness that tests can fix, and the switches of faults. */
export type SandboxContext = {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly uuid: () => string;
  /** A random string of the alphabet A–Z0–9, or of `alphabet`. */
  readonly id: (length: number, alphabet?: string) => string;
  /**
   * True while a fault has switched the credential check of `api` off. Called only where the check refuses a request, because a
   * call marks the fault as effective.
   */
  readonly acceptsAnyToken: (api: string) => boolean;
};

/** One of the five APIs: routes on a Hono app, with its own 404, and the credentials and variables a run needs. */
export type SandboxApi = {
  readonly name: string;
  /** Prefixes of this API's paths; requests without a route get its own 404. */
  readonly prefixes: readonly string[];
  readonly create: (context: SandboxContext) => Hono;
  /** Token types in the shape of `tokens:` in environments.yaml; `{{origin}}` stands for the sandbox's own URL. */
  readonly tokens: Readonly<Record<string, unknown>>;
  readonly variables: Readonly<Record<string, unknown>>;
};
