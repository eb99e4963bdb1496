import { type Screen, summaryLines } from '../report/console.ts';
import type { Report } from '../report/fold.ts';
import type { Conclusion } from './exit-code.ts';

/** Prints what a run comes to: counts, what changed since earlier runs, the gate, and what could not be written. */
export function printConclusion(
  { report, notes, gateLines }: Conclusion & { readonly notes: readonly string[] },
  screen: Screen,
): void {
  const requests = report.specs.flatMap((spec) => spec.steps).reduce((sum, step) => sum + step.attempts, 0);
  const lines = summaryLines(
    report.summary,
    { ...report, requests, notes: [...trendLines(report), ...notes] },
    screen.page,
  );
  screen.write(`${lines.join('\n')}\n`);
  if (gateLines === undefined) return;
  const { paint } = screen.page;
  if (gateLines.length === 0) screen.write(`${paint('green', 'gate: open')}\n`);
  else screen.write(`${paint('red', 'gate: shut')}\n${gateLines.map((line) => `  ${line}\n`).join('')}`);
}

const SHOWN = 5;

/** What changed since earlier runs, and since when what still fails has failed. */
function trendLines({ specs }: Report): readonly string[] {
  const inState = (state: string): readonly string[] =>
    specs
      .filter((spec) => spec.trend?.state === state)
      .map(({ file, trend }) =>
        state === 'still-failing' ? `${file} (since ${trend!.since.slice(0, 16).replace('T', ' ')})` : file,
      );
  const groups = [
    ['newly failing', inState('newly-failing')],
    ['still failing', inState('still-failing')],
    ['fixed', inState('fixed')],
    ['flaky', specs.filter((spec) => spec.flaky).map((spec) => spec.file)],
  ] as const;
  return groups
    .filter(([, files]) => files.length > 0)
    .map(
      ([what, files]) =>
        `${what}: ${files.slice(0, SHOWN).join(', ')}${files.length > SHOWN ? `, and ${files.length - SHOWN} more` : ''}`,
    );
}
