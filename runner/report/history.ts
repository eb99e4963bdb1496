import { type SpecResult, type Trend, type Verdict, VERDICTS } from '../run/events.ts';
import { isFine } from '../run/verdict-order.ts';
import { type CompactResult, isPassedSummary } from './compact.ts';
import { countVerdicts } from './fold.ts';
import { groupBy } from './group.ts';
import { reasonKeyOf } from './reason-key.ts';
import type { Folded, RunCounts } from './report.ts';

/** The result of one spec in one run: a line of `history.ndjson`. */
export type HistoryEntry = {
  /** The start of the run. */
  readonly run: string;
  readonly file: string;
  /** The row and turn, if the file has several results. */
  readonly which?: string;
  /** The environment; null if it could not be read, absent in lines of older versions. */
  readonly environment?: string | null;
  readonly verdict: Verdict;
  readonly durationMs: number;
  readonly flaky?: true;
  /** The reason of a failure by `reasonKeyOf`; absent in lines of older versions. */
  readonly reason?: string;
};

/** Runs kept per spec, and entries kept in total: specs and their names come and go. */
const KEPT_RUNS = 60;
const KEPT_ENTRIES = 60_000;

/** Entries read in total: one run with more specs than are usually kept may have written more. */
const READ_ENTRIES = 2 * KEPT_ENTRIES;

export type History = readonly HistoryEntry[];

/** The entries of a history that are kept, the oldest first. */
export type ParsedHistory = {
  readonly history: History;
  /** Lines that were skipped: damaged ones, and those of other versions. */
  readonly damaged: number;
  /** Lines beyond what is kept of a history. */
  readonly dropped: number;
};

/** Parses the lines of a history, the newest first, and holds no more of them than are kept. */
export function parseHistory(newestFirst: Iterable<string>): ParsedHistory {
  const history: HistoryEntry[] = [];
  const words = new Map<string, string>();
  const isKept = createRetention(READ_ENTRIES);
  let damaged = 0;
  let dropped = 0;
  for (const line of newestFirst) {
    if (line.trim() === '') continue;
    const entry = readEntry(line);
    if (entry === undefined) damaged++;
    else if (isKept(entry)) history.push(shared(entry, words));
    else dropped++;
  }
  return { history: history.reverse(), damaged, dropped };
}

/** The same string object for equal words: every spec occurs sixty times. */
function once(word: string, words: Map<string, string>): string {
  const known = words.get(word);
  if (known === undefined) words.set(word, word);
  return known ?? word;
}

/** An entry whose words are stored once for all. */
function shared(
  { run, file, environment, reason, ...rest }: HistoryEntry,
  words: Map<string, string>,
): HistoryEntry {
  return {
    run: once(run, words),
    file: once(file, words),
    ...(environment !== undefined && { environment: environment && once(environment, words) }),
    ...rest,
    ...(reason !== undefined && { reason: once(reason, words) }),
  };
}

function readEntry(line: string): HistoryEntry | undefined {
  try {
    const data = JSON.parse(line) as Partial<HistoryEntry>;
    const isEntry =
      typeof data.run === 'string' &&
      typeof data.file === 'string' &&
      [data.which, data.environment ?? undefined, data.reason].every(
        (text) => text === undefined || typeof text === 'string',
      ) &&
      VERDICTS.some((verdict) => verdict === data.verdict);
    if (!isEntry || Number.isNaN(Date.parse(data.run!))) return undefined;
    return { ...(data as HistoryEntry), durationMs: Math.max(Number(data.durationMs) || 0, 0) };
  } catch {
    return undefined;
  }
}

/**
 * The history with a run added, limited to the last runs of each spec and the newest entries of all. The newest pass of a spec
 * stays, however old: it is a proof.
 */
export function addRun(
  history: History,
  report: Pick<Folded<CompactResult>, 'startedAt' | 'specs'>,
): History {
  const added = report.specs.map((spec): HistoryEntry => {
    const which = whichOf(spec);
    return {
      run: report.startedAt,
      file: spec.file,
      ...(which !== undefined && { which }),
      environment: spec.environment,
      verdict: spec.verdict,
      durationMs: Math.round(spec.durationMs),
      ...(spec.flaky && { flaky: true }),
      ...reasonOf(spec),
    };
  });
  const isKept = createRetention(Math.max(KEPT_ENTRIES, added.length));
  return [...history, ...added].toReversed().filter(isKept).toReversed();
}

/** That a history was longer than what is kept of it. */
export const sayDropped = (lines: number): string =>
  `${lines} older lines were left out: kept are the last ${KEPT_RUNS} runs of each spec, and ${READ_ENTRIES} lines of all`;

/** Decides which entries are kept; asked about each, the newest first. */
function createRetention(limit: number): (entry: HistoryEntry) => boolean {
  const counts = new Map<string, number>();
  const proven = new Set<string>();
  let newest = 0;
  return (entry) => {
    // Beyond both limits nothing is kept, so nothing needs to be counted.
    if (newest >= limit && proven.size >= limit) return false;
    const key = keyOf(entry);
    const seen = (counts.get(key) ?? 0) + 1;
    counts.set(key, seen);
    const isNewestPass = entry.verdict === 'passed' && !proven.has(key);
    if (isNewestPass) proven.add(key);
    if (seen <= KEPT_RUNS && newest++ < limit) return true;
    return isNewestPass && proven.size <= limit;
  };
}

function reasonOf(spec: CompactResult): Pick<HistoryEntry, 'reason'> {
  const reason = isPassedSummary(spec) ? undefined : reasonKeyOf(spec);
  return reason === undefined ? {} : { reason };
}

