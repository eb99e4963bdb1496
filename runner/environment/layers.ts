import { isTemplate, variablesOf } from '../language/template/compile.ts';
import type { WrittenJson } from '../language/template/written.ts';
import type { EnvironmentsFile } from './environments-file.ts';
import { isMap, mapOf } from './json-data.ts';

/** What one environments.yaml, or the embedded API, sets for an environment. */
export type Layer = {
  /** The file, as messages show it. */
  readonly path: string;
  readonly data: Readonly<Record<string, WrittenJson>>;
  /** What the file sets for its other environments, if files lie below it. */
  readonly others?: readonly Layer['data'][];
  /**
   * How far out the file lies: secrets of a layer go only to hosts that layers of its rank or a higher one name. A file with
   * `trustNested` gives its rank to those below it.
   */
  readonly rank: number;
};

/** The rank of each file, nearest first. */
export const ranksOf = (files: readonly Pick<EnvironmentsFile, 'trustNested'>[]): readonly number[] =>
  files.map((_, at) =>
    Math.max(
      at,
      files.findLastIndex((file, above) => above > at && file.trustNested),
    ),
  );

/** The path of the embedded API's layer. */
export const SANDBOX_LAYER = 'the sandbox';

/** The path of the outermost file. */
export const outermostPath = (layers: readonly Layer[]): string =>
  layers.findLast(({ path }) => path !== SANDBOX_LAYER)?.path ?? 'environments.yaml';

/** The rank of the outermost layer. */
export const topRankOf = (layers: readonly Layer[]): number => layers.at(-1)?.rank ?? 0;

/** The index of the nearest layer that sets the value at these keys. */
export const writerOf = (layers: readonly Layer[], ...keys: readonly string[]): number =>
  layers.findIndex(({ data }) => {
    let at: WrittenJson | undefined = data;
    for (const key of keys) at = isMap(at) && Object.hasOwn(at, key) ? at[key] : undefined;
    return at !== undefined;
  });

/** The names of `{{env.NAME}}` in a text. */
const namesIn = (text: string): readonly string[] =>
  isTemplate(text)
    ? variablesOf(text).flatMap((name) => (name.startsWith('env.') ? [name.slice('env.'.length)] : []))
    : [];

const AUTHORITY = /^https?:\/\/([^/@]*)(?=\/|$)/i;
const BARE_HOST = /^([^/@]*)\/?$/;

/** The authority in the text of a host: not secret, unless it has a user with a password. */
const authorityOf = (key: string, text: string): string =>
  (AUTHORITY.exec(text) ?? (key === 'hosts' ? BARE_HOST.exec(text) : null))?.[1] ?? '';

/** The names in the text of a host that are secrets. */
const secretNamesInHost = (key: string, text: string): readonly string[] =>
  namesIn(text.replace(authorityOf(key, text), ''));

/**
 * The `{{env.NAME}}` that a layer mentions: each name, and whether it is a secret. A name that only occurs in a host is not.
 */
function mentionsOf(layer: Pick<Layer, 'data'>): ReadonlyMap<string, boolean> {
  const names = new Map<string, boolean>();
  for (const [key, text] of hostsIn(layer))
    for (const name of namesIn(authorityOf(key, text))) names.set(name, false);
  const secret = [
    ...hostsIn(layer).flatMap(([key, text]) => secretNamesInHost(key, text)),
    ...namesBelow(withoutHosts(layer.data)),
    ...secretsOf(layer.data),
  ];
  for (const name of secret) names.set(name, true);
  return names;
}

function namesBelow(value: WrittenJson | undefined): readonly string[] {
  if (typeof value === 'string') return namesIn(value);
  if (Array.isArray(value)) return (value as readonly WrittenJson[]).flatMap(namesBelow);
  return isMap(value)
    ? Object.entries(value).flatMap(([key, each]) => [...namesIn(key), ...namesBelow(each)])
    : [];
}

function withoutHosts(data: Readonly<Record<string, WrittenJson>>): WrittenJson {
  const { baseUrl: _base, fallbackUrl: _fallback, hosts: _hosts, routes, tokens, ...rest } = data;
  const without = (value: WrittenJson | undefined, key: string): WrittenJson =>
    Object.fromEntries(Object.entries(mapOf(value)).filter(([each]) => each !== key)) as WrittenJson;
  return {
    ...rest,
    routes: Array.isArray(routes)
      ? (routes as readonly WrittenJson[]).map((route) => without(route, 'baseUrl'))
      : [],
    tokens: Object.entries(mapOf(tokens)).map(([type, token]) =>
      isMap(token as WrittenJson)
        ? [
            type,
            without(token as WrittenJson, 'exchange'),
            without(mapOf(token as WrittenJson)['exchange'], 'url'),
          ]
        : [type, token as WrittenJson],
    ),
  };
}

