import type { HttpRequest } from '../../http/exchange.ts';
import { urlPartsOf } from '../../http/url-parts.ts';
import type { WrittenJson } from '../../language/template/written.ts';
import type { Environment } from '../../environment/environment.ts';
import { createHosts, type HostInput, type Hosts } from './hosts.ts';
import { isMap, mapOf, textOf } from '../../environment/json-data.ts';
import {
  type Layer,
  outermostPath,
  readableOf,
  type SecretRead,
  secretVarNamed,
  topRankOf,
  writerOf,
} from '../../environment/layers.ts';
import type { Redactor } from '../secrets/redactor.ts';
import { createSecretSearch } from '../secrets/search/search.ts';

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

type Secret = SecretRead & { readonly value: string };

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
  const learned: Secret[] = [];
  let own: readonly Secret[] | undefined;

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

const CREDENTIAL_HEADER = /authorization|cookie|token|secret|api-?key|password|credential/i;

/** The secrets whose values are known: from the process environment, from `--secret`, and written in the files. */
function knownSecrets({ environment, vars, secretVars, readSecret }: HostInput): readonly Secret[] {
  const { layers } = environment;
  const { names, secretNamed } = readableOf(layers);
  const found: Secret[] = [];
  for (const [name, isSecret] of names) {
    const value = isSecret ? readSecret(name) : undefined;
    if (value !== undefined && value !== '') found.push({ value, ...secretNamed(name) });
  }
  for (const name of secretVars ?? [])
    found.push({ value: String(vars[name]), ...secretVarNamed(name, topRankOf(layers)) });
  for (const layer of layers)
    for (const [label, value] of literalsIn(layer))
      found.push({ value, label: `${label} of ${layer.path}`, rank: layer.rank });
  return found;
}

function literalsIn({ data }: Layer): readonly (readonly [label: string, value: string])[] {
  const literals = (value: WrittenJson | undefined): readonly string[] => {
    const text = Array.isArray(value) || isMap(value) ? undefined : textOf(value);
    return text === undefined || text === '' || /\{\{|<</.test(text) ? [] : [text];
  };
  const inHeaders = (headers: WrittenJson | undefined): readonly (readonly [string, string])[] =>
    Object.entries(mapOf(headers)).flatMap(([name, value]) => {
      if (isMap(value as WrittenJson)) return inHeaders(value as WrittenJson);
      return CREDENTIAL_HEADER.test(name)
        ? literals(value as WrittenJson).map((text) => [`the header ${name}`, text] as const)
        : [];
    });
  const tokens = Object.entries(mapOf(data['tokens'])).flatMap(([type, token]) => {
    const map = mapOf(token as WrittenJson);
    return [
      ...[token as WrittenJson, map['value'], map['password']]
        .flatMap(literals)
        .map((value) => [`the token "${type}"`, value] as const),
      ...inHeaders(map['headers']),
      ...inHeaders(mapOf(map['exchange'])['headers']),
    ];
  });
  const routes = Array.isArray(data['routes']) ? (data['routes'] as readonly WrittenJson[]) : [];
  return [
    ...tokens,
    ...inHeaders(data['headers']),
    ...routes.flatMap((route) => inHeaders(mapOf(route)['headers'])),
  ];
}

/** The first secret that a request carries, in any form. */
function searchIn(
  { url, headers, body }: Sending['request'],
  secrets: readonly Secret[],
): Secret | undefined {
  if (secrets.length === 0) return undefined;
  const search = createSecretSearch();
  for (const [at, { value }] of secrets.entries()) search.add(value, `\u0000${at}\u0000`);
  const text =
    typeof body === 'string' ? body : body === undefined ? '' : Buffer.from(body).toString('latin1');
  for (const each of [url, ...Object.entries(headers).flat(), text, utf8(body)]) {
    const found = /\u0000(\d+)\u0000/.exec(search.replace(each.replaceAll('\u0000', '')));
    if (found !== null) return secrets[Number(found[1])];
  }
  return undefined;
}

const utf8 = (body: string | Uint8Array | undefined): string =>
  typeof body === 'object' ? Buffer.from(body).toString() : '';
