import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the benchmark reads of a report. */
export type RunReport = {
  readonly durationMs: number;
  readonly summary: { readonly total: number; readonly passed: number };
  readonly specs: readonly {
    readonly warnings: readonly unknown[];
    readonly steps: readonly {
      readonly checks: readonly { readonly name: string; readonly outcome: string }[];
    }[];
  }[];
};

export const readReport = (folder: string): RunReport =>
  JSON.parse(readFileSync(join(folder, 'reports', 'report.json'), 'utf8')) as RunReport;

/**
 * Why a run does not count by its checks: one failed or warned, or there are not as many responses held against a schema as
 * expected. A run without checks would be fast.
 */
export function whyNotChecked({ specs }: RunReport, expected: number): string | undefined {
  const warned = specs.filter(({ warnings }) => warnings.length > 0).length;
  if (warned > 0) return `${warned} specs have warnings`;
  const checks = specs.flatMap(({ steps }) => steps.flatMap((step) => step.checks));
  const open = checks.find(({ outcome }) => outcome !== 'passed');
  if (open !== undefined) return `the check ${open.name} is ${open.outcome}`;
  const schemas = checks.filter(({ name }) => name === 'response-schema').length;
  return schemas === expected
    ? undefined
    : `expected ${expected} responses checked against their schema, found ${schemas}`;
}
