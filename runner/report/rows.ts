import type { SpecResult, StepResult } from '../run/events.ts';
import type { Finding } from './findings.ts';
import { groupBy } from './group.ts';
import { whichOf } from './history/key.ts';

/** What is kept of the spec and the step of a finding: all findings of a long run are held at once. */
type FoundSpec = Pick<SpecResult, 'file' | 'row' | 'turn' | 'endpoint' | 'verdict' | 'trend' | 'trace'>;
type FoundStep = Pick<StepResult, 'id' | 'section'>;

/** A finding and its spec. */
export type FoundIn = { readonly spec: FoundSpec; readonly finding: Finding<FoundStep> };

/** A finding with as much of its spec as stays in memory. */
export function foundIn(
  { file, row, turn, endpoint, verdict, trend, trace }: SpecResult,
  { step, ...finding }: Finding,
): FoundIn {
  const spec = {
    file,
    endpoint,
    verdict,
    ...(row !== undefined && { row }),
    ...(turn !== undefined && { turn }),
    ...(trend !== undefined && { trend }),
    ...(trace !== undefined && { trace }),
  };
  return {
    spec,
    finding: {
      ...finding,
      ...(step !== undefined && { step: { id: step.id, section: step.section } }),
    },
  };
}

/** A finding, and the rows and turns of its document that have it; empty if the document has one result. */
export type RowsFinding = FoundIn & { readonly rows: readonly string[] };

/** Joins findings of one document's rows that are of the same check at the same place, under the first of them. */
export function joinRows(found: readonly FoundIn[]): readonly RowsFinding[] {
  const groups = groupBy(found, ({ spec, finding }) => {
    const { severity, file, line, column, rule, step } = finding;
    return JSON.stringify([spec.file, severity, file, line, column, rule, step?.section, step?.id]);
  });
  return [...groups.values()].map((group) => ({
    ...group[0]!,
    rows: [...new Set(group.flatMap(({ spec }) => whichOf(spec) ?? []))],
  }));
}

const SHOWN_ROWS = 5;

/** ` (rows a, b and 3 more)`; empty for fewer than two rows. */
export function sayRows(rows: readonly string[]): string {
  if (rows.length < 2) return '';
  const shown = rows.slice(0, SHOWN_ROWS).join(', ');
  return ` (rows ${shown}${rows.length > SHOWN_ROWS ? ` and ${rows.length - SHOWN_ROWS} more` : ''})`;
}
