import type { Limit } from '../http/limit.ts';
import { suggest } from '../language/diagnostic.ts';
import { readDuration } from '../language/yaml/fields.ts';
import { positionAt, type SourceFile, type Span } from '../language/source.ts';
import { headersOf, jsonOf, type WrittenJson } from '../language/template/written.ts';
import type { Json } from '../language/yaml/yaml.ts';
import type { EnvironmentsFile } from './environments-file.ts';
import { isMap, mapOf, textOf } from './json-data.ts';
import { findUnmentioned, type Layer, outermostPath, ranksOf, SANDBOX_LAYER, topRankOf } from './layers.ts';
import { layerSeverities } from './severity.ts';
import { nestedLimitsNotes, type SharedLimits, sharedLimitsOf } from './shared-limits.ts';
import { toLimit, toTransport, type Transport } from './transport.ts';
import { readScheme, type Scheme } from './schemes.ts';

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

/** What files set for an environment. */
type Data = Readonly<Record<string, WrittenJson>>;

const DEFAULT_TIMEOUT_MS = 30_000;
const DEFAULT_MAX_BODY_BYTES = 10_000_000;
export type EnvironmentResult =
  | { readonly environment: Environment }
  | {
      readonly problem: string;
      readonly hint: string;
      /** The place of the problem, if it is in a file. */
      readonly at?: { readonly source: SourceFile; readonly span: Span };
    };

/**
 * The environment called `name` (or the nearest default), from the nearest file extended by those above it. `base` is what an
 * environment with `sandbox: true` extends.
 */
export function resolveEnvironment(
  files: readonly EnvironmentsFile[],
  name: string | undefined,
  base: Readonly<Record<string, unknown>>,
): EnvironmentResult {
  const byDefault = chooseDefault(files);
  const chosen = name ?? byDefault.chosen;
  if (files.length === 0)
    return {
      problem: 'no environments.yaml was found beside the spec or above it',
      hint: 'write one that says baseUrl and tokens, or name it with --config',
    };
  const known = [...new Set(files.flatMap((file) => Object.keys(file.environments)))];
  if (chosen === undefined)
    return {
      problem: 'no environment was chosen',
      hint: `add "default:" to ${files[0]!.source.path}, or use --env ${known.join(' | ')}`,
    };
  if (!files.some((file) => Object.hasOwn(file.environments, chosen)))
    return {
      problem: `the environment "${chosen}" is not in ${files.map((file) => file.source.path).join(' or ')}`,
      hint: suggest(chosen, known),
    };
  const ranks = ranksOf(files);
  const isNested = files.length > 1;
  const own = files.map(({ environments }) =>
    Object.hasOwn(environments, chosen) ? environments[chosen]! : {},
  );
  const said = files.map((file, at) => ({
    path: file.source.path,
    data: joinLists(file.shared, mergeData(file.shared, own[at]!), own[at]!),
    rank: ranks[at]!,
    ...(isNested && { others: othersIn(file, chosen) }),
  }));
  const shared = files.map((file) => file.shared);
  const merged = [...own, ...shared].reduceRight<Record<string, WrittenJson>>(mergeData, {});
  const start = base as Data;
  const layers =
    merged['sandbox'] === true
      ? [...said, { path: SANDBOX_LAYER, data: start, rank: topRankOf(said) }]
      : said;
  const unmentioned = findUnmentioned(layers);
  if (unmentioned !== undefined)
    return refuseUnmentioned({ ...unmentioned, outermost: outermostPath(layers) }, chosen, files);
  const { severity, notes } = layerSeverities(files.map((file) => severityIn(file, chosen)));
  return {
    environment: {
      ...toEnvironment(
        chosen,
        merged['sandbox'] === true ? mergeData(start, merged) : merged,
        files.map((file) => file.source.path),
        layers,
      ),
      severity,
      notes: [...(name === undefined ? byDefault.notes : []), ...notes, ...nestedLimitsNotes(layers)],
    },
  };
}

