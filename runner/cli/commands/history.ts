import { resolve } from 'node:path';
import type { Verdict } from '../../run/events.ts';
import { groupBy } from '../../report/group.ts';
import type { HistoryEntry } from '../../report/history.ts';
import { VERDICT_STYLES } from '../../report/text/failure.ts';
import { formatDuration } from '../../report/text/text.ts';
import { fit, pad } from '../../report/text/width.ts';
import { EXIT } from '../../session/exit-code.ts';
import { readPast } from '../../workspace/past.ts';
import type { Host } from '../../session/host.ts';
import { createScreen } from '../../session/terminal.ts';

const MARKS: Readonly<Record<Verdict, string>> = {
  passed: '.',
  failed: 'F',
  blocked: 'B',
  errored: 'E',
  skipped: 's',
};
const SHOWN_RUNS = 20;
const BARS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/** `verify history [spec]`: the last runs of each spec, oldest first, with a sparkline of how long they took. */
export function historyCommand(
  wanted: string | undefined,
  raw: Readonly<Record<string, unknown>>,
  host: Host,
): number {
  const past = readPast(resolve(host.cwd, String(raw['reports'] ?? 'reports')));
  const screen = createScreen(host, () => undefined);
  if (past.problem !== undefined) screen.print([past.problem]);
  const env = raw['env'] === undefined ? undefined : String(raw['env']);
  const entries = past.history.filter(
    ({ file, environment }) =>
      (wanted === undefined || file.includes(wanted)) && (env === undefined || environment === env),
  );
  if (entries.length === 0) {
    screen.print([
      wanted === undefined ? 'no runs are remembered yet' : `no runs of "${wanted}" are remembered`,
    ]);
    return EXIT.nothingSelected;
  }
  const { columns, paint } = screen.page;
  const isMixed = new Set(entries.map(({ environment }) => environment)).size > 1;
  const groups = groupBy(entries, (entry) => nameOf(entry, isMixed));
  const room = Math.max(columns - 2 * SHOWN_RUNS - 14, 16);
  for (const [name, runs] of groups) {
    const last = runs.slice(-SHOWN_RUNS);
    const marks = last
      .map(({ verdict, flaky }) =>
        paint(flaky ? 'yellow' : VERDICT_STYLES[verdict], flaky ? '~' : MARKS[verdict]),
      )
      .join('');
    const blanks = ' '.repeat(SHOWN_RUNS - last.length);
    screen.print([
      `${pad(fit(name, room, 'middle'), room)} ${blanks}${marks} ${blanks}${sparkline(last)} ${formatDuration(last.at(-1)!.durationMs)}`,
    ]);
  }
  screen.print([
    paint(
      'dim',
      '. passed  F failed  B blocked  E errored  s skipped  ~ passed after a retry; the newest is last',
    ),
  ]);
  return EXIT.passed;
}

/** A spec with its row, and its environment where there are several. */
const nameOf = ({ file, which, environment }: HistoryEntry, isMixed: boolean): string =>
  [
    file,
    ...(which === undefined ? [] : [`[${which}]`]),
    ...(isMixed && environment !== undefined ? [`in ${environment}`] : []),
  ].join(' ');

function sparkline(runs: readonly HistoryEntry[]): string {
  const longest = Math.max(...runs.map(({ durationMs }) => durationMs), 1);
  return runs
    .map(
      ({ durationMs }) => BARS[Math.min(BARS.length - 1, Math.floor((durationMs / longest) * BARS.length))],
    )
    .join('');
}
