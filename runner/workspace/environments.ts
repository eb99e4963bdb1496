import { dirname, resolve } from 'node:path';
import type { Connection } from '../http/exchange.ts';
import type { Limit } from '../http/limit.ts';
import type { Transport } from '../environment/transport.ts';
import { type FileProblem, findUpward, readDotEnv, readSource, shownPath } from './files.ts';
import { placeAt } from '../language/source.ts';
import type { Environment } from '../environment/environment.ts';
import { type EnvironmentResult, resolveEnvironment } from '../environment/resolve-environment.ts';
import { type EnvironmentsFile, readEnvironmentsFile } from '../environment/environments-file.ts';
import type { SpecDiagnostic } from '../run/events.ts';
import type { EnvironmentProblem } from '../run/why-not-run.ts';
import { createHosts, type HostInput } from '../run/request/hosts.ts';
import { readableOf, writerOf } from '../environment/layers.ts';
import type { Json } from '../language/yaml/yaml.ts';
import { statSync } from 'node:fs';
import type { ReadSecret } from '../run/scope/scope.ts';

const FILE_NAME = 'environments.yaml';

export type EnvironmentLookup = {
  /** The environment for the specs of a folder. */
  readonly forFolder: (folder: string) => Promise<Environment | EnvironmentProblem>;
  /** Reads `{{env.NAME}}` for an environment. */
  readonly readSecret: (environment: Environment) => ReadSecret;
};

type Overrides = {
  readonly limit: Limit | undefined;
  readonly retries: number | undefined;
  readonly specTimeoutMs: number | undefined;
};

export type LookupOptions = {
  readonly cwd: string;
  /** The one file to use in place of those beside the specs. */
  readonly config: string | undefined;
  readonly name: string | undefined;
  /** The variables of `--var`: hosts may use them. */
  readonly vars: Readonly<Record<string, Json>>;
  readonly processEnv: Readonly<Record<string, string | undefined>>;
  /** The base of an environment with `sandbox: true`; loaded on demand. */
  readonly sandbox: () => Promise<Readonly<Record<string, unknown>>>;
  /** Options of the command line that override the files. */
  readonly overrides: Overrides;
  /** Called with the text of an invalid file, because its errors may show credentials. */
  readonly onBroken?: (text: string) => void;
};

/** Finds environments.yaml beside specs and above them; reads each file once. */
export function createEnvironmentLookup({
  cwd,
  config,
  name,
  vars,
  processEnv,
  sandbox,
  overrides,
  onBroken,
}: LookupOptions): EnvironmentLookup {
  const files = new Map<string, EnvironmentsFile | EnvironmentProblem>();
  const chains = new Map<string, Promise<Environment | EnvironmentProblem>>();
  const secrets = new Map<string, Readonly<Record<string, string>>>();
  const connections = new Map<string, Connection>();

  const read = (path: string): EnvironmentsFile | EnvironmentProblem => {
    const known = files.get(path);
    if (known !== undefined) return known;
    const shown = shownPath(path, cwd);
    const source = readSource(path, shown);
    const file = 'problem' in source ? nowhere(source.problem) : readEnvironmentsFile(source);
    files.set(path, file);
    return file;
  };

  /** Cached, because each read of the process environment is a system call. */
  const ofProcess = new Map<string, string | undefined>();
  const readProcessEnv = (name: string): string | undefined => {
    if (!ofProcess.has(name)) ofProcess.set(name, processEnv[name]);
    return ofProcess.get(name);
  };

  const readSecret: EnvironmentLookup['readSecret'] = (environment) => (secret) => {
    const given = readProcessEnv(secret);
    if (given !== undefined) return given;
    // Not beside a nested file: it must not supply secrets that an outer file mentions.
    for (const file of readableOf(environment.layers).filesFor(secret)) {
      const folder = dirname(resolve(cwd, file));
      const found = secrets.get(folder) ?? readDotEnv(folder);
      secrets.set(folder, found);
      if (found[secret] !== undefined) return found[secret];
    }
    return undefined;
  };

  /** Applies the command line to an environment, and reads the files of its connections. */
  const finish = (environment: Environment): Environment | EnvironmentProblem => {
    const { transport } = environment;
    const { fill } = createHosts({
      environment,
      vars,
      readSecret: readSecret(environment),
      redactor: unseen,
    });
    const read = readConnection(transport, (text, ...keys) => {
      const writer = writerOf(environment.layers, ...keys);
      const host = fill(text, writer);
      const folder = dirname(resolve(cwd, environment.layers[writer]?.path ?? '.'));
      return 'problem' in host ? host : { path: resolve(folder, host.url) };
    });
    if (read !== undefined && 'problem' in read) return nowhere(read.problem, read.hint);
    // Equal settings share connections, whichever folder they come from.
    const connection = read && (connections.get(JSON.stringify(read)) ?? read);
    if (connection !== undefined) connections.set(JSON.stringify(read), connection);
    return {
      ...environment,
      ...(overrides.specTimeoutMs !== undefined && { specTimeoutMs: overrides.specTimeoutMs }),
      transport: {
        ...transport,
        ...(overrides.limit !== undefined && { limit: overrides.limit }),
        ...(overrides.retries !== undefined && { retry: { ...transport.retry, retries: overrides.retries } }),
        ...(connection !== undefined && { connection }),
      },
    };
  };

  const load = async (folder: string): Promise<Environment | EnvironmentProblem> => {
    const paths = config === undefined ? findUpward(folder, FILE_NAME) : [resolve(cwd, config)];
    const chain: EnvironmentsFile[] = [];
    for (const path of paths) {
      const file = read(path);
      if ('problems' in file) return file;
      const errors = file.diagnostics.filter((each) => each.severity === 'error');
      if (errors.length > 0) {
        onBroken?.(file.source.text);
        return {
          problems: errors.map(({ span, fix: _fix, ...each }) => ({
            ...each,
            ...placeAt(file.source, span),
            file: file.source.path,
          })),
        };
      }
      chain.push(file);
    }
    const usesSandbox = chain.some((file) =>
      Object.values(file.environments).some((each) => each['sandbox'] === true),
    );
    const result = resolveEnvironment(chain, name, usesSandbox ? await sandbox() : {});
    return 'environment' in result ? finish(result.environment) : problemAt(result);
  };

  return {
    forFolder: (folder) => {
      const known = chains.get(folder) ?? load(folder);
      chains.set(folder, known);
      return known;
    },
    readSecret,
  };
}

