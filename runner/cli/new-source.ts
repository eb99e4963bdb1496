import { existsSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';
import {
  type ApiSource,
  type ApiModel,
  type NamedDocument,
  readApiModel,
} from '../authoring/new/api-model.ts';
import type { EnvironmentFacts } from '../authoring/new/environment-facts.ts';
import { documentFolder } from '../authoring/new/spec-paths.ts';
import type { Environment } from '../environment/environment.ts';
import { isProblem } from '../openapi/document/documents.ts';
import type { SpecSummary } from '../plan/spec-summary.ts';
import type { Host } from '../session/host.ts';
import { readSpecs } from '../session/selection.ts';
import { createLimits, refuseNoFolder } from '../workspace/confine.ts';
import { type FoundDocuments, findDocuments, namedDocuments } from '../workspace/documents.ts';
import { createEnvironmentLookup } from '../workspace/environments.ts';
import { UsageError } from '../workspace/usage-error.ts';
import type { FlagValues } from './flags/flag.ts';
import type { NEW_TABLE } from './flags/report-tables.ts';

type NewFlags = FlagValues<typeof NEW_TABLE>;

/** The folder that new specs go to. */
export const SPECS_FOLDER = 'specs';

/** The inputs of new specs. */
export type NewSource = {
  readonly model: ApiModel;
  readonly environmentOf: (api: ApiSource) => EnvironmentFacts | undefined;
  readonly summaries: readonly SpecSummary[];
  readonly found: FoundDocuments;
  /** The paths of the documents that were read. */
  readonly paths: readonly string[];
  /** Sentences about unreadable documents. */
  readonly problems: readonly string[];
};

/** Finds the documents, specs and environments of a project. Throws {@link UsageError} where no document can be read. */
export async function findNewSource(flags: NewFlags, host: Host): Promise<NewSource> {
  const { cwd } = host;
  const { swagger, maxDocumentMb } = flags;
  refuseNoFolder(swagger, cwd);
  const hasSpecs = existsSync(resolve(cwd, SPECS_FOLDER));
  const { summaries } = hasSpecs ? await readSpecs([SPECS_FOLDER], cwd) : { summaries: [] };
  const environmentFor = createFind(flags, host);
  const ofSpecs = await environmentFor('');
  const found = findDocuments({
    cwd,
    folder: swagger,
    summaries,
    environments: ofSpecs === undefined ? [] : [ofSpecs],
    limits: createLimits({ cwd, patterns: [SPECS_FOLDER], swagger }),
    maxDocumentMb,
  });
  const paths = new Set([
    ...found.listed,
    ...(swagger === undefined ? namedDocuments(found, summaries) : []),
  ]);
  const { named, problems } = openAll([...paths].sort(), found, { swagger, cwd });
  if (named.length === 0)
    throw new UsageError(
      `new: ${problems[0] ?? 'there is no API document'}`,
      problems.length > 0
        ? 'correct it, or name another folder with --swagger DIR'
        : 'save one below swagger/, name its folder with --swagger DIR, or start with: verify-specs init DOCUMENT',
    );
  const model = readApiModel(found.documents, named);
  const unread = model.apis.flatMap(({ name, survey }) =>
    survey.problems.map((problem) => `a part of ${name} was left out: ${found.show(problem)}`),
  );
  const facts = new Map<string, EnvironmentFacts>();
  for (const { name } of model.apis) {
    const environment = await environmentFor(documentFolder(name));
    if (environment !== undefined) facts.set(name, factsOf(environment));
  }
  return {
    model,
    environmentOf: ({ name }) => facts.get(name),
    summaries,
    found,
    paths: named.map(({ document }) => document.path),
    problems: [...problems, ...unread],
  };
}

function openAll(
  paths: readonly string[],
  found: FoundDocuments,
  where: { readonly swagger: string | undefined; readonly cwd: string },
): { readonly named: readonly NamedDocument[]; readonly problems: readonly string[] } {
  const named: NamedDocument[] = [];
  const problems: string[] = [];
  for (const path of paths) {
    const document = found.documents.open(path);
    if (!isProblem(document)) named.push({ document, name: nameOf(path, where) });
    else if (document.isOtherKind !== true) problems.push(found.show(document.problem));
  }
  return { named, problems };
}

/** A path as a spec names it: from the working directory, else relative to the parent of the given folder. */
function nameOf(
  path: string,
  { swagger, cwd }: { readonly swagger: string | undefined; readonly cwd: string },
): string {
  const shown = relative(cwd, path).split(sep).join('/');
  if (!shown.startsWith('../') || swagger === undefined) return shown;
  return relative(resolve(cwd, swagger), path).split(sep).join('/');
}

/** The environment of a folder below that of the specs; undefined where there is none, unless one was requested. */
function createFind({ config, env: name }: NewFlags, host: Host) {
  const lookup = createEnvironmentLookup({
    cwd: host.cwd,
    config,
    name,
    vars: {},
    processEnv: host.env,
    sandbox: async () => (await import('../sandbox/index.ts')).sandboxEnvironment(),
    overrides: { limit: undefined, retries: undefined, specTimeoutMs: undefined },
  });
  return async (folder: string): Promise<Environment | undefined> => {
    const environment = await lookup.forFolder(resolve(host.cwd, SPECS_FOLDER, folder));
    if (!('problems' in environment)) return environment;
    if (config === undefined && name === undefined) return undefined;
    throw new UsageError(environment.problems[0]?.message ?? 'no environment', environment.problems[0]?.hint);
  };
}

function factsOf(environment: Environment): EnvironmentFacts {
  const { tokens, defaultToken, variables, headers, methodHeaders, baseUrl } = environment;
  const named = [headers, ...Object.values(methodHeaders)].flatMap((each) => Object.keys(each));
  return {
    tokens: Object.keys(tokens),
    defaultToken,
    variables: Object.keys(variables),
    headers: named.map((each) => each.toLowerCase()),
    basePath:
      baseUrl !== undefined && URL.canParse(baseUrl) && !baseUrl.includes('{{')
        ? new URL(baseUrl).pathname.replace(/\/+$/, '')
        : undefined,
  };
}
