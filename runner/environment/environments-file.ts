import { dirname, isAbsolute, join } from 'node:path/posix';
import { type Diagnostic, Diagnostics, suggest } from '../language/diagnostic.ts';
import { Fields } from '../language/yaml/fields.ts';
import { METHODS } from '../language/metadata.ts';
import type { SourceFile } from '../language/source.ts';
import { toWritten, type WrittenJson } from '../language/template/written.ts';
import { type Json, readYaml } from '../language/yaml/yaml.ts';
import { isMap } from './json-data.ts';
import { checkSharedLimits } from './check-shared-limits.ts';
import { checkSeverities } from './severity.ts';
import { checkTrace, TRACE_KEYS } from './trace.ts';
import { checkLimit, checkTransport, TRANSPORT_KEYS } from './transport.ts';
import type { YamlMap } from '../language/yaml/yaml-node.ts';
import { readScheme, SCHEMES } from './schemes.ts';

/** One `environments.yaml` as data, with its diagnostics. */
export type EnvironmentsFile = {
  readonly source: SourceFile;
  readonly default?: string;
  readonly environments: Readonly<Record<string, Readonly<Record<string, WrittenJson>>>>;
  /** Whether the files below may read the secrets it mentions, and send them to hosts of their own. */
  readonly trustNested: boolean;
  /** What holds for all of its environments: `refs`, `severity`, `hosts`, `secrets` and `files`. */
  readonly shared: Readonly<Record<string, Json>>;
  readonly diagnostics: readonly Diagnostic[];
};

/** Keys of the file and of each environment. */
export const SHARED_KEYS: readonly string[] = ['refs', 'severity', 'hosts', 'secrets', 'files'];
/** Keys beside `environments:`. */
export const FILE_KEYS: readonly string[] = [
  'default',
  'environments',
  'trustNested',
  'gate',
  ...SHARED_KEYS,
];
/** Keys of one environment. */
export const ENVIRONMENT_KEYS: readonly string[] = [
  'sandbox',
  'baseUrl',
  'fallbackUrl',
  'routes',
  'defaultToken',
  'tokens',
  'headers',
  'variables',
  'timeoutMs',
  'maxResponseBytes',
  'concurrency',
  'specTimeout',
  'cookies',
  'limits',
  ...TRACE_KEYS,
  ...TRANSPORT_KEYS,
  ...SHARED_KEYS,
];
/** Keys of one token. */
export const TOKEN_KEYS: readonly string[] = [
  'scheme',
  'value',
  'username',
  'password',
  'in',
  'name',
  'exchange',
  'headers',
];
/** Keys of the request that obtains a token. */
export const EXCHANGE_KEYS: readonly string[] = [
  'method',
  'url',
  'headers',
  'body',
  'form',
  'token',
  'expiresIn',
  'scheme',
];
const ROUTE_KEYS = ['path', 'baseUrl', 'scheme', 'headers', 'rateLimit'];

/** Never throws: problems are diagnostics, and with one the file cannot be used. */
export function readEnvironmentsFile(source: SourceFile): EnvironmentsFile {
  const diagnostics = new Diagnostics();
  const root = readYaml(source.text, { start: 0, end: source.text.length }, diagnostics);
  const none = {
    source,
    trustNested: false,
    environments: {},
    shared: {},
    diagnostics: diagnostics.list,
  };
  if (root === undefined) return none;
  if (root.kind !== 'map') {
    diagnostics.error('environments', root.span, 'expected a map with environments:');
    return none;
  }
  const fields = new Fields(root, diagnostics);
  fields.refuseUnknown('environments.yaml', FILE_KEYS);
  checkSeverities(fields, diagnostics);
  checkShared(fields, diagnostics);
  const environments = fields.map('environments');
  for (const { value } of environments?.entries ?? [])
    if (value.kind === 'map') checkEnvironment(value, diagnostics);
    else if (value.kind !== 'scalar' || value.value !== null)
      diagnostics.error('wrong-type', value.span, 'expected a map with baseUrl, tokens …');
  const chosen = fields.text('default');
  return {
    ...none,
    ...(chosen !== undefined && { default: chosen }),
    trustNested: fields.flag('trustNested') ?? false,
    shared: withFolders(source.path, {
      refs: fields.json('refs') ?? {},
      severity: fields.json('severity') ?? {},
      ...Object.fromEntries(
        ['hosts', 'secrets', 'files'].flatMap((key) => {
          const value = fields.json(key);
          return value === undefined ? [] : [[key, value]];
        }),
      ),
    }),
    environments: Object.fromEntries(
      (environments?.entries ?? []).map(({ key, value }) => [
        key,
        value.kind === 'map' ? withFolders(source.path, toWritten(value) as Record<string, WrittenJson>) : {},
      ]),
    ),
  };
}