/** The names in `secrets:`, which specs and nested files may read. */
const secretsOf = (data: Readonly<Record<string, WrittenJson>>): readonly string[] =>
  Array.isArray(data['secrets']) ? (data['secrets'] as readonly WrittenJson[]).map(String) : [];

/** A secret that was read: its name in messages, and the rank of the file that mentions it. */
export type SecretRead = { readonly label: string; readonly rank: number };

/** A secret of `--secret`; it belongs to the outermost file. */
export const secretVarNamed = (name: string, rank: number): SecretRead => ({
  label: `{{${name}}} of --secret`,
  rank,
});

/** What specs and nested files may read from the process environment. */
export type Readable = {
  /**
   * The names that layers of the highest rank mention, those that nested layers and such a layer's file (for another
   * environment) both mention, and whether they are secrets.
   */
  readonly names: ReadonlyMap<string, boolean>;
  /** The files whose folders may hold a `.env` with a name, nearest first. */
  readonly filesFor: (name: string) => readonly string[];
  /** The secret with a name. */
  readonly secretNamed: (name: string) => SecretRead;
};

const known = new WeakMap<readonly Layer[], Readable>();

/** What may be read with these layers; computed once per environment. */
export function readableOf(layers: readonly Layer[]): Readable {
  const cached = known.get(layers);
  if (cached !== undefined) return cached;
  const top = topRankOf(layers);
  const outermost = layers
    .filter(({ rank }) => rank === top)
    .map((layer) => ({
      path: layer.path,
      mentions: new Map(mentionsOf(layer)),
      elsewhere: new Map((layer.others ?? []).flatMap((data) => [...mentionsOf({ data })])),
    }));
  const names = new Map<string, boolean>();
  const note = (name: string, isSecret: boolean): void =>
    void names.set(name, isSecret || names.get(name) === true);
  for (const { mentions } of outermost) for (const [name, isSecret] of mentions) note(name, isSecret);
  for (const layer of layers)
    if (layer.rank < top)
      for (const [name, isSecret] of mentionsOf(layer))
        for (const { mentions, elsewhere } of outermost) {
          if (names.has(name) || !elsewhere.has(name)) continue;
          note(name, isSecret || elsewhere.get(name) === true);
          mentions.set(name, true);
        }
  const secrets = new Map<string, SecretRead>();
  const filesFor: Readable['filesFor'] = (name) =>
    outermost.flatMap(({ path, mentions }) => (mentions.has(name) ? [path] : []));
  const readable: Readable = {
    names,
    filesFor,
    secretNamed: (name) => {
      const known = secrets.get(name);
      if (known !== undefined) return known;
      const label = `{{env.${name}}} of ${filesFor(name).at(-1) ?? 'environments.yaml'}`;
      const secret = { label, rank: top };
      secrets.set(name, secret);
      return secret;
    },
  };
  known.set(layers, readable);
  return readable;
}

/** A name that a nested file reads and no file above it mentions. */
export function findUnmentioned(
  layers: readonly Layer[],
): { readonly name: string; readonly layer: Layer } | undefined {
  const top = topRankOf(layers);
  const { names } = readableOf(layers);
  for (const layer of layers)
    if (layer.rank < top)
      for (const name of mentionsOf(layer).keys()) if (!names.has(name)) return { name, layer };
  return undefined;
}

/** The texts of the hosts that a layer names itself, with their keys. */
export function hostsIn({ data }: Pick<Layer, 'data'>): readonly (readonly [key: string, text: string])[] {
  const routes = Array.isArray(data['routes']) ? (data['routes'] as readonly WrittenJson[]) : [];
  const hosts = Array.isArray(data['hosts']) ? (data['hosts'] as readonly WrittenJson[]) : [];
  const found: readonly (readonly [string, WrittenJson | undefined])[] = [
    ['baseUrl', data['baseUrl']],
    ['fallbackUrl', data['fallbackUrl']],
    ...routes.map((route) => ['baseUrl', mapOf(route)['baseUrl']] as const),
    ...Object.values(mapOf(data['tokens'])).map(
      (token) => ['url', mapOf(mapOf(token as WrittenJson)['exchange'])['url']] as const,
    ),
    ...hosts.map((host) => ['hosts', host] as const),
  ];
  return found.flatMap(([key, text]) =>
    typeof text === 'string' && !text.startsWith('/') ? [[key, text] as const] : [],
  );
}
