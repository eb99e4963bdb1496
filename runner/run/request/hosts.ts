import { type Lookup, renderFlat, renderVariable } from '../../language/template/template.ts';
import type { WrittenJson } from '../../language/template/written.ts';
import type { Json } from '../../language/yaml/yaml.ts';
import type { Environment } from '../../environment/environment.ts';
import { mapOf } from '../../environment/json-data.ts';
import {
  hostsIn,
  type Layer,
  outermostPath,
  readableOf,
  type SecretRead,
  secretVarNamed,
  topRankOf,
} from '../../environment/layers.ts';
import type { ReadSecret } from '../scope/scope.ts';
import type { Redactor } from '../secrets/redactor.ts';

export type HostInput = {
  readonly environment: Pick<Environment, 'layers' | 'name'>;
  readonly vars: Readonly<Record<string, Json>>;
  /** The names of `vars` that `--secret` gives. */
  readonly secretVars?: ReadonlySet<string> | undefined;
  readonly readSecret: ReadSecret;
  readonly redactor: Pick<Redactor, 'add' | 'addDerived'>;
};

/** A host with its variables filled in and the secrets it holds, or why it is invalid. */
type FilledHost =
  | { readonly url: string; readonly secrets: readonly SecretRead[] }
  | { readonly problem: string; readonly hint: string };

/** The hosts of an environment, and the ranks of the files that name them. */
export type Hosts = {
  /** Fills in the text of a host that the layer with this index writes. Results are cached. */
  readonly fill: (text: string, writer: number) => FilledHost;
  /** The highest rank of the layers that name the origin of a URL; -1 if none does. */
  readonly rankOf: (origin: string) => number;
  /** The highest rank of the layers that write this text as a `Host` header; -1 if none does. */
  readonly rankOfHeader: (value: string) => number;
};

/**
 * A host is filled in from the process environment, `--var`, and the variables of the file that writes it and of those above
 * it. Nested files, rows of data and responses must not decide where a credential goes.
 */
