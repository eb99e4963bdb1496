import { join, resolve } from 'node:path';
import type { ApiOperation } from '../authoring/new/api-model.ts';
import { coverageOf } from '../coverage/coverage.ts';
import { operationIndexOf } from '../openapi/operation/operations.ts';
import { isProblem } from '../openapi/document/documents.ts';
import { readReportText } from '../report/read-report.ts';
import type { Host } from '../session/host.ts';
import { documentedOperations } from '../workspace/documents.ts';
import { readSource } from '../workspace/files.ts';
import type { FlagValues } from './flags/flag.ts';
import type { NEW_TABLE } from './flags/report-tables.ts';
import type { NewSource } from './new-source.ts';

/** The operations that are no spec's endpoint, and that no passing spec of the last run used. */
export function withoutSpec(
  operations: readonly ApiOperation[],
  source: NewSource,
  flags: Pick<FlagValues<typeof NEW_TABLE>, 'reports'>,
  host: Host,
): readonly ApiOperation[] {
  const covered = new Set([...endpointsOf(source), ...usedInLastRun(source, flags, host)]);
  return operations.filter(({ key }) => !covered.has(key));
}

/** The operations of the endpoints of specs: in the document that a spec names, else in all. */
function endpointsOf({ summaries, found, paths }: NewSource): readonly string[] {
  const index = operationIndexOf(found.documents);
  return summaries.flatMap((summary) => {
    const { method, path } = summary.metadata;
    if (method === undefined || path === undefined) return [];
    const { swagger, folders } = found.lookUpSummary(summary);
    const named = swagger === undefined ? [] : folders.map((folder) => resolve(folder, swagger));
    const own = paths.filter((each) => named.includes(each));
    return (own.length > 0 ? own : paths).flatMap((each) => {
      const document = found.documents.open(each);
      const match = isProblem(document) ? undefined : index.find(document, method, path);
      return match === undefined ? [] : [`${match.operation.method} ${match.operation.template} ${each}`];
    });
  });
}

function usedInLastRun(
  { found, paths }: NewSource,
  flags: Pick<FlagValues<typeof NEW_TABLE>, 'reports'>,
  host: Host,
): readonly string[] {
  const folder = resolve(host.cwd, flags.reports);
  const text = readSource(join(folder, 'report.json'), 'report.json');
  const report = 'problem' in text ? text : readReportText(text.text);
  if ('problem' in report) return [];
  const { operations } = coverageOf(report, documentedOperations(found, paths));
  return operations
    .filter(({ specs }) => specs.length > 0)
    .flatMap(({ document, method, template }) =>
      paths.filter((path) => found.show(path) === document).map((path) => `${method} ${template} ${path}`),
    );
}
