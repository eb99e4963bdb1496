import type { SpecResult } from '../run/events.ts';
import type { Finding } from './findings.ts';
import { groupBy } from './group.ts';
import { whichOf } from './history.ts';

/** A finding with the spec it was found in. */
export type FoundIn = { readonly spec: SpecResult; readonly finding: Finding };

/** A finding, and which rows and turns of its document have it; none where there is one result. */
export type RowsFinding = FoundIn & { readonly rows: readonly string[] };

/** Findings of rows of one document are one where they are of the same check at the same place; the first stands for them. */
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

/** ` (rows a, b and 3 more)`; empty where one row or none is concerned. */
export function sayRows(rows: readonly string[]): string {
  if (rows.length < 2) return '';
  const shown = rows.slice(0, SHOWN_ROWS).join(', ');
  return ` (rows ${shown}${rows.length > SHOWN_ROWS ? ` and ${rows.length - SHOWN_ROWS} more` : ''})`;
}
