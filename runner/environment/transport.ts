import type { Connection } from '../http/exchange.ts';
import type { Limit } from '../http/limit.ts';
import type { RetryPolicy } from '../http/retry-policy.ts';
import type { Diagnostics } from '../language/diagnostic.ts';
import { Fields, readDuration } from '../language/yaml/fields.ts';
import type { Json } from '../language/yaml/yaml.ts';
import { readLimit } from './limits.ts';

/** How an environment's requests are sent. */
export type Transport = {
  readonly retry: RetryPolicy;
  readonly limit?: Limit;
  readonly connectTimeoutMs?: number;
  readonly phaseTimeouts: { readonly headersMs?: number; readonly bodyMs?: number };
  readonly followRedirects: boolean;
  /** Paths of PEM files, as written; `insecure` is for hosts without a valid certificate. */
  readonly tls: {
    readonly ca?: string;
    readonly cert?: string;
    readonly key?: string;
    readonly insecure?: boolean;
  };
  readonly http2: boolean;
  readonly socketPath?: string;
  /** The same with the files read. */
  readonly connection?: Connection;
};

export const TRANSPORT_KEYS = [
  'retries',
  'rateLimit',
  'timeouts',
  'followRedirects',
  'tls',
  'http2',
  'socketPath',
];

const DEFAULT_RETRY: RetryPolicy = { retries: 2, baseMs: 250, maxMs: 10_000 };
const RETRY_KEYS = ['retries', 'base', 'max'];
const TIMEOUT_KEYS = ['connect', 'headers', 'body'];
const TLS_KEYS = ['ca', 'cert', 'key', 'insecure'];

/** Checks the transport keys of an environment. */
export function checkTransport(fields: Fields, diagnostics: Diagnostics): void {
  const inner = (key: string, known: readonly string[]): Fields | undefined => {
    const node = fields.node(key);
    if (node === undefined || (key === 'retries' && node.kind === 'scalar')) return undefined;
    const map = fields.map(key);
    if (map === undefined) return undefined;
    const found = new Fields(map, diagnostics);
    found.refuseUnknown(key, known);
    return found;
  };
  const retries = inner('retries', RETRY_KEYS);
  if (retries === undefined && fields.node('retries')?.kind === 'scalar') fields.number('retries');
  retries?.number('retries');
  for (const key of ['base', 'max']) retries?.durationMs(key);
  const timeouts = inner('timeouts', TIMEOUT_KEYS);
  for (const key of TIMEOUT_KEYS) timeouts?.durationMs(key);
  const tls = inner('tls', TLS_KEYS);
  for (const key of ['ca', 'cert', 'key']) tls?.text(key);
  tls?.flag('insecure');
  for (const key of ['followRedirects', 'http2']) fields.flag(key);
  fields.text('socketPath');
  checkLimit(fields, diagnostics);
}

/** Checks a `rateLimit`, of an environment or of a route. */
export function checkLimit(fields: Fields, diagnostics: Diagnostics): void {
  const limit = fields.json('rateLimit');
  if (limit === undefined || limit === null) return;
  const result = readLimit(limit);
  if ('problem' in result)
    diagnostics.error('rate-limit', fields.spanOf('rateLimit'), result.problem, result.hint);
}

/** The transport that an environment's data sets. */
export function toTransport(data: Readonly<Record<string, Json>>): Transport {
  const timeouts = mapOf(data['timeouts']);
  const connectTimeoutMs = readDuration(timeouts['connect']);
  const headersMs = readDuration(timeouts['headers']);
  const bodyMs = readDuration(timeouts['body']);
  const limit =
    data['rateLimit'] === undefined || data['rateLimit'] === null ? undefined : toLimit(data['rateLimit']);
  return {
    retry: toRetry(data['retries']),
    phaseTimeouts: { ...(headersMs !== undefined && { headersMs }), ...(bodyMs !== undefined && { bodyMs }) },
    followRedirects: data['followRedirects'] === true,
    tls: mapOf(data['tls']) as Transport['tls'],
    http2: data['http2'] === true,
    ...(limit !== undefined && { limit }),
    ...(connectTimeoutMs !== undefined && { connectTimeoutMs }),
    ...(typeof data['socketPath'] === 'string' && { socketPath: data['socketPath'] }),
  };
}

export function toLimit(value: Json): Limit | undefined {
  const result = readLimit(value);
  return 'limit' in result ? result.limit : undefined;
}

function toRetry(value: Json | undefined): RetryPolicy {
  if (typeof value === 'number') return { ...DEFAULT_RETRY, retries: value };
  const data = mapOf(value);
  return {
    retries: typeof data['retries'] === 'number' ? data['retries'] : DEFAULT_RETRY.retries,
    baseMs: readDuration(data['base']) ?? DEFAULT_RETRY.baseMs,
    maxMs: readDuration(data['max']) ?? DEFAULT_RETRY.maxMs,
  };
}

const mapOf = (value: Json | undefined): Readonly<Record<string, Json>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, Json>>)
    : {};
