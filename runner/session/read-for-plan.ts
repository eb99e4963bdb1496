import { dirname, resolve } from 'node:path';
import { type FileProblem, shownPath } from '../workspace/files.ts';
import { pathBeside, secretNamesOf, type SpecSummary } from '../plan/spec-summary.ts';
import type { SpecToPlan } from '../plan/plan.ts';
import { expandUses, type OpenSpec } from '../plan/uses.ts';
import { parseRows, type Row, readRows, type RowsResult } from '../plan/rows.ts';
import type { Job } from '../run/job.ts';
import { memoize } from '../language/memoize.ts';
import type { Spec } from '../language/parse.ts';
import type { SourceFile } from '../language/source.ts';
import { type Limits, readNamedFile } from '../workspace/confine.ts';
import type { EnvironmentLookup } from '../workspace/environments.ts';
import type { SpecStore } from '../workspace/spec-store.ts';

export type PlanOptions = {
  readonly cwd: string;
  readonly lookup: Pick<EnvironmentLookup, 'forFolder'>;
  readonly store: SpecStore;
  readonly limits: Limits;
};

/** The inputs of a plan: specs with those that they use, their environments, and their rows of data. */
export async function readForPlan(
  summaries: readonly SpecSummary[],
  { cwd, lookup, store, limits }: PlanOptions,
): Promise<readonly SpecToPlan<Job['environment']>[]> {
  const environments: Job['environment'][] = [];
  for (const { path } of summaries) environments.push(await lookup.forFolder(dirname(resolve(cwd, path))));
  const readable = environments.flatMap((each) => ('problems' in each ? [] : [each]));
  const folders = limits.forSpecs(
    summaries.map(({ path }) => path),
    readable,
  );
  const read: ReadNamed = (path) => readNamedFile(path, shownPath(path, cwd), folders, cwd);
  const used = openUsedSpecs(summaries, store, (path) => read(resolve(cwd, path)));
  return summaries.map((summary, at) => ({
    ...withRows(withUses(summary, used, store), { cwd, read }, store),
    environment: environments[at]!,
  }));
}

/** Reads a file that a spec names. */
type ReadNamed = (path: string) => SourceFile | FileProblem;

/** A used spec: its summary, and the whole. */
type UsedSpecs = {
  readonly summary: (path: string) => SpecSummary | FileProblem;
  readonly whole: OpenSpec;
  readonly secretNames: (summary: SpecSummary) => readonly string[];
};

/** Most used specs serve many others in a row. */
const MAX_PARSED = 100;

function openUsedSpecs(
  summaries: readonly SpecSummary[],
  store: SpecStore,
  readFile: (path: string) => SourceFile | FileProblem,
): UsedSpecs {
  // Kept for the whole run: a spec is read again at its turn, and must be the version that was planned.
  const opened = new Map<string, SpecSummary | FileProblem>(summaries.map((each) => [each.path, each]));
  const summary = (path: string): SpecSummary | FileProblem => {
    const known = opened.get(path);
    if (known !== undefined) return known;
    const source = readFile(path);
    const found = 'problem' in source ? source : store.add(source);
    opened.set(path, found);
    return found;
  };
  const whole = memoize(MAX_PARSED, (path: string) => {
    const found = summary(path);
    return 'problem' in found ? found : found.read();
  });
  const secretNames = memoize(
    MAX_PARSED,
    (each: SpecSummary) => each.secretNames ?? secretNamesOf(each.read()),
  );
  return { summary, whole, secretNames };
}

/** The summary of a spec that includes the steps it uses; they are inserted each time it is read. */
function withUses(summary: SpecSummary, used: UsedSpecs, store: SpecStore): SpecSummary {
  if (summary.uses.length === 0) return summary;
  const all = [summary, ...allUsed(summary.path, summary.uses, used.summary)];
  const concurrency = [...new Set(all.flatMap(({ metadata }) => metadata.concurrency))];
  const secretNames = [...new Set(all.flatMap(used.secretNames))];
  const metadata = { ...summary.metadata, concurrency };
  return store.changed(summary, { metadata, secretNames }, (spec) => expandUses(spec, used.whole));
}

/** The specs that a spec uses, directly or through others, each once. */
function allUsed(
  path: string,
  uses: readonly string[],
  open: UsedSpecs['summary'],
  seen = new Set<string>(),
): readonly SpecSummary[] {
  return uses.flatMap((file) => {
    const at = pathBeside(path, file);
    if (seen.has(at)) return [];
    seen.add(at);
    const used = open(at);
    return 'problem' in used ? [] : [used, ...allUsed(at, used.uses, open, seen)];
  });
}

/** A spec with its rows. */
function withRows(
  summary: SpecSummary,
  disk: { readonly cwd: string; readonly read: ReadNamed },
  store: SpecStore,
): { readonly summary: SpecSummary; readonly rows: readonly (Row | undefined)[] } {
  const { data } = summary.metadata;
  if (data === undefined || data === null) return { summary, rows: [undefined] };
  const result = typeof data === 'string' ? rowsFrom(summary.path, data, disk) : readRows(data);
  if ('rows' in result) return { summary, rows: result.rows };
  const message = `"data": ${typeof data === 'string' ? `${data}: ` : ''}${result.problem}`;
  return { summary: store.changed(summary, {}, (spec) => withProblem(spec, message)), rows: [undefined] };
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
