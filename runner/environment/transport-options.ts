import type { HttpRequest } from '../http/exchange.ts';
import type { Environment } from './environment.ts';

type TransportOptions = Pick<
  HttpRequest,
  'timeoutMs' | 'maxBodyBytes' | 'phaseTimeouts' | 'retry' | 'followRedirects' | 'limit' | 'connection'
>;

const known = new WeakMap<Environment, TransportOptions>();

/** The options that all requests of an environment share. */
export function transportOptions(environment: Environment): TransportOptions {
  const cached = known.get(environment);
  if (cached !== undefined) return cached;
  const { timeoutMs, maxBodyBytes, transport } = environment;
  const { limit, connection, phaseTimeouts, retry, followRedirects } = transport;
  const made = {
    timeoutMs,
    maxBodyBytes,
    phaseTimeouts,
    retry,
    followRedirects,
    ...(limit !== undefined && { limit }),
    ...(connection !== undefined && { connection }),
  };
  known.set(environment, made);
  return made;
}