/** What a file sets for the other environments. */
const othersIn = ({ environments }: EnvironmentsFile, chosen: string): readonly Data[] =>
  Object.entries(environments).flatMap(([name, data]) => (name === chosen ? [] : [data]));

/**
 * The default of the outermost file that has one, or of a file that it trusts: a nested file must not choose the environment
 * that receives a token.
 */
function chooseDefault(files: readonly EnvironmentsFile[]): {
  readonly chosen?: string;
  readonly notes: readonly string[];
} {
  const ranks = ranksOf(files);
  const said = files.flatMap((file, at) =>
    file.default === undefined ? [] : [{ source: file.source, chosen: file.default, rank: ranks[at]! }],
  );
  const top = Math.max(...said.map(({ rank }) => rank));
  const winner = said.find(({ rank }) => rank === top);
  if (winner === undefined) return { notes: [] };
  const notes = said
    .filter(({ rank, chosen }) => rank < top && chosen !== winner.chosen)
    .map(({ source, chosen }) => {
      const { line } = positionAt(source.text, Math.max(0, source.text.search(/^["']?default["']?\s*:/m)));
      return `${source.path}:${line}: default: ${chosen} has no effect, because ${winner.source.path} says default: ${winner.chosen}`;
    });
  return { chosen: winner.chosen, notes };
}

/** A nested file must not read a secret that the files above it do not mention. */
function refuseUnmentioned(
  {
    name,
    layer,
    outermost,
  }: NonNullable<ReturnType<typeof findUnmentioned>> & { readonly outermost: string },
  environment: string,
  files: readonly EnvironmentsFile[],
): EnvironmentResult {
  const { source } = files.find((file) => file.source.path === layer.path)!;
  const start = Math.max(0, source.text.indexOf(`env.${name}`));
  return {
    problem: `${layer.path} reads {{env.${name}}}, which ${outermost} does not mention`,
    hint: `add "secrets: [${name}]" to the environment "${environment}" in ${outermost}, or "trustNested: true" beside its "environments:"`,
    at: { source, span: { start, end: start + `env.${name}`.length } },
  };
}

/** Lists for all environments of a file are joined with the lists of one environment. */
const joinLists = (shared: Data, merged: Data, own: Data): Data => ({
  ...merged,
  ...Object.fromEntries(
    ['hosts', 'secrets'].map((key) => [key, [shared[key] ?? [], own[key] ?? []].flat() as WrittenJson]),
  ),
});

/** The severities that a file sets: for all of its environments, and for this one, which wins. */
function severityIn({ source, shared, environments }: EnvironmentsFile, name: string) {
  const own = Object.hasOwn(environments, name) ? environments[name]!['severity'] : undefined;
  const severity = { ...mapOf(shared['severity']), ...mapOf(own) } as Record<string, string>;
  return { path: source.path, severity };
}

/** Maps are merged key by key; anything else is replaced. */
function mergeMaps(under: Data, over: Data): Record<string, WrittenJson> {
  const merged: Record<string, WrittenJson> = { ...under };
  for (const [key, value] of Object.entries(over) as [string, WrittenJson][]) {
    const below = merged[key];
    merged[key] = isMap(value) && isMap(below) ? mergeMaps(below, value) : value;
  }
  return merged;
}

/** The same for an environment: a credential is replaced as a whole, and a null header removes the one below. */
function mergeData(under: Data, over: Data): Record<string, WrittenJson> {
  const merged = mergeMaps(under, over);
  const [headers, headersBelow] = [mapOf(over['headers']), mapOf(under['headers'])];
  const isTaken = (name: string): boolean =>
    Object.hasOwn(headersBelow, name) && headersBelow[name] !== null && headers[name] === null;
  if (Object.keys(headers).some(isTaken))
    merged['headers'] = Object.fromEntries(
      Object.entries(mapOf(merged['headers'])).filter(([name]) => !isTaken(name)),
    );
  if (isMap(under['tokens']) && isMap(over['tokens']))
    merged['tokens'] = { ...under['tokens'], ...over['tokens'] };
  return merged;
}

function toEnvironment(
  name: string,
  written: Data,
  files: readonly string[],
  layers: readonly Layer[],
): Environment {
  const data = jsonOf(written) as Readonly<Record<string, Json>>;
  const headers = Object.entries(mapOf(written['headers']));
  const optional = {
    baseUrl: textOf(written['baseUrl']),
    fallbackUrl: textOf(written['fallbackUrl']),
    specTimeoutMs: readDuration(data['specTimeout']),
    defaultToken: textOf(written['defaultToken']),
    filesFolder: textOf(written['files']),
    sharedLimits: sharedLimitsOf(layers),
  };
  return {
    name,
    sandbox: data['sandbox'] === true,
    routes: Array.isArray(written['routes'])
      ? (written['routes'] as readonly WrittenJson[]).map(toRoute)
      : [],
    tokens: Object.fromEntries(
      Object.entries(mapOf(written['tokens'])).map(([type, value]) => [
        type,
        toCredential(value as WrittenJson),
      ]),
    ),
    headers: headersOf(Object.fromEntries(headers.filter(([, value]) => !isMap(value)))),
    methodHeaders: Object.fromEntries(
      headers.flatMap(([method, value]) => (isMap(value) ? [[method.toUpperCase(), headersOf(value)]] : [])),
    ),
    variables: mapOf(written['variables']),
    transport: toTransport(data),
    cookies: data['cookies'] === true,
    concurrency: [written['concurrency'] ?? []].flat().map(String),
    refs: mapOf(data['refs']) as Record<string, string>,
    severity: {},
    notes: [],
    timeoutMs: readDuration(data['timeoutMs']) ?? DEFAULT_TIMEOUT_MS,
    maxBodyBytes:
      typeof data['maxResponseBytes'] === 'number' ? data['maxResponseBytes'] : DEFAULT_MAX_BODY_BYTES,
    files,
    layers,
    ...(Object.fromEntries(
      Object.entries(optional).filter(([, value]) => value !== undefined),
    ) as Partial<Environment>),
  };
}

function toRoute(value: WrittenJson): EnvironmentRoute {
  const data = mapOf(value);
  const baseUrl = textOf(data['baseUrl']);
  const scheme = readScheme(data['scheme']);
  const limit = data['rateLimit'] === undefined ? undefined : toLimit(jsonOf(data['rateLimit']));
  return {
    pattern: textOf(data['path']) ?? '',
    headers: headersOf(mapOf(data['headers'])),
    ...(baseUrl !== undefined && { baseUrl }),
    ...(scheme !== undefined && { scheme }),
    ...(limit !== undefined && { limit }),
  };
}

function toCredential(value: WrittenJson): Credential {
  if (!isMap(value)) return { in: 'header', headers: {}, ...(value !== null && { value: String(value) }) };
  const scheme = readScheme(value['scheme'] ?? mapOf(value['exchange'])['scheme']);
  const optional = {
    value: textOf(value['value']),
    username: textOf(value['username']),
    password: textOf(value['password']),
    name: textOf(value['name']),
    exchange: value['exchange'] === undefined ? undefined : toExchange(mapOf(value['exchange'])),
    scheme,
  };
  return {
    in: value['in'] === 'query' ? 'query' : 'header',
    headers: headersOf(mapOf(value['headers'])),
    ...(Object.fromEntries(
      Object.entries(optional).filter(([, each]) => each !== undefined),
    ) as Partial<Credential>),
  };
}

function toExchange(data: Data): TokenExchange {
  const expiresIn = data['expiresIn'] === undefined ? undefined : jsonOf(data['expiresIn']);
  return {
    method: (textOf(data['method']) ?? 'POST').toUpperCase(),
    url: textOf(data['url']) ?? '',
    headers: headersOf(mapOf(data['headers'])),
    token: textOf(data['token']) ?? '$.access_token',
    ...(data['body'] !== undefined && { body: jsonOf(data['body']) }),
    ...(data['form'] !== undefined && { form: headersOf(mapOf(data['form'])) }),
    ...((typeof expiresIn === 'string' || typeof expiresIn === 'number') && { expiresIn }),
  };
}
