import { VERDICTS } from '../../run/events.ts';
import { type Page, VERDICT_STYLES } from './failure.ts';
import { count, formatDuration } from './text.ts';
import type { Summary } from '../report.ts';

/** The last lines of a run. */
export function summaryLines(
  summary: Summary,
  run: {
    readonly durationMs: number;
    readonly requests: number;
    /** Why the run is not a whole one. */
    readonly incomplete: readonly string[];
    readonly isCut: boolean;
    readonly seed: string;
    readonly notes: readonly string[];
  },
  page: Page,
): readonly string[] {
  const { paint } = page;
  const head = `${paint('bold', count(summary.total, 'spec'))}: ${countsLine(summary, page) || 'nothing was run'}`;
  const tail = paint(
    'dim',
    `${count(run.requests, 'request')} in ${formatDuration(run.durationMs)}, seed ${run.seed}`,
  );
  return [
    '',
    ...(run.isCut ? [paint('yellow', 'stopped before the end; this is what is known')] : []),
    ...run.incomplete.map((line) => paint('yellow', line)),
    head,
    tail,
    ...run.notes,
  ];
}

/** How many specs have each verdict, on one line. */
export const countsLine = (counts: Summary, { paint }: Page): string =>
  VERDICTS.filter((verdict) => counts[verdict] > 0)
    .map((verdict) => paint(VERDICT_STYLES[verdict], `${counts[verdict]} ${verdict}`))
    .join(', ');
