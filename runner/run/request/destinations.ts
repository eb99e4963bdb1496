import type { HttpRequest } from '../../http/exchange.ts';
import { urlPartsOf } from '../../http/url-parts.ts';
import type { Environment } from '../../environment/environment.ts';
import { createHosts, type HostInput, type Hosts } from './hosts.ts';
import { type Layer, outermostPath, type SecretRead, topRankOf, writerOf } from '../../environment/layers.ts';
import type { Redactor } from '../secrets/redactor.ts';
import { knownSecrets, type KnownSecretValue, searchIn } from './carried-secrets.ts';

/** A request about to be sent, and its secrets. */
type Sending = {
  readonly request: Pick<HttpRequest, 'url' | 'headers' | 'body'>;
  /** The secrets that were read for it. */
  readonly secrets: readonly SecretRead[];
  /** The token type of its credentials. */
  readonly token: string;
};

type Misdirected = { readonly message: string; readonly hint: string };

/** Where the secrets of an environment may be sent. */
export type Destinations = {
  readonly hosts: Hosts;
  /** Why a request must not be sent: it carries a secret that its host must not receive. */
  readonly refuse: (sending: Sending) => Misdirected | undefined;
  /** From now on this value may be sent only where secrets of this URL's host may. */
  readonly learn: (value: string, name: string, url: string) => void;
  /**
   * The secrets of a variable that was extracted from a response of this URL: the variable, and anything derived from it, may
   * be sent only where secrets of that host may. Empty if there is only one environments.yaml.
   */
  readonly secretsFrom: (name: string, url: string) => readonly SecretRead[];
  /** Cookies of one group of hosts are not sent to another group. */
  readonly groupOf: (url: string) => number;
};

type RunInput = Pick<HostInput, 'vars' | 'secretVars'> & {
  readonly redactor: Redactor;
  readonly readSecret: (environment: Environment) => HostInput['readSecret'];
};

const known = new WeakMap<Environment, { readonly run: RunInput; readonly destinations: Destinations }>();

/** The destinations of an environment in a run, shared by all of its specs. */
export function destinationsOf(environment: Environment, run: RunInput): Destinations {
  const cached = known.get(environment);
  if (cached !== undefined && isSameInput(cached.run, run)) return cached.destinations;
  const { vars, secretVars, redactor, readSecret } = run;
  const destinations = createDestinations({
    environment,
    vars,
    secretVars,
    redactor,
    readSecret: readSecret(environment),
  });
  known.set(environment, { run, destinations });
  return destinations;
}

/** The redactor is not compared: each spec has its own view of it. */
const isSameInput = (a: RunInput, b: RunInput): boolean =>
  a.vars === b.vars &&
  a.secretVars === b.secretVars &&
  a.readSecret === b.readSecret &&
  a.redactor.sameAs() === b.redactor.sameAs();

/**
 * A token, an `env.` value, and anything derived from one may be sent only to hosts that are named by the outermost file which
 * mentions it, or by a file above. A request to a host of the highest rank may carry everything and is not searched.
 */
