import { dirname, resolve } from 'node:path';
import type { Connection } from '../http/exchange.ts';
import type { Limit } from '../http/gate.ts';
import type { Transport } from '../run/transport.ts';
import { type FileProblem, findUpward, readDotEnv, readSource, shownPath } from '../files.ts';
import { placeOf } from '../run/check.ts';
import { type Environment, resolveEnvironment } from '../run/environment.ts';
import { type EnvironmentsFile, readEnvironmentsFile } from '../run/environments-file.ts';
import type { SpecDiagnostic } from '../run/events.ts';
import type { EnvironmentProblem } from '../run/why-not-run.ts';
import type { ReadSecret } from '../run/scope.ts';

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
  /** The one file to use instead of those beside the specs. */
  readonly config: string | undefined;
  readonly name: string | undefined;
  readonly processEnv: Readonly<Record<string, string | undefined>>;
  /** What an environment with `sandbox: true` starts from; loaded only when there is one. */
  readonly sandbox: () => Promise<Readonly<Record<string, unknown>>>;
  /** What the command line says instead of the files. */
  readonly overrides: Overrides;
  /** Called with a file that cannot be used, whose credentials its errors may show. */
  readonly onBroken?: (text: string) => void;
};

/** Finds environments.yaml beside specs and above them; each file is read once. */
export function createEnvironmentLookup({
  cwd,
  config,
  name,
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

  /** The environment with what the command line says, and with the files read that its connections need. */
  const finish = (environment: Environment): Environment | EnvironmentProblem => {
    const { transport } = environment;
    const read = readConnection(transport, dirname(resolve(cwd, environment.files[0] ?? '.')));
    if (read !== undefined && 'problem' in read) return nowhere(`tls: ${read.problem}`);
    // The same settings share connections, whichever folder they come from.
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
            ...placeOf(file.source.text, span),
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
    return 'environment' in result ? finish(result.environment) : nowhere(result.problem, result.hint);
  };

  return {
    forFolder: (folder) => {
      const known = chains.get(folder) ?? load(folder);
      chains.set(folder, known);
      return known;
    },
    readSecret: (environment) => (secret) => {
      if (processEnv[secret] !== undefined) return processEnv[secret];
      for (const file of environment.files) {
        const folder = dirname(resolve(cwd, file));
        const found = secrets.get(folder) ?? readDotEnv(folder);
        secrets.set(folder, found);
        if (found[secret] !== undefined) return found[secret];
      }
      return undefined;
    },
  };
}

/** Undefined when plain connections will do. Paths are relative to the folder of the environments file. */
function readConnection(
  { tls, http2, socketPath, connectTimeoutMs }: Transport,
  folder: string,
): Connection | FileProblem | undefined {
  const texts: Record<string, string> = {};
  for (const part of ['ca', 'cert', 'key'] as const) {
    const file = tls[part];
    if (file === undefined) continue;
    const source = readSource(resolve(folder, file), file);
    if ('problem' in source) return source;
    texts[part] = source.text;
  }
  const connection = {
    ...texts,
    ...(tls.insecure === true && { insecure: true }),
    ...(http2 && { http2 }),
    ...(socketPath !== undefined && { socketPath: resolve(folder, socketPath) }),
    ...(connectTimeoutMs !== undefined && { connectTimeoutMs }),
  };
  return Object.keys(connection).length === 0 ? undefined : connection;
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
