import { dirname, resolve } from 'node:path';
import { isProblem } from '../openapi/document/documents.ts';
import type { SpecSummary } from '../plan/spec-summary.ts';
import type { Environment } from '../environment/environment.ts';
import type { Spec } from '../language/parse.ts';
import { createLimits, refuseNoFolder } from '../workspace/confine.ts';
import { type FoundDocuments, findDocuments, namedDocuments } from '../workspace/documents.ts';
import { createEnvironmentLookup } from '../workspace/environments.ts';
import { EXIT } from './exit-code.ts';
import type { FlagValues } from './flags/flag.ts';
import type { COMPARISON_TABLE } from './flags/report-tables.ts';
import { UsageError } from '../workspace/usage-error.ts';
import type { Host } from '../session/host.ts';
import { readSpecs } from '../session/selection.ts';
import { printLines } from './terminal.ts';

type ComparisonFlags = FlagValues<typeof COMPARISON_TABLE>;

/** Specs with the API documents they are compared with. */
export type Comparison = {
  readonly specs: readonly Spec[];
  readonly found: FoundDocuments;
  /** The documents of which every operation needs a spec. */
  readonly whole: readonly string[];
  /** The documents among them that specs name. */
  readonly named: readonly string[];
};

/**
 * Finds the named specs, or all, and the API documents. Where there is nothing to compare, it prints why and returns the exit
 * code. Named specs are compared with the documents they name; all specs, and any under `--swagger`, with all documents.
 */
export async function findComparison(
  asked: readonly string[],
  { swagger, config, env, maxDocumentMb }: ComparisonFlags,
  host: Host,
): Promise<Comparison | number> {
  const { cwd } = host;
  const patterns = asked.length > 0 ? asked : ['specs'];
  const { summaries } = await readSpecs(patterns, cwd);
  if (summaries.length === 0) {
    printLines(host.stdout, [`nothing to compare: no specs in ${patterns.join(' ')}`]);
    return EXIT.nothingSelected;
  }
  refuseNoFolder(swagger, cwd);
  const environments = await findEnvironments(summaries, { config, env }, host);
  const found = findDocuments({
    cwd,
    folder: swagger,
    summaries,
    environments,
    limits: createLimits({ cwd, patterns, swagger }),
    maxDocumentMb,
  });
  const named = namedDocuments(found, summaries);
  const isNarrow = asked.length > 0 && swagger === undefined;
  const whole = [...new Set([...named, ...(isNarrow ? [] : found.listed)])].sort();
  const opened = whole.map((path) => found.documents.open(path));
  if (opened.some((each) => !isProblem(each)))
    return { specs: summaries.map(({ read }) => read()), found, whole, named };
  const why = opened.flatMap((each) => (isProblem(each) ? [found.show(each.problem)] : []))[0];
  printLines(host.stdout, [
    `nothing to compare: ${why ?? 'no API documents'}`,
    '  → name the folder of the API documents with --swagger DIR',
  ]);
  return EXIT.nothingSelected;
}

/** Only their `refs` matter here: an invalid environment counts as none, unless a flag names it. */
async function findEnvironments(
  summaries: readonly SpecSummary[],
  { config, env }: Pick<ComparisonFlags, 'config' | 'env'>,
  { cwd, env: processEnv }: Host,
): Promise<readonly Environment[]> {
  const lookup = createEnvironmentLookup({
    cwd,
    config,
    name: env,
    vars: {},
    processEnv,
    sandbox: async () => ({}),
    overrides: { limit: undefined, retries: undefined, specTimeoutMs: undefined },
  });
  const folders = [...new Set(summaries.map(({ path }) => dirname(resolve(cwd, path))))];
  const found: Environment[] = [];
  for (const folder of folders) {
    const environment = await lookup.forFolder(folder);
    if (!('problems' in environment)) found.push(environment);
    else if (config !== undefined || env !== undefined)
      throw new UsageError(
        environment.problems[0]?.message ?? 'no environment',
        environment.problems[0]?.hint,
      );
  }
  return found;
}
