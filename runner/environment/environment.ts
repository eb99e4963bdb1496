import type { Limit } from '../http/limit.ts';
import type { WrittenJson } from '../language/template/written.ts';
import type { Json } from '../language/yaml/yaml.ts';
import type { Layer } from './layers.ts';
import type { SharedLimits } from './shared-limits.ts';
import type { TraceSettings } from './trace.ts';
import type { Transport } from './transport.ts';
import type { Scheme } from './schemes.ts';

/** How to get a token from another endpoint. Texts may hold variables. */
export type TokenExchange = {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, Json>>;
  readonly body?: Json;
  readonly form?: Readonly<Record<string, Json>>;
  /** JSONPath of the token in the response. */
  readonly token: string;
  /** JSONPath of the lifetime in seconds, or the lifetime; undefined: the token lasts for the run. */
  readonly expiresIn?: string | number;
};

export type Credential = {
  readonly scheme?: Scheme;
  readonly value?: string;
  readonly username?: string;
  readonly password?: string;
  /** For `apiKey`: where it is sent, and under which name. */
  readonly in: 'header' | 'query';
  readonly name?: string;
  readonly exchange?: TokenExchange;
  readonly headers: Readonly<Record<string, Json>>;
};

/** Sends paths that match its pattern to another host, or with another scheme or more headers. */
export type EnvironmentRoute = {
  readonly pattern: string;
  readonly baseUrl?: string;
  readonly scheme?: Scheme;
  readonly headers: Readonly<Record<string, Json>>;
  readonly limit?: Limit;
};

/** Where requests go, and with what. Texts may hold variables and `{{env.NAME}}`. */
export type Environment = {
  readonly name: string;
  readonly sandbox: boolean;
  readonly baseUrl?: string;
  readonly fallbackUrl?: string;
  readonly routes: readonly EnvironmentRoute[];
  readonly defaultToken?: string;
  readonly tokens: Readonly<Record<string, Credential>>;
  readonly headers: Readonly<Record<string, Json>>;
  /** Headers for one method, by method. */
  readonly methodHeaders: Readonly<Record<string, Readonly<Record<string, Json>>>>;
  readonly variables: Readonly<Record<string, WrittenJson>>;
  readonly timeoutMs: number;
  readonly maxBodyBytes: number;
  readonly transport: Transport;
  /** Specs that share one of these keys never run at the same time. */
  readonly concurrency: readonly string[];
  /** The store that shares its limits with other processes. */
  readonly sharedLimits?: SharedLimits;
  /** Absent: requests carry no trace id. */
  readonly trace?: TraceSettings;
  /** Whether each spec stores cookies. */
  readonly cookies: boolean;
  /** For a whole spec, from its first step to its last. */
  readonly specTimeoutMs?: number;
  /** URL prefixes of `$ref`s in API documents, and the folders with local copies. */
  readonly refs: Readonly<Record<string, string>>;
  /** Severity of each check against the API document, by its name: `error`, `warn` or `off`. */
  readonly severity: Readonly<Record<string, string>>;
  /** Messages about settings of a nested file that have no effect. */
  readonly notes: readonly string[];
  /** The files it was read from, nearest first. */
  readonly files: readonly string[];
  /** What each of them sets, nearest first, then the defaults of the embedded API. */
  readonly layers: readonly Layer[];
  /** The folder of files that specs send, besides the spec's own. */
  readonly filesFolder?: string;
};
