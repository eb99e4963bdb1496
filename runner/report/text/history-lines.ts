import type { Verdict } from '../../run/events.ts';
import { groupBy } from '../group.ts';
import type { History, HistoryEntry } from '../history/entry.ts';
import { keysOfEntry } from '../history/key.ts';
import { type Page, VERDICT_STYLES } from './failure.ts';
import { count, formatDuration, sayMinute } from './text.ts';
import { fit, pad, widthOf, wrap } from './width.ts';

const MARKS: Readonly<Record<Verdict, string>> = {
  passed: '.',
  failed: 'F',
  blocked: 'B',
  errored: 'E',
  skipped: 's',
};
const FLAKY = '~';
const SHOWN_RUNS = 20;
const BARS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

type Runs = readonly [HistoryEntry, ...HistoryEntry[]];

/** The runs of one spec or row in one environment. */
type Series = { readonly name: string; readonly runs: Runs };

/** The runs of each spec, row and environment, oldest first. */
export function seriesOf(history: History): readonly Series[] {
  const isMixed = new Set(history.map(({ environment }) => environment)).size > 1;
  const groups = groupBy(history, (entry) => `${keysOfEntry(entry).at(-1)}${placeOf(entry, isMixed)}`);
  // Rows may have moved: the newest entry has the number of today.
  return Array.from(groups.values(), (runs) => ({
    name: nameOf(runs.at(-1)!, isMixed),
    runs: runs as unknown as Runs,
  }));
}

/** A spec with its row, and its environment if there are several. */
const nameOf = (entry: HistoryEntry, isMixed: boolean): string =>
  `${entry.file}${whichIn(entry)}${placeOf(entry, isMixed)}`;

/** The row and turn; with the digest that identifies a row without a name. */
function whichIn({ which, key = '' }: HistoryEntry): string {
  if (which === undefined) return '';
  return key.startsWith('#') ? ` [${which} ${key.split(' ')[0]}]` : ` [${which}]`;
}

const placeOf = ({ environment }: HistoryEntry, isMixed: boolean): string =>
  isMixed && environment !== undefined ? ` in ${environment ?? 'no environment'}` : '';

/** A line for each: its last runs, their durations, and notes. On a narrow terminal, the name has lines of its own. */
export function overviewLines(
  series: readonly Series[],
  page: Page,
  say: (series: Series) => string = ({ runs }) => formatDuration(runs.at(-1)!.durationMs),
): readonly string[] {
  const said = series.map(say);
  const saidWidth = Math.max(11, ...said.map(widthOf));
  const room = page.columns - 2 * SHOWN_RUNS - 3 - saidWidth;
  const names = series.map(({ name }) => fit(name, room, 'middle'));
  // Names that differ only in what was cut could not be told apart.
  const isNarrow = room < MIN_NAME || new Set(names).size < names.length;
  const shownRuns = isNarrow
    ? Math.max(Math.min(SHOWN_RUNS, Math.floor((page.columns - saidWidth - 4) / 2)), 1)
    : SHOWN_RUNS;
  const width = Math.max(...names.map(widthOf));
  return [
    ...series.flatMap(({ name, runs }, index) => {
      const last = runs.slice(-shownRuns);
      const blanks = ' '.repeat(shownRuns - last.length);
      const marks = last.map((run) => markOf(run, page)).join('');
      const line = `${blanks}${marks} ${blanks}${sparkline(last)} ${said[index]}`;
      return isNarrow ? [...wrap(name, page.columns), `  ${line}`] : [`${pad(names[index]!, width)} ${line}`];
    }),
    ...wrap(LEGEND, page.columns, '  ').map((line) => page.paint('dim', line)),
  ];
}

const MIN_NAME = 16;

const LEGEND = `. passed  F failed  B blocked  E errored  s skipped  ${FLAKY} passed after a retry or in some turns only; the newest is last`;

