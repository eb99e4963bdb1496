import { VERDICTS } from '../run/events.ts';
import { isFine } from '../run/verdict-order.ts';
import { type CompactResult, isPassedSummary } from './compact.ts';
import { countVerdicts } from './fold.ts';
import type { Mutable } from '../language/records.ts';
import { groupBy } from './group.ts';
import { type History, type HistoryEntry, isOfSame, KEPT_ENTRIES, KEPT_RUNS } from './history/entry.ts';
import { stableKeyOf, whichOf } from './history/key.ts';

import { reasonKeyOf } from './reason-key.ts';
import { flakyTurns } from './retries.ts';
import type { Folded, RunCounts } from './report.ts';

/** Entries read in total: one run with more specs than are usually kept may have written more. */
const READ_ENTRIES = 2 * KEPT_ENTRIES;

/** The entries of a history that are kept, the oldest first. */
export type ParsedHistory = {
  readonly history: History;
  /** Lines that were skipped: damaged ones, and those of other versions; of many, the last. */
  readonly damaged: readonly DamagedLine[];
  /** Lines beyond what is kept of a history. */
  readonly dropped: number;
};

/** A line that could not be read, and its number in the file. */
export type DamagedLine = { readonly line: number; readonly text: string };

/** Damaged lines that stay in the file, and how much of each. */
const MAX_DAMAGED = 100;
const DAMAGED_LENGTH = 1_000;

/** Parses the lines of a history, the newest first, and holds no more of them than are kept. */
export function parseHistory(newestFirst: Iterable<string>): ParsedHistory {
  const history: HistoryEntry[] = [];
  const words = new Map<string, string>();
  const isKept = createRetention(READ_ENTRIES);
  const damaged: DamagedLine[] = [];
  let dropped = 0;
  let lines = 0;
  for (const line of newestFirst) {
    lines++;
    if (line.trim() === '') continue;
    const entry = readEntry(line);
    if (entry === undefined) {
      if (damaged.length < MAX_DAMAGED) damaged.push({ line: lines, text: shortened(line) });
    } else if (isKept(entry)) history.push(share(entry, words));
    else dropped++;
  }
  // They were counted from the end.
  const placed = damaged.reverse().map(({ line, text }) => ({ line: lines - line + 1, text }));
  return { history: history.reverse(), damaged: placed, dropped };
}

/** The sign at its end keeps it damaged. */
const shortened = (line: string): string =>
  line.length > DAMAGED_LENGTH ? `${line.slice(0, DAMAGED_LENGTH)}…` : line;

/** The same string object for equal words: every spec occurs sixty times. */
function once(word: string, words: Map<string, string>): string {
  const known = words.get(word);
  if (known === undefined) words.set(word, word);
  return known ?? word;
}

/** The fields whose texts occur in many entries. */
const WORDS = [
  'run',
  'file',
  'which',
  'key',
  'environment',
  'reason',
  'failingSince',
  'reasonSince',
] as const satisfies readonly (keyof HistoryEntry)[];

/** Stores the words of a new entry once for all. */
function share(entry: Mutable<HistoryEntry>, words: Map<string, string>): HistoryEntry {
  for (const field of WORDS) {
    const word = entry[field];
    if (typeof word === 'string') entry[field] = once(word, words);
  }
  return entry;
}

function readEntry(line: string): HistoryEntry | undefined {
  try {
    const data = JSON.parse(line) as Partial<HistoryEntry>;
    const isEntry =
      typeof data.run === 'string' &&
      typeof data.file === 'string' &&
      [
        data.which,
        data.key,
        data.environment ?? undefined,
        data.reason,
        data.failingSince,
        data.reasonSince,
      ].every((text) => text === undefined || typeof text === 'string') &&
      VERDICTS.some((verdict) => verdict === data.verdict);
    if (!isEntry || Number.isNaN(Date.parse(data.run!))) return undefined;
    return { ...(data as HistoryEntry), durationMs: Math.max(Number(data.durationMs) || 0, 0) };
  } catch {
    return undefined;
  }
}

