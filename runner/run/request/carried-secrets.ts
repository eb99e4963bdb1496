import type { HttpRequest } from '../../http/exchange.ts';
import type { WrittenJson } from '../../language/template/written.ts';
import { isMap, mapOf, textOf } from '../../environment/json-data.ts';
import {
  type Layer,
  readableOf,
  type SecretRead,
  secretVarNamed,
  topRankOf,
} from '../../environment/layers.ts';
import { createSecretSearch } from '../secrets/search/search.ts';
import type { HostInput } from './hosts.ts';

/** A secret with its value. */
export type KnownSecretValue = SecretRead & { readonly value: string };

const CREDENTIAL_HEADER = /authorization|cookie|token|secret|api-?key|password|credential/i;

/** The secrets whose values are known: from the process environment, from `--secret`, and written in the files. */
export function knownSecrets({
  environment,
  vars,
  secretVars,
  readSecret,
}: HostInput): readonly KnownSecretValue[] {
  const { layers } = environment;
  const { names, secretNamed } = readableOf(layers);
  const found: KnownSecretValue[] = [];
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
export function searchIn(
  { url, headers, body }: Pick<HttpRequest, 'url' | 'headers' | 'body'>,
  secrets: readonly KnownSecretValue[],
): KnownSecretValue | undefined {
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
