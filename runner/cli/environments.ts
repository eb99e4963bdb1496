import { dirname, resolve } from 'node:path';
import { findUpward, readDotEnv, readSource, shownPath } from '../files.ts';
import { placeOf } from '../run/check.ts';
import {
  type Environment,
  type EnvironmentsFile,
  readEnvironmentsFile,
  resolveEnvironment,
} from '../run/environment.ts';
import type { SpecDiagnostic } from '../run/events.ts';
import type { EnvironmentProblem } from '../run/job.ts';
import type { ReadSecret } from '../run/scope.ts';

const FILE_NAME = 'environments.yaml';

export type EnvironmentLookup = {
  /** The environment for the specs of a folder. */
  readonly forFolder: (folder: string) => Promise<Environment | EnvironmentProblem>;
  /** Reads `{{env.NAME}}` for an environment. */
  readonly readSecret: (environment: Environment) => ReadSecret;
};

export type LookupOptions = {
  readonly cwd: string;
  /** The one file to use instead of those beside the specs. */
  readonly config: string | undefined;
  readonly name: string | undefined;
  readonly processEnv: Readonly<Record<string, string | undefined>>;
  /** What an environment with `sandbox: true` starts from; loaded only when there is one. */
  readonly sandbox: () => Promise<Readonly<Record<string, unknown>>>;
};

/** Finds environments.yaml beside specs and above them; each file is read once. */
export function createEnvironmentLookup({
  cwd,
  config,
  name,
  processEnv,
  sandbox,
}: LookupOptions): EnvironmentLookup {
  const files = new Map<string, EnvironmentsFile | EnvironmentProblem>();
  const chains = new Map<string, Promise<Environment | EnvironmentProblem>>();
  const secrets = new Map<string, Readonly<Record<string, string>>>();

  const read = (path: string): EnvironmentsFile | EnvironmentProblem => {
    const known = files.get(path);
    if (known !== undefined) return known;
    const shown = shownPath(path, cwd);
    const source = readSource(path, shown);
    const file = 'problem' in source ? nowhere(source.problem) : readEnvironmentsFile(source);
    files.set(path, file);
    return file;
  };

  const load = async (folder: string): Promise<Environment | EnvironmentProblem> => {
    const paths = config === undefined ? findUpward(folder, FILE_NAME) : [resolve(cwd, config)];
    const chain: EnvironmentsFile[] = [];
    for (const path of paths) {
      const file = read(path);
      if ('problems' in file) return file;
      const errors = file.diagnostics.filter((each) => each.severity === 'error');
      if (errors.length > 0)
        return {
          problems: errors.map(({ span, fix: _fix, ...each }) => ({
            ...each,
            ...placeOf(file.source.text, span),
            file: file.source.path,
          })),
        };
      chain.push(file);
    }
    const usesSandbox = chain.some((file) =>
      Object.values(file.environments).some((each) => each['sandbox'] === true),
    );
    const result = resolveEnvironment(chain, name, usesSandbox ? await sandbox() : {});
    return 'environment' in result ? result.environment : nowhere(result.problem, result.hint);
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