export function createDestinations(input: HostInput): Destinations {
  const { environment } = input;
  const { layers } = environment;
  const hosts = createHosts(input);
  const top = topRankOf(layers);
  const isGuarded = layers.some(({ rank }) => rank !== top);
  const channel = channelRankOf(layers, top);
  const certificate = certificateOf(layers);
  const learned: KnownSecretValue[] = [];
  let own: readonly KnownSecretValue[] | undefined;

  /** The rank of the file that names the destination of a request, and the destination. */
  const destinationOf = ({
    url,
    headers,
  }: Sending['request']): { readonly rank: number; readonly to: string } => {
    const { origin } = urlPartsOf(url);
    const rank = hosts.rankOf(origin);
    for (const name of Object.keys(headers))
      if (name.length === 4 && name.toLowerCase() === 'host') {
        const byHeader = rankOfHostHeader(headers[name]!, origin);
        if (byHeader < rank) return { rank: byHeader, to: originOf(headers[name]!, origin) ?? origin };
      }
    return { rank: Math.min(rank, channel), to: origin };
  };

  const rankOfHostHeader = (value: string, origin: string): number => {
    const named = originOf(value, origin);
    return Math.max(named === undefined ? -1 : hosts.rankOf(named), hosts.rankOfHeader(value));
  };

  const findCarried = ({ request, secrets, token }: Sending, rank: number): SecretRead | undefined => {
    const writer = layers[writerOf(layers, 'tokens', token)];
    if (token !== 'none' && writer !== undefined && writer.rank > rank)
      return { label: `the token "${token}" of ${writer.path}`, rank: writer.rank };
    const read = secrets.find((each) => each.rank > rank);
    if (read !== undefined) return read;
    if (certificate !== undefined && certificate.rank > rank) return certificate;
    own ??= knownSecrets(input);
    return searchIn(
      request,
      [...own, ...learned].filter((each) => each.rank > rank && each.value.length >= MIN_SECRET_LENGTH),
    );
  };

  const cameFrom = (name: string, url: string): SecretRead => {
    const { origin } = urlPartsOf(url);
    return { label: `"${name}", which came from ${origin},`, rank: hosts.rankOf(origin) };
  };

  return {
    hosts,
    secretsFrom: (name, url) => (isGuarded ? [cameFrom(name, url)] : NO_SECRETS),
    groupOf: (url) => hosts.rankOf(urlPartsOf(url).origin),
    learn: (value, name, url) => {
      if (value !== '') learned.push({ value, ...cameFrom(name, url) });
    },
    refuse: (sending) => {
      const { rank, to } = destinationOf(sending.request);
      if (rank === top) return undefined;
      const carried = findCarried(sending, rank);
      if (carried === undefined) return undefined;
      const outer =
        carried.rank === top
          ? outermostPath(layers)
          : layers.findLast((layer) => layer.rank === carried.rank)!.path;
      const named = hosts.rankOf(to);
      const isByChannel = named > rank;
      const trust = `"trustNested: true" beside its "environments:"`;
      return {
        message: `${carried.label} may not go to ${to}, ${isByChannel ? `by way of a socketPath or tls that ${outer} does not say` : namesOf(named, outer)}`,
        hint: isByChannel
          ? `say "socketPath:" or "tls:" in the environment "${environment.name}" in ${outer}, or add ${trust}`
          : `add "hosts: [${/[[\]]/.test(to) ? JSON.stringify(to) : to}]" to the environment "${environment.name}" in ${outer}${layers.length > 1 ? `, or ${trust}` : ''}`,
      };
    },
  };

  function namesOf(rank: number, outer: string): string {
    if (rank === -1) return 'which no environments.yaml names';
    return `which ${layers.find((layer) => layer.rank === rank)?.path} names and ${outer} does not`;
  }
}

/** The origin that a `Host` header names; undefined if invalid. */
function originOf(header: string, origin: string): string | undefined {
  const named = `${new URL(origin).protocol}//${header}`;
  return /^[^\s/@?#\\]+$/.test(header) && URL.canParse(named) ? new URL(named).origin : undefined;
}

const NO_SECRETS: readonly SecretRead[] = [];

/** A shorter value occurs in nearly every request by chance; where it is filled in by name, it is known without a search. */
const MIN_SECRET_LENGTH = 4;

const TLS_KEYS = ['ca', 'insecure', 'cert', 'key'];

/** The lowest rank of the layers that set how to connect: such a layer decides where the bytes go. */
function channelRankOf(layers: readonly Layer[], top: number): number {
  const writers = [['socketPath'], ...TLS_KEYS.slice(0, 2).map((key) => ['tls', key])].map(
    (keys) => layers[writerOf(layers, ...keys)],
  );
  return Math.min(top, ...writers.map((layer) => layer?.rank ?? top));
}

/** A client certificate is a credential of the file that names it. */
function certificateOf(layers: readonly Layer[]): SecretRead | undefined {
  const writer = layers[writerOf(layers, 'tls', 'key')];
  return writer && { label: `the client certificate of ${writer.path}`, rank: writer.rank };
}
