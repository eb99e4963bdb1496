import type { Environment, TokenExchange } from '../../environment/environment.ts';
import { readableOf } from '../../environment/layers.ts';
import { namesIn } from '../../http/spelled-secrets.ts';
import { suggest } from '../../language/diagnostic.ts';
import { authDescription, authorize } from '../../run/request/authorization.ts';
import type { Authorization } from '../../environment/schemes.ts';
import { createDestinations } from '../../run/request/destinations.ts';
import { createTokenCache } from '../../run/request/token-exchange.ts';
import { createScope } from '../../run/scope/create-scope.ts';
import { hiddenName } from '../../run/secrets/names.ts';
import type { Redactor } from '../../run/secrets/redactor.ts';
import { registerSecrets } from '../../run/secrets/register.ts';
import { createEnvironmentLookup, type EnvironmentLookup } from '../../workspace/environments.ts';
import type { Host } from '../host.ts';
import { createNetwork } from '../network.ts';
import type { Teardown } from '../teardown.ts';

/** A secret with the name that the commands of a report use. */
type NamedSecret = { readonly name: string; readonly value: string };

/** The secrets of a token with a description; or why there is none. */
export type ObtainedToken =
  | { readonly secrets: readonly NamedSecret[]; readonly what: string }
  | { readonly problem: string; readonly hint?: string };

export type TokenQuestion = {
  /** A type of token, or the name of a secret in a report. */
  readonly name: string;
  readonly folder: string;
  readonly config: string | undefined;
  readonly environment: string | undefined;
};

/** Obtains a token of an environment as a run does, with its exchange, and names its secrets as a report does. */
export async function obtainToken(
  { name, folder, config, environment: chosen }: TokenQuestion,
  teardown: Teardown,
  host: Host,
): Promise<ObtainedToken> {
  const lookup = createEnvironmentLookup({
    cwd: host.cwd,
    config,
    name: chosen,
    vars: {},
    processEnv: host.env,
    sandbox: async () => (await import('../../sandbox/index.ts')).sandboxEnvironment(),
    overrides: { limit: undefined, retries: undefined, specTimeoutMs: undefined },
  });
  const environment = await lookup.forFolder(folder);
  if ('problems' in environment) {
    const [first] = environment.problems;
    const { message = 'the environment cannot be read', hint } = first ?? {};
    return { problem: message, ...(hint !== undefined && { hint }) };
  }
  registerSecrets(environment, lookup.readSecret(environment), host.redactor);
  const wanted = name.replace(/^\$/, '');
  const types = Object.keys(environment.tokens);
  const type = types.find((each) => each === wanted || shownNamesOf(each).includes(`$${wanted}`));
  if (type !== undefined) return ofType(type, { environment, lookup, teardown, host });
  return ofVariable(wanted, environment, lookup, types);
}

/** The names that a report may give to the secrets of a token. */
const shownNamesOf = (type: string): readonly string[] =>
  [`${type}_token`, `${type}_credentials`].map(hiddenName);

type Source = {
  readonly environment: Environment;
  readonly lookup: EnvironmentLookup;
  readonly teardown: Teardown;
  readonly host: Host;
};

async function ofType(type: string, { environment, lookup, teardown, host }: Source): Promise<ObtainedToken> {
  const { redactor, clock } = host;
  const readSecret = lookup.readSecret(environment);
  const input = { environment, vars: {}, secretVars: new Set<string>(), readSecret, redactor };
  const network = await createNetwork(
    {
      environments: [environment],
      atOnce: 1,
      faults: [],
      readOnly: false,
      part: undefined,
      limiter: undefined,
    },
    host,
  );
  teardown.add(network.close);
  const stopping = new AbortController();
  teardown.add(host.onStop(() => stopping.abort(new Error('stopped'))));
  const authorization = await authorize({
    type,
    environment,
    scope: createScope({
      ...input,
      identity: { key: 'token', ordinal: 0, seed: 'token', nowMs: clock.nowMs() },
    }),
    redactor,
    send: network.send,
    signal: stopping.signal,
    tokens: createTokenCache(clock.elapsedMs),
    destinations: createDestinations(input),
    now: clock.elapsedMs,
  });
  if ('problem' in authorization) return authorization;
  const secrets = secretsIn(authorization, redactor.within('token'));
  const exchange = environment.tokens[type]?.exchange;
  const what = `the token "${type}" of the environment "${environment.name}"${authDescription(environment, type)}${from(exchange)}`;
  return secrets.length > 0
    ? { secrets, what }
    : { problem: `the token "${type}" holds no secret: the commands of a report show it as it is` };
}

const from = (exchange: TokenExchange | undefined): string =>
  exchange === undefined ? '' : `, from ${exchange.method} ${exchange.url}`;

/** The secrets that a report hides in the credentials of a request, by their names there. */
function secretsIn({ headers, query }: Authorization, view: Redactor): readonly NamedSecret[] {
  const shown = [...Object.values(view.headers(headers)), ...Object.values(query).map(view.text)];
  const found = new Map<string, string>();
  const look = (text: string): void => {
    const isName = (name: string): boolean =>
      view.secretOf(name) !== undefined || view.userOf(name) !== undefined;
    for (const { name } of namesIn(text, isName)) {
      const user = name === '' ? undefined : view.userOf(name);
      const value = name === '' ? undefined : view.secretOf(name);
      // A command passes the user and the password to curl separately, not encoded together.
      if (user !== undefined) look(user);
      else if (value !== undefined) found.set(name, value);
    }
  };
  for (const text of shown) look(text);
  return [...found].map(([name, value]) => ({ name, value }));
}

function ofVariable(
  name: string,
  environment: Environment,
  lookup: EnvironmentLookup,
  types: readonly string[],
): ObtainedToken {
  const readable = readableOf(environment.layers).names;
  if (!readable.has(name))
    return {
      problem: `the environment "${environment.name}" has no token "${name}", and mentions no {{env.${name}}}`,
      hint: suggest(name, [...types, ...readable.keys()]),
    };
  const value = lookup.readSecret(environment)(name);
  return value === undefined
    ? { problem: `${name} is not set`, hint: `set it, or write it into the .env beside environments.yaml` }
    : { secrets: [{ name, value }], what: `${name}, which the environment "${environment.name}" reads` };
}
