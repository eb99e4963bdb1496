import type { Send } from '../http/exchange.ts';
import type { Limiter, Part } from '../http/limit.ts';
import { withRateLimit } from '../http/rate-limit.ts';
import { withReadOnly } from '../http/read-only.ts';
import { withRecords } from '../run/exchanges/with-records.ts';
import { withRedirects } from '../http/redirect.ts';
import { withRetry } from '../http/retry.ts';
import { withTraces } from '../http/trace.ts';
import type { Environment } from '../environment/environment.ts';
import type { Fault } from '../sandbox/faults.ts';
import { freeDescriptors } from '../workspace/descriptors.ts';
import type { Host } from './host.ts';

export type NetworkOptions = {
  readonly environments: readonly Environment[];
  /** Requests at once. */
  readonly atOnce: number;
  /** How the sandbox misbehaves. */
  readonly faults: readonly Fault[];
  readonly readOnly: boolean;
  /** Whether requests may ask to hear of each exchange. */
  readonly records?: boolean;
  /** This process's share of the limits, or the limiter that shares them with other processes. */
  readonly part: Part | undefined;
  readonly limiter: Limiter | undefined;
  /** Replaces sockets; retries, limits and redirects are applied as usual. */
  readonly send?: Send | undefined;
};

export type Network = {
  readonly send: Send;
  readonly close: () => Promise<void>;
  /** The faults that have changed no answer so far. */
  readonly idleFaults: () => readonly Fault[];
};

/**
 * The layers of a request: redirects if requested, retries, limits, read-only mode; then the sandbox for its own origin and
 * sockets for all others. Modules that no environment needs are not loaded.
 */
export async function createNetwork(
  { environments, atOnce, faults, readOnly, records, part, limiter, send: given }: NetworkOptions,
  host: Host,
): Promise<Network> {
  const usesSandbox = environments.some((each) => each.sandbox);
  const needsSockets = !usesSandbox || environments.some((each) => !each.sandbox || leavesSandbox(each));
  const sockets = !needsSockets
    ? undefined
    : given !== undefined
      ? { send: given, fit: atOnce, close: () => undefined }
      : await createSockets(environments, atOnce, host);
  const sandbox = usesSandbox ? await createSandboxSend(faults, host) : undefined;
  const wire: Send = (request, signal) =>
    sandbox !== undefined && (sockets === undefined || request.url.startsWith(sandbox.prefix))
      ? sandbox.send(request, signal)
      : sockets!.send(request, signal);
  const { clock, random } = host;
  const gated = withRateLimit(readOnly ? withReadOnly(wire) : wire, {
    clock,
    nowMs: clock.nowMs,
    ...(limiter !== undefined ? { limiter } : part !== undefined && { part }),
    ...(sockets !== undefined && sockets.fit < atOnce && { atOnce: sockets.fit }),
  });
  const recorded = records === true ? withRecords(gated, clock) : gated;
  const traced = environments.some(({ trace }) => trace !== undefined) ? withTraces(recorded) : recorded;
  const send = withRedirects(withRetry(traced, { ...clock, random }));
  return {
    send,
    close: async () => sockets?.close(),
    idleFaults: sandbox?.idleFaults ?? (() => faults),
  };
}

/** `fit` gives the number of connections per origin that the limit of open files allows. */
async function createSockets(environments: readonly Environment[], atOnce: number, { env }: Host) {
  const { createSend } = await import('../http/send.ts');
  const fit = Math.max(1, Math.floor(freeDescriptors() / originsOf(environments)));
  const sockets = await createSend({ atOnce: Math.min(atOnce, fit), ...proxyOf(env) });
  return { ...sockets, fit };
}

/** The number of origins that requests may go to, each with connections of its own. */
function originsOf(environments: readonly Environment[]): number {
  const urls = environments.flatMap(urlsOf).filter((url) => url !== undefined && URL.canParse(url));
  return Math.max(1, new Set(urls.map((url) => new URL(url!).origin)).size);
}

async function createSandboxSend(
  faults: readonly Fault[],
  { clock, random }: Host,
): Promise<Pick<Network, 'send' | 'idleFaults'> & { readonly prefix: string }> {
  const { createSandbox, sandboxOrigin } = await import('../sandbox/index.ts');
  const { createInMemorySend } = await import('../http/in-memory.ts');
  const sandbox = createSandbox({ faults, now: clock.nowMs, random });
  return {
    prefix: `${sandboxOrigin}/`,
    send: createInMemorySend(sandbox.fetch),
    idleFaults: sandbox.idleFaults,
  };
}

/** The proxies of the process environment, by upper-case or lower-case names. */
export function proxyOf(env: Host['env']) {
  const read = (name: string): string | undefined => env[name.toLowerCase()] || env[name] || undefined;
  const [http, https, except] = [read('HTTP_PROXY'), read('HTTPS_PROXY'), read('NO_PROXY')];
  if (http === undefined && https === undefined) return {};
  return {
    proxy: {
      ...(http !== undefined && { http }),
      ...(https !== undefined && { https }),
      ...(except !== undefined && { except }),
    },
  };
}

/** A sandbox environment may still name other hosts. */
const leavesSandbox = (environment: Environment): boolean =>
  urlsOf(environment).some((url) => url !== undefined && !url.startsWith('http://sandbox.localhost:'));

const urlsOf = ({ baseUrl, fallbackUrl, routes, tokens }: Environment): readonly (string | undefined)[] => [
  baseUrl,
  fallbackUrl,
  ...routes.map((route) => route.baseUrl),
  ...Object.values(tokens).map((token) => token.exchange?.url),
];
