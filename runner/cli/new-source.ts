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
import { isProblem } from '../openapi/document/load.ts';
import type { Card } from '../plan/card.ts';
import type { Host } from '../session/host.ts';
import { readSpecs } from '../session/selection.ts';
import { createLimits, refuseNoFolder } from '../workspace/confine.ts';
import { type FoundDocuments, findDocuments, namedDocuments } from '../workspace/documents.ts';
import { createEnvironmentLookup } from '../workspace/environments.ts';
import { UsageError } from '../workspace/usage-error.ts';
import { readTextFlag } from './flags.ts';
import { wholeNumber } from './options.ts';

/** The folder that new specs go to. */
export const SPECS_FOLDER = 'specs';

/** What new specs are made from. */
export type NewSource = {
  readonly model: ApiModel;
  readonly environmentOf: (api: ApiSource) => EnvironmentFacts | undefined;
  readonly cards: readonly Card[];
  readonly found: FoundDocuments;
  /** The paths of the documents that were read. */
  readonly paths: readonly string[];
  /** What could not be read, in sentences. */
  readonly problems: readonly string[];
};

/** Finds the documents, specs and environments of a project. Throws {@link UsageError} where no document can be read. */
export async function findNewSource(raw: Readonly<Record<string, unknown>>, host: Host): Promise<NewSource> {
  const { cwd } = host;
  const swagger = readTextFlag(raw['swagger'], '--swagger');
  refuseNoFolder(swagger, cwd);
  const hasSpecs = existsSync(resolve(cwd, SPECS_FOLDER));
  const { cards } = hasSpecs ? await readSpecs([SPECS_FOLDER], cwd) : { cards: [] };
  const found = findDocuments({
    cwd,
    folder: swagger,
    cards,
    environments: [],
    limits: createLimits({ cwd, patterns: [SPECS_FOLDER], swagger }),
    maxDocumentMb: wholeNumber(raw['maxDocument'], '--max-document', 1),
  });
  const paths = [
    ...new Set([...found.listed, ...(swagger === undefined ? namedDocuments(found, cards) : [])]),
  ].sort();
  const { named, problems } = openAll(paths, found, { swagger, cwd });
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
  return {
    model,
    environmentOf: await factsFor(model, raw, host),
    cards,
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

/** A path as a spec names it: from the working directory, else from beside the folder that was given. */
function nameOf(
  path: string,
  { swagger, cwd }: { readonly swagger: string | undefined; readonly cwd: string },
): string {
  const shown = relative(cwd, path).split(sep).join('/');
  if (!shown.startsWith('../') || swagger === undefined) return shown;
  return relative(resolve(cwd, swagger), path).split(sep).join('/');
}

/** What the environment of each document's specs gives; a project without environments.yaml gives nothing. */
async function factsFor(
  { apis }: ApiModel,
  raw: Readonly<Record<string, unknown>>,
  host: Host,
): Promise<NewSource['environmentOf']> {
  const config = readTextFlag(raw['config'], '--config');
  const name = readTextFlag(raw['env'], '--env') ?? host.env['VERIFY_ENV'];
  const lookup = createEnvironmentLookup({
    cwd: host.cwd,
    config,
    name,
    vars: {},
    processEnv: host.env,
    sandbox: async () => (await import('../sandbox/index.ts')).sandboxEnvironment(),
    overrides: { limit: undefined, retries: undefined, specTimeoutMs: undefined },
  });
  const facts = new Map<string, EnvironmentFacts>();
  for (const api of apis) {
    const folder = resolve(host.cwd, SPECS_FOLDER, documentFolder(api.name));
    const environment = await lookup.forFolder(folder);
    if (!('problems' in environment)) facts.set(api.name, factsOf(environment));
    else if (config !== undefined || name !== undefined)
      throw new UsageError(
        environment.problems[0]?.message ?? 'no environment',
        environment.problems[0]?.hint,
      );
  }
  return (api) => facts.get(api.name);
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
