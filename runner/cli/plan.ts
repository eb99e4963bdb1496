import { dirname, resolve } from 'node:path';
import { readSource, shownPath } from '../files.ts';
import { expandUses, type OpenSpec } from '../plan/expand.ts';
import { parseRows, type Row, readRows, type RowsResult } from '../plan/rows.ts';
import type { Job } from '../run/job.ts';
import { parseSpec, type Spec } from '../spec/parse.ts';
import type { EnvironmentLookup } from './environments.ts';

export type PlanOptions = {
  readonly cwd: string;
  readonly lookup: Pick<EnvironmentLookup, 'forFolder'>;
  /** How often everything is run. */
  readonly repeat: number;
};

/** The jobs of a run, in the order in which they are reported: each spec, with each of its rows, as often as asked. */
export async function planJobs(
  specs: readonly Spec[],
  { cwd, lookup, repeat }: PlanOptions,
): Promise<readonly Job[]> {
  const open = createOpener(specs, cwd);
  const jobs: Job[] = [];
  for (const each of specs) {
    const environment = await lookup.forFolder(dirname(resolve(cwd, each.source.path)));
    const { spec, rows } = withRows(expandUses(each, open), cwd);
    for (const row of rows)
      for (let turn = 1; turn <= repeat; turn++)
        jobs.push({ spec, environment, ...(row !== undefined && { row }), ...(repeat > 1 && { turn }) });
  }
  return jobs;
}

function createOpener(specs: readonly Spec[], cwd: string): OpenSpec {
  const known = new Map(specs.map((spec) => [spec.source.path, spec]));
  return (path) => {
    const found = known.get(path);
    if (found !== undefined) return found;
    const source = readSource(resolve(cwd, path), path);
    if ('problem' in source) return source;
    const spec = parseSpec(source);
    known.set(path, spec);
    return spec;
  };
}

/** A spec with its rows; one row that is undefined when it has no data. */
function withRows(
  spec: Spec,
  cwd: string,
): { readonly spec: Spec; readonly rows: readonly (Row | undefined)[] } {
  const { data, spans } = spec.metadata;
  if (data === undefined || data === null) return { spec, rows: [undefined] };
  const result = typeof data === 'string' ? rowsFrom(spec, data, cwd) : readRows(data);
  if ('rows' in result) return { spec, rows: result.rows };
  const message = `"data": ${typeof data === 'string' ? `${data}: ` : ''}${result.problem}`;
  const span = spans['data'] ?? { start: 0, end: 1 };
  return {
    spec: { ...spec, diagnostics: [...spec.diagnostics, { rule: 'data', severity: 'error', message, span }] },
    rows: [undefined],
  };
}

function rowsFrom(spec: Spec, file: string, cwd: string): RowsResult {
  const path = resolve(dirname(resolve(cwd, spec.source.path)), file);
  const source = readSource(path, shownPath(path, cwd));
  return 'problem' in source ? source : parseRows(file, source.text);
}