type Run = Pick<Folded<CompactResult>, 'startedAt' | 'specs'>;

/**
 * The history with a run added, before the entries that are later, limited to the last runs of each spec and the newest entries
 * of all. The newest pass of a spec stays, however old: it is a proof.
 */
export const addRun = (
  history: History,
  run: Run,
  isLater: (entry: HistoryEntry) => boolean = () => false,
): History => insert(history, entriesOf(run), isLater);

/** The entries of the runs that started before a time, and the others. */
export const splitAt = (history: History, startedAt: string): readonly [before: History, others: History] => [
  history.filter(({ run }) => run < startedAt),
  history.filter(({ run }) => run >= startedAt),
];

/** The history with a run added at its time. Of a run that is in it, the entries are replaced. */
export function mergeRun(history: History, run: Run): History {
  const added = entriesOf(run);
  const keys = new Set(added.map(keyOf));
  const others = history.filter((entry) => entry.run !== run.startedAt || !keys.has(keyOf(entry)));
  return insert(others, added, (entry) => entry.run > run.startedAt);
}

function insert(history: History, added: History, isLater: (entry: HistoryEntry) => boolean): History {
  const place = history.findLastIndex((entry) => !isLater(entry)) + 1;
  const isKept = createRetention(Math.max(KEPT_ENTRIES, added.length));
  return [...history.slice(0, place), ...added, ...history.slice(place)]
    .toReversed()
    .filter(isKept)
    .toReversed();
}

function entriesOf({ startedAt, specs }: Run): History {
  const mixed = flakyTurns(specs);
  return specs.map((spec): HistoryEntry => {
    const which = whichOf(spec);
    const key = stableKeyOf(spec);
    return {
      run: startedAt,
      file: spec.file,
      ...(which !== undefined && { which }),
      ...(key !== undefined && { key }),
      environment: spec.environment,
      verdict: spec.verdict,
      durationMs: Math.round(spec.durationMs),
      ...((spec.flaky || mixed.has(spec)) && { flaky: true }),
      ...reasonOf(spec),
    };
  });
}

const SHOWN_LINES = 5;

/** That lines are damaged, where, and what to do. */
export function sayDamaged(lines: readonly number[]): string {
  const shown = lines.slice(0, SHOWN_LINES).join(', ');
  const more = lines.length > SHOWN_LINES ? ` and ${lines.length - SHOWN_LINES} more` : '';
  return lines.length === 1
    ? `1 damaged line was left out (line ${shown}); correct or delete it, until then the gate stays closed`
    : `${lines.length}${lines.length === MAX_DAMAGED ? ' or more' : ''} damaged lines were left out (lines ${shown}${more}); correct or delete them, until then the gate stays closed`;
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

function reasonOf(
  spec: CompactResult,
): Pick<HistoryEntry, 'reason' | 'failingSince' | 'reasonSince' | 'atLeast'> {
  const reason = isPassedSummary(spec) ? undefined : reasonKeyOf(spec);
  if (reason === undefined) return {};
  const { trend } = spec;
  if (trend === undefined) return { reason };
  const { since, failingSince = since, atLeast } = trend;
  return { reason, failingSince, reasonSince: since, ...(atLeast && { atLeast }) };
}

/**
 * The lines of `history.ndjson`. Damaged ones stay, at its top, until a person has looked at them: without them, the next run
 * would not know that something is missing.
 */
export function* renderHistory(
  history: History,
  damaged: readonly Pick<DamagedLine, 'text'>[] = [],
): Generator<string> {
  for (const { text } of damaged) yield `${text}\n`;
  for (const entry of history) yield `${JSON.stringify(entry)}\n`;
}

const keyOf = ({ file, which = '', key = which, environment }: HistoryEntry): string =>
  `${file}\0${key}\0${environment === null ? '\0' : (environment ?? '')}`;

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
      if (environment === undefined) last.set(`${entry.environment}\0${entry.which ?? ''}`, entry);
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