export function createHosts({ environment, vars, secretVars, readSecret, redactor }: HostInput): Hosts {
  const { layers } = environment;
  const { names, secretNamed } = readableOf(layers);
  const top = topRankOf(layers);
  const filled = new Map<number, Map<string, FilledHost>>();
  const ranks = new Map<string, number>();

  const fill: Hosts['fill'] = (text, writer) => {
    const ofWriter = filled.get(writer) ?? new Map<string, FilledHost>();
    filled.set(writer, ofWriter);
    const host = ofWriter.get(text) ?? fillAnew(text, writer);
    ofWriter.set(text, host);
    return host;
  };

  function fillAnew(text: string, writer: number): FilledHost {
    const read = new Set<SecretRead>();
    const { value, missing, problems } = renderFlat(text, createLookup(writer, read));
    const layer = layers[writer];
    if (problems[0] !== undefined) return { problem: problems[0], hint: `see ${layer?.path}` };
    if (missing[0] !== undefined)
      return {
        problem: `the host "${text}" needs {{${missing[0]}}}, which nobody provides`,
        hint: adviceFor(missing[0], layer),
      };
    return { url: value, secrets: [...read] };
  }

  function adviceFor(name: string, layer: Layer | undefined): string {
    const path = layer?.path ?? 'environments.yaml';
    if (name.startsWith('env.'))
      return names.has(name.slice(4))
        ? `set ${name.slice(4)} in the process environment, or in the .env beside ${readableOf(layers).filesFor(name.slice(4))[0] ?? path}`
        : `add "secrets: [${name.slice(4)}]" to the environment "${environment.name}" in ${outermostPath(layers)}`;
    return `a host sees {{env.NAME}}, --var, and the "variables:" of ${path} and of the files above it; no row of data, answer or nested file`;
  }

  function createLookup(writer: number, read: Set<SecretRead>): Lookup {
    const inProgress = new Set<string>();
    const readEnv = (name: string): string | undefined => {
      const value = names.has(name) ? readSecret(name) : undefined;
      if (value === undefined || names.get(name) !== true) return value;
      // Before a helper transforms it.
      redactor.add(value, name);
      read.add(secretNamed(name));
      return value;
    };
    const lookUp = (name: string): unknown => {
      if (name.startsWith('env.')) return readEnv(name.slice('env.'.length));
      if (Object.hasOwn(vars, name)) {
        if (secretVars?.has(name) === true) read.add(secretVarNamed(name, top));
        return vars[name];
      }
      const layer = layers.slice(writer).find(({ data }) => Object.hasOwn(mapOf(data['variables']), name));
      if (layer === undefined || inProgress.has(name)) return undefined;
      inProgress.add(name);
      const { value, missing, problems } = renderVariable(mapOf(layer.data['variables'])[name]!, lookup);
      inProgress.delete(name);
      return missing.length + problems.length > 0 ? undefined : value;
    };
    const lookup: Lookup = Object.assign(lookUp, {
      onHelp: (sources: readonly unknown[], result: unknown) => redactor.addDerived(sources, result),
    });
    return lookup;
  }

  const named = () => {
    const origins = new Map<string, number>();
    const names = new Map<string, number>();
    const headers = new Map<string, number>();
    const add = (map: Map<string, number>, key: string, rank: number): void =>
      void map.set(key, Math.max(rank, map.get(key) ?? -1));
    layers.forEach((layer, writer) => {
      for (const [, text] of hostsIn(layer)) {
        const host = fill(text, writer);
        if ('problem' in host) continue;
        const name = nameOf(host.url);
        if (/^https?:/i.test(host.url)) {
          if (URL.canParse(host.url)) add(origins, new URL(host.url).origin, layer.rank);
        } else if (name !== undefined) add(names, name, layer.rank);
      }
      for (const value of hostHeadersIn(layer)) {
        const header = fill(value, writer);
        if (!('problem' in header)) add(headers, header.url, layer.rank);
      }
    });
    return { origins, names, headers };
  };
  let found: ReturnType<typeof named> | undefined;

  return {
    fill,
    rankOf: (origin) => {
      let rank = ranks.get(origin);
      if (rank === undefined) {
        found ??= named();
        const { hostname, port, protocol } = new URL(origin);
        const withPort = `${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`;
        rank = Math.max(
          found.origins.get(origin) ?? -1,
          found.names.get(withPort) ?? -1,
          found.names.get(hostname) ?? -1,
        );
        ranks.set(origin, rank);
      }
      return rank;
    },
    rankOfHeader: (value) => {
      found ??= named();
      return found.headers.get(value) ?? -1;
    },
  };
}

/** A host named without a scheme: with its port, or for every port. */
function nameOf(text: string): string | undefined {
  if (!URL.canParse(`http://${text}`)) return undefined;
  const { hostname } = new URL(`http://${text}`);
  const port = /:(\d+)\/?$/.exec(text)?.[1];
  return port === undefined ? hostname : `${hostname}:${Number(port)}`;
}

/** The `Host` headers that a layer writes itself. */
function hostHeadersIn({ data }: Layer): readonly string[] {
  const routes = Array.isArray(data['routes']) ? (data['routes'] as readonly WrittenJson[]) : [];
  const maps = [
    mapOf(data['headers']),
    ...Object.values(mapOf(data['headers'])).map((each) => mapOf(each as WrittenJson)),
    ...routes.map((route) => mapOf(mapOf(route)['headers'])),
    ...Object.values(mapOf(data['tokens'])).map((token) => mapOf(mapOf(token as WrittenJson)['headers'])),
  ];
  return maps.flatMap((map) =>
    Object.entries(map).flatMap(([name, value]) =>
      name.toLowerCase() === 'host' && typeof value === 'string' ? [value] : [],
    ),
  );
}