/** Folders in `refs` and `files` are relative to their file. */
function withFolders<T extends WrittenJson>(
  path: string,
  data: Readonly<Record<string, T>>,
): Readonly<Record<string, T | Json>> {
  const beside = (folder: WrittenJson): string =>
    isAbsolute(String(folder)) ? String(folder) : join(dirname(path), String(folder));
  const { refs, files } = data;
  return {
    ...data,
    ...(isMap(refs) && {
      refs: Object.fromEntries(
        Object.entries(refs).map(([prefix, folder]) => [prefix, beside(folder as WrittenJson)]),
      ),
    }),
    ...(files !== undefined && files !== null && { files: beside(files) }),
  };
}

const HOST = /^(?:https?:\/\/)?[^\s/@?#*\\]+\/?$/i;
const SECRET_NAME = /^[A-Za-z_]\w*$/;

/** Settings of one environment, or of all of a file. */
function checkShared(fields: Fields, diagnostics: Diagnostics): void {
  fields.text('files');
  const refuseItems = (key: string, pattern: RegExp, what: string, hint: string): void => {
    for (const item of fields.list(key) ?? []) {
      const text = item.kind === 'scalar' && item.value !== null ? String(item.value) : '';
      if (pattern.test(text.replaceAll(/\{\{[^{}]*\}\}|<<[^<>]*>>/g, key === 'hosts' ? 'x' : ' '))) continue;
      const found = item.kind === 'scalar' ? JSON.stringify(item.value) : `a ${item.kind}`;
      diagnostics.error(key, item.span, `"${key}": expected ${what}, found ${found}`, hint);
    }
  };
  refuseItems(
    'hosts',
    HOST,
    'a host such as api.example.com or https://api.example.com:8443',
    'write each host by itself, without a user or a path',
  );
  refuseItems(
    'secrets',
    SECRET_NAME,
    'the name of a variable of the process environment',
    'write NAME for {{env.NAME}}',
  );
}

function checkEnvironment(map: YamlMap, diagnostics: Diagnostics): void {
  const fields = new Fields(map, diagnostics);
  fields.refuseUnknown('an environment', ENVIRONMENT_KEYS);
  checkSeverities(fields, diagnostics);
  checkShared(fields, diagnostics);
  fields.flag('sandbox');
  for (const key of ['baseUrl', 'fallbackUrl', 'defaultToken']) fields.text(key);
  for (const key of ['headers', 'variables', 'refs', 'severity']) fields.map(key);
  fields.durationMs('timeoutMs');
  fields.durationMs('specTimeout');
  fields.flag('cookies');
  checkTrace(fields, diagnostics);
  checkTransport(fields, diagnostics);
  checkSharedLimits(fields, diagnostics);
  fields.number('maxResponseBytes', 1);
  for (const { key, keySpan, value } of fields.map('headers')?.entries ?? [])
    if (value.kind !== 'scalar' && !METHODS.some((method) => method === key.toUpperCase()))
      diagnostics.error(
        'wrong-type',
        keySpan,
        `"${key}": expected the text of a header, or a map of headers below a method`,
      );
  for (const { value } of fields.map('tokens')?.entries ?? []) {
    if (value.kind === 'list')
      diagnostics.error('wrong-type', value.span, 'expected a token: "{{env.NAME}}", or a map with value');
    if (value.kind !== 'map') continue;
    const token = new Fields(value, diagnostics);
    token.refuseUnknown('a token', TOKEN_KEYS);
    checkScheme(token, diagnostics);
    const exchange = token.map('exchange');
    if (exchange === undefined) continue;
    const exchangeFields = new Fields(exchange, diagnostics);
    exchangeFields.refuseUnknown('exchange', EXCHANGE_KEYS);
    exchangeFields.requiredText('url', 'the exchange');
  }
  for (const item of fields.list('routes') ?? []) {
    if (item.kind !== 'map') {
      diagnostics.error('wrong-type', item.span, 'expected a route: { path: "/**", baseUrl: … }');
      continue;
    }
    const route = new Fields(item, diagnostics);
    route.refuseUnknown('a route', ROUTE_KEYS);
    route.requiredText('path', 'the route');
    checkScheme(route, diagnostics);
    checkLimit(route, diagnostics);
  }
}

function checkScheme(fields: Fields, diagnostics: Diagnostics): void {
  const text = fields.text('scheme');
  if (text !== undefined && readScheme(text) === undefined)
    diagnostics.error('scheme', fields.spanOf('scheme'), `unknown scheme "${text}"`, suggest(text, SCHEMES));
}