/** Resolves a path that was written under these keys. */
type Locate = (
  text: string,
  ...keys: readonly string[]
) => { readonly path: string } | { readonly problem: string; readonly hint: string };

const MAX_PEM_BYTES = 1_000_000;

/** Undefined when plain connections suffice. Paths are relative to the folder of the environments file that contains them. */
function readConnection(
  { tls, http2, socketPath, connectTimeoutMs }: Transport,
  locate: Locate,
): Connection | (FileProblem & { readonly hint?: string }) | undefined {
  const texts: Record<string, string> = {};
  for (const part of ['ca', 'cert', 'key'] as const) {
    const file = tls[part];
    if (file === undefined) continue;
    const located = locate(file, 'tls', part);
    if ('problem' in located) return { ...located, problem: `tls: ${located.problem}` };
    const stats = statSync(located.path, { throwIfNoEntry: false });
    if (stats !== undefined && (!stats.isFile() || stats.size > MAX_PEM_BYTES))
      return { problem: `tls: ${file} is no file of certificates or keys` };
    const source = readSource(located.path, file);
    if ('problem' in source) return { problem: `tls: ${source.problem}` };
    texts[part] = source.text;
  }
  const socket = socketPath === undefined ? undefined : locate(socketPath, 'socketPath');
  if (socket !== undefined && 'problem' in socket) return socket;
  const connection = {
    ...texts,
    ...(tls.insecure === true && { insecure: true }),
    ...(http2 && { http2 }),
    ...(socket !== undefined && { socketPath: socket.path }),
    ...(connectTimeoutMs !== undefined && { connectTimeoutMs }),
  };
  return Object.keys(connection).length === 0 ? undefined : connection;
}

/** Paths are shown as written. */
const unseen: HostInput['redactor'] = { add: () => undefined, addDerived: () => undefined };

function problemAt({
  problem,
  hint,
  at,
}: Extract<EnvironmentResult, { readonly problem: string }>): EnvironmentProblem {
  const { problems } = nowhere(problem, hint);
  if (at === undefined) return { problems };
  const place = { ...placeAt(at.source, at.span), file: at.source.path };
  return { problems: problems.map((each) => ({ ...each, ...place })) };
}

function nowhere(message: string, hint?: string): EnvironmentProblem {
  const problem: SpecDiagnostic = {
    rule: 'environment',
    severity: 'error',
    message,
    line: 1,
    column: 1,
    length: 1,
    ...(hint !== undefined && { hint }),
  };
  return { problems: [problem] };
}