/** The lines of `history.ndjson`. */
export function* renderHistory(history: History): Generator<string> {
  for (const entry of history) yield `${JSON.stringify(entry)}\n`;
}

type HistoryKey = Pick<HistoryEntry, 'file' | 'which' | 'environment'>;

const keyOf = ({ file, which = '', environment }: HistoryKey): string =>
  `${file}\0${which}\0${environment === null ? '\0' : (environment ?? '')}`;

/** Row and turn of a result as in the history; undefined if the file has one result. */
export const whichOf = ({ row, turn }: Pick<SpecResult, 'row' | 'turn'>): string | undefined =>
  row === undefined && turn === undefined
    ? undefined
    : [row, turn].filter((each) => each !== undefined).join(' ');

/** Creates a function that adds to results how they compare with earlier ones. Skipped and unstarted specs do not count. */
export function createTrends(history: History): (spec: SpecResult, startedAt: string) => SpecResult {
  const earlier = groupBy(
    history.filter(({ verdict }) => verdict !== 'skipped'),
    ({ file, which }) => keyOf({ file, ...(which !== undefined && { which }) }),
  );
  return (spec, startedAt) => {
    if (spec.verdict === 'skipped') return spec;
    const which = whichOf(spec);
    const all = earlier.get(keyOf({ file: spec.file, ...(which !== undefined && { which }) })) ?? [];
    return Object.assign({}, spec, {
      trend: trendOf(spec, startedAt, all.filter(isOfSame(spec.environment))),
    });
  };
}

/** Whether an entry is of the same environment; a line of an older version may be of any. */
const isOfSame =
  (environment: string | null) =>
  (entry: HistoryEntry): boolean =>
    entry.environment === undefined || entry.environment === environment;

/** The report with a trend for each spec. */
export function withTrends<R extends Folded<SpecResult>>(report: R, history: History): R {
  const withTrend = createTrends(history);
  return { ...report, specs: report.specs.map((spec) => withTrend(spec, report.startedAt)) };
}

function trendOf(spec: SpecResult, now: string, before: readonly HistoryEntry[]): Trend {
  const { verdict } = spec;
  const last = before.at(-1);
  if (last === undefined) return { state: 'new', since: now };
  if (isFine(last.verdict) !== isFine(verdict))
    return { state: isFine(verdict) ? 'fixed' : 'newly-failing', since: now };
  const turn = before.findLastIndex((entry) => isFine(entry.verdict) !== isFine(verdict));
  const alike = before.slice(turn + 1);
  return isFine(verdict)
    ? { state: 'still-passing', since: alike[0]!.run }
    : { state: 'still-failing', ...sinceReason(reasonKeyOf(spec), now, alike) };
}

/** Since when a spec fails for this reason, and the reason before. A line without a reason may have had the same. */
function sinceReason(
  reason: string | undefined,
  now: string,
  failing: readonly HistoryEntry[],
): Pick<Trend, 'since' | 'before'> {
  const isOther = (entry: HistoryEntry): boolean =>
    entry.reason !== undefined && reason !== undefined && entry.reason !== reason;
  const at = failing.findLastIndex(isOther);
  const other = failing[at];
  const since = failing[at + 1]?.run ?? now;
  if (other?.reason === undefined) return { since };
  const first = failing.findLastIndex((entry, index) => index < at && entry.reason !== other.reason) + 1;
  return { since, before: { since: failing[first]!.run, reason: other.reason } };
}

/**
 * Whether a spec did not pass in its last run in an environment, or in any if none is given. A run that skipped it does not
 * count, and one whose environment could not be read counts for all.
 */
export function createLastFailed(history: History): (file: string, environment?: string) => boolean {
  const runs = groupBy(
    history.filter(({ verdict }) => verdict !== 'skipped'),
    ({ file }) => file,
  );
  return (file, environment) => {
    const last = new Map<string, HistoryEntry>();
    for (const entry of runs.get(file) ?? []) {
      if (environment === undefined) last.set(keyOf(entry), entry);
      else if (entry.environment === null || isOfSame(environment)(entry)) last.set(entry.which ?? '', entry);
    }
    return [...last.values()].some(({ verdict }) => !isFine(verdict));
  };
}

/** As many runs as fit side by side. */
const SHOWN_RUNS = 30;

/** The counts of the last runs in the environments of a report, this one included. */
export function lastRuns(
  history: History,
  { startedAt, summary, specs }: Pick<Folded<CompactResult>, 'startedAt' | 'summary' | 'specs'>,
): readonly RunCounts[] {
  const environments = new Set(specs.map(({ environment }) => environment));
  const isOfThese = ({ run, environment }: HistoryEntry): boolean =>
    run !== startedAt && (environment === undefined || environments.has(environment));
  const runs = groupBy(history.filter(isOfThese), ({ run }) => run);
  const before = [...runs]
    .toSorted(([a], [b]) => Date.parse(a) - Date.parse(b))
    .slice(1 - SHOWN_RUNS)
    .map(([run, entries]) => ({ startedAt: run, ...countVerdicts(entries) }));
  return [...before, { startedAt, ...summary }];
}

/** The usual duration of each spec in milliseconds: the mean of its last runs. */
export function usualDurations(history: History): ReadonlyMap<string, number> {
  const sums = new Map<string, { total: number; count: number }>();
  for (const { file, durationMs, verdict } of history.slice(-20_000)) {
    if (verdict === 'skipped') continue;
    const sum = sums.get(file) ?? { total: 0, count: 0 };
    sums.set(file, { total: sum.total + durationMs, count: sum.count + 1 });
  }
  return new Map([...sums].map(([file, { total, count }]) => [file, total / count]));
}
