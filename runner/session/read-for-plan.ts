import { dirname, resolve } from 'node:path';
import { type FileProblem, shownPath } from '../workspace/files.ts';
import { type SpecSummary, pathBeside, usedBy } from '../plan/spec-summary.ts';
import type { SpecToPlan } from '../plan/plan.ts';
import { expandUses, type OpenSpec } from '../plan/uses.ts';
import { parseRows, type Row, readRows, type RowsResult } from '../plan/rows.ts';
import type { Job } from '../run/job.ts';
import { parseSpec, type Spec } from '../language/parse.ts';
import { mayNameSecrets } from '../language/step/step-variables.ts';
import type { SourceFile } from '../language/source.ts';
import { type Limits, readNamedFile } from '../workspace/confine.ts';
import type { EnvironmentLookup } from '../workspace/environments.ts';
import type { RecentCache } from '../language/recent-cache.ts';

export type PlanOptions = {
  readonly cwd: string;
  readonly lookup: Pick<EnvironmentLookup, 'forFolder'>;
  readonly recent: RecentCache<object, Spec>;
  readonly limits: Limits;
};

/** What a plan is made of: the specs with those that they use, their environments, and their rows of data. */
export async function readForPlan(
  summaries: readonly SpecSummary[],
  { cwd, lookup, recent, limits }: PlanOptions,
): Promise<readonly SpecToPlan<Job['environment']>[]> {
  const environments: Job['environment'][] = [];
  for (const { path } of summaries) environments.push(await lookup.forFolder(dirname(resolve(cwd, path))));
  const readable = environments.flatMap((each) => ('problems' in each ? [] : [each]));
  const folders = limits.forSpecs(
    summaries.map(({ path }) => path),
    readable,
  );
  const read: ReadNamed = (path) => readNamedFile(path, shownPath(path, cwd), folders, cwd);
  const open = createOpener(summaries, cwd, read);
  return summaries.map((summary, at) => ({
    ...withRows(withUses(summary, open, recent), { cwd, read }, recent),
    environment: environments[at]!,
  }));
}

/** Reads a file that a spec names. */
type ReadNamed = (path: string) => SourceFile | FileProblem;

function createOpener(summaries: readonly SpecSummary[], cwd: string, readFile: ReadNamed): OpenSpec {
  const known = new Map(summaries.map((summary) => [summary.path, summary]));
  // What was found once stays so: a spec is read again at its turn, and must be the one that was planned.
  const opened = new Map<string, Spec | FileProblem>();
  const read = (path: string): Spec | FileProblem => {
    const source = readFile(resolve(cwd, path));
    return 'problem' in source ? source : parseSpec(source);
  };
  return (path) => {
    const found = opened.get(path) ?? known.get(path)?.read() ?? read(path);
    opened.set(path, found);
    return found;
  };
}

/** The summary of a spec with the steps of those it uses; they are put in their places each time it is read. */
function withUses(summary: SpecSummary, open: OpenSpec, recent: RecentCache<object, Spec>): SpecSummary {
  if (summary.uses.length === 0) return summary;
  const used = allUsed(summary.path, summary.uses, open);
  const { concurrency } = summary.metadata;
  const keys = new Set([...concurrency, ...used.flatMap(({ metadata }) => metadata.concurrency)]);
  const read = (): Spec => recent.getOrCompute(read, () => expandUses(summary.read(), open));
  return {
    ...summary,
    metadata: { ...summary.metadata, concurrency: [...keys] },
    mayNameSecrets: summary.mayNameSecrets || used.some(({ source }) => mayNameSecrets(source.text)),
    read,
  };
}

/** The specs that a spec uses, and those that they use, each once. */
function allUsed(
  path: string,
  uses: readonly string[],
  open: OpenSpec,
  seen = new Set<string>(),
): readonly Spec[] {
  return uses.flatMap((file) => {
    const at = pathBeside(path, file);
    if (seen.has(at)) return [];
    seen.add(at);
    const spec = open(at);
    return 'problem' in spec ? [] : [spec, ...allUsed(at, usedBy(spec), open, seen)];
  });
}

/** A spec with its rows. */
function withRows(
  summary: SpecSummary,
  disk: { readonly cwd: string; readonly read: ReadNamed },
  recent: RecentCache<object, Spec>,
): { readonly summary: SpecSummary; readonly rows: readonly (Row | undefined)[] } {
  const { data } = summary.metadata;
  if (data === undefined || data === null) return { summary, rows: [undefined] };
  const result = typeof data === 'string' ? rowsFrom(summary.path, data, disk) : readRows(data);
  if ('rows' in result) return { summary, rows: result.rows };
  const message = `"data": ${typeof data === 'string' ? `${data}: ` : ''}${result.problem}`;
  const read = (): Spec => recent.getOrCompute(read, () => withProblem(summary.read(), message));
  return { summary: { ...summary, read }, rows: [undefined] };
}

function withProblem(spec: Spec, message: string): Spec {
  const span = spec.metadata.spans['data'] ?? { start: 0, end: 1 };
  return {
    ...spec,
    diagnostics: [...spec.diagnostics, { rule: 'data', severity: 'error', message, span }],
  };
}

function rowsFrom(
  spec: string,
  file: string,
  { cwd, read }: { readonly cwd: string; readonly read: ReadNamed },
): RowsResult {
  const source = read(resolve(dirname(resolve(cwd, spec)), file));
  return 'problem' in source ? source : parseRows(file, source.text);
}