const markOf = ({ verdict, flaky }: HistoryEntry, { paint }: Page): string =>
  paint(flaky ? 'yellow' : VERDICT_STYLES[verdict], flaky ? FLAKY : MARKS[verdict]);

function sparkline(runs: readonly HistoryEntry[]): string {
  const longest = Math.max(...runs.map(({ durationMs }) => durationMs), 1);
  return runs
    .map(
      ({ durationMs }) => BARS[Math.min(BARS.length - 1, Math.floor((durationMs / longest) * BARS.length))],
    )
    .join('');
}

/** The last runs of one of them, a line for each: when, the verdict, the duration, and why it did not pass. */
export function detailLines({ name, runs }: Series, page: Page): readonly string[] {
  const last = runs.slice(-SHOWN_RUNS);
  const durations = last.map(({ durationMs }) => formatDuration(durationMs));
  const width = Math.max(...durations.map(widthOf));
  const earlier = runs.length - last.length;
  return [
    ...wrap(name, page.columns).map((line) => page.paint('bold', line)),
    `  ${sparkline(last)}`,
    ...(earlier === 0 ? [] : [page.paint('dim', `  and ${count(earlier, 'run')} before`)]),
    ...last.flatMap((entry, index) => {
      const { run, verdict, flaky, reason } = entry;
      const word = page.paint(flaky ? 'yellow' : VERDICT_STYLES[verdict], verdict.padEnd(7));
      const why = flaky ? 'passed after a retry, or in some turns only' : (reason ?? '');
      const line = `  ${sayMinute(run)}  ${word}  ${' '.repeat(width - widthOf(durations[index]!))}${durations[index]}`;
      if (why === '') return [line];
      const room = page.columns - width - 35;
      return room < 20 ? [line, `    ${fit(why, page.columns - 4)}`] : [`${line}  ${fit(why, room)}`];
    }),
  ];
}

/** Those that passed only after a retry, or alternated between passing and not; the most flaky first. */
export const flakySeries = (series: readonly Series[]): readonly Series[] =>
  series.filter((each) => timesFlaky(each) > 0).toSorted((a, b) => timesFlaky(b) - timesFlaky(a));

/** How often it was flaky: `in 3 of 20 runs`. */
export const sayFlaky = (series: Series): string =>
  `in ${timesFlaky(series)} of ${count(runsOf(series).length, 'run')}`;

/** Being fixed once and broken once is not alternating. */
const MIN_TURNS = 3;

function timesFlaky(series: Series): number {
  const runs = runsOf(series);
  const retried = runs.filter(({ flaky }) => flaky).length;
  const turns = runs.filter(
    ({ verdict }, at) => at > 0 && isPassed(verdict) !== isPassed(runs[at - 1]!.verdict),
  );
  return retried + (turns.length < MIN_TURNS ? 0 : Math.ceil(turns.length / 2));
}

const isPassed = (verdict: Verdict): boolean => verdict === 'passed';

/** The runs that count: those in which it was not skipped. */
const runsOf = ({ runs }: Series): History => runs.filter(({ verdict }) => verdict !== 'skipped');

const SHOWN_SLOW = 20;

/** The slowest, by the median of their last runs. */
export const slowSeries = (series: readonly Series[]): readonly Series[] =>
  series
    .filter((each) => runsOf(each).length > 0)
    .toSorted((a, b) => usual(b) - usual(a))
    .slice(0, SHOWN_SLOW);

/** The duration: `usually 2.1 s, at most 4.0 s`. */
export const sayUsual = (series: Series): string =>
  `usually ${formatDuration(usual(series))}, at most ${formatDuration(Math.max(...lastOf(series)))}`;

const lastOf = (series: Series): readonly number[] =>
  runsOf(series)
    .slice(-SHOWN_RUNS)
    .map(({ durationMs }) => durationMs);

function usual(series: Series): number {
  const sorted = lastOf(series).toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}
