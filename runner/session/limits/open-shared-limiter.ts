import type { Environment } from '../../environment/environment.ts';
import { readStoreUrl } from '../../environment/store-url.ts';
import { connectRedis, type RedisPackage } from '../../http/shared-limits/redis.ts';
import { SharedLimiter } from '../../http/shared-limits/shared-limiter.ts';
import type { StoreAddress } from '../../http/shared-limits/store.ts';
import { createHosts } from '../../run/request/hosts.ts';
import { loadOptionalPeer, type OptionalPeer } from '../../workspace/optional-peer.ts';
import { UsageError } from '../../workspace/usage-error.ts';
import type { Host } from '../host.ts';
import type { Prepared } from '../prepared.ts';
import type { RunFlags } from '../run-flags.ts';

const PEER: OptionalPeer = { name: 'ioredis', major: 5, usedBy: '--limits' };

/** Projects without a key share this one. */
const COMMON_PROJECT = 'verify';

/** Connects to the store of limits. Throws {@link UsageError}: a run with shared limits does not start without them. */
export async function openSharedLimiter(
  { environments, lookup, part }: Pick<Prepared, 'environments' | 'lookup' | 'part'>,
  { limits, vars }: Pick<RunFlags, 'limits' | 'vars'>,
  host: Host,
): Promise<SharedLimiter> {
  const urls =
    limits !== undefined
      ? [limits]
      : environments.flatMap((each) => urlOf(each, { vars, readSecret: lookup.readSecret(each) }, host));
  const addresses = new Map(urls.map((url) => [url, addressOf(url, host)]));
  const shown = new Set([...addresses.values()].map((address) => address.shown));
  const projects = new Set(environments.flatMap(({ sharedLimits }) => sharedLimits?.key ?? []));
  refuseSeveral(shown, 'stores', 'name one with --limits');
  refuseSeveral(projects, 'keys', 'run them one after another, or write the same key');
  const peer = await loadOptionalPeer(PEER, host.cwd);
  if ('problem' in peer) throw new UsageError(peer.problem, peer.hint);
  const [project = COMMON_PROJECT] = projects;
  const [address] = addresses.values();
  const owner = [host.random(), host.random()].map((each) => each.toString(36).slice(2)).join('');
  const result = await connectRedis(peer.exports as RedisPackage, address!, { project, owner });
  if ('problem' in result) throw new UsageError(result.problem, result.hint);
  return new SharedLimiter({
    store: result.store,
    clock: host.clock,
    ...(part !== undefined && { part }),
  });
}

/** The URL of an environment, with its variables filled in like those of a host. */
function urlOf(
  environment: Environment,
  { vars, readSecret }: Pick<Parameters<typeof createHosts>[0], 'vars' | 'readSecret'>,
  { redactor }: Host,
): readonly string[] {
  const { name, sharedLimits } = environment;
  if (sharedLimits?.url === undefined) return [];
  redactor.addUrls(sharedLimits.url);
  const { fill } = createHosts({ environment, vars, readSecret, redactor });
  const filled = fill(sharedLimits.url, sharedLimits.writer);
  if ('problem' in filled) throw new UsageError(`limits of ${name}: ${filled.problem}`, filled.hint);
  return [filled.url];
}

function addressOf(url: string, { redactor }: Host): StoreAddress {
  redactor.addUrls(url);
  const result = readStoreUrl(url);
  if ('problem' in result) throw new UsageError(`limits: ${result.problem}`, result.hint);
  if (result.address.password !== undefined) redactor.add(result.address.password, 'LIMITS_PASSWORD');
  return result.address;
}

function refuseSeveral(found: ReadonlySet<string>, what: string, hint: string): void {
  if (found.size > 1)
    throw new UsageError(
      `limits: the environments of this run name different ${what}: ${[...found].join(', ')}`,
      hint,
    );
}
