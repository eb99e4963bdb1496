import { readDuration } from '../language/yaml/fields.ts';
import { headersOf, jsonOf, type WrittenJson } from '../language/template/written.ts';
import type { Json } from '../language/yaml/yaml.ts';
import { isMap, mapOf, textOf } from './json-data.ts';
import type { Layer } from './layers.ts';
import { sharedLimitsOf } from './shared-limits.ts';
import { traceOf } from './trace.ts';
import { toLimit, toTransport } from './transport.ts';
import { readScheme } from './schemes.ts';
import type { Credential, Environment, EnvironmentRoute, TokenExchange } from './environment.ts';
import type { EnvironmentData } from './merge-environments.ts';

const DEFAULT_TIMEOUT_MS = 30_000;
const DEFAULT_MAX_BODY_BYTES = 10_000_000;

/** The environment that the merged data of its files describes. */
export function toEnvironment(
  name: string,
  written: EnvironmentData,
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
    trace: traceOf(data),
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

function toExchange(data: EnvironmentData): TokenExchange {
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
