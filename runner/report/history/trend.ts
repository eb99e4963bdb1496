import type { SpecResult, Trend } from '../../run/events.ts';
import { isFine } from '../../run/verdict-order.ts';
import { reasonKeyOf } from '../reason-key.ts';
import type { Folded } from '../report.ts';
import { type History, type HistoryEntry, isOfSame, KEPT_ENTRIES, KEPT_RUNS } from './entry.ts';
import { keysOfEntry, keysOfResult } from './key.ts';

/** Creates a function that adds to results how they compare with earlier ones. Skipped and cut specs do not count. */
export function createTrends(history: History): (spec: SpecResult, startedAt: string) => SpecResult {
  const earlier = new Map<string, HistoryEntry[]>();
  for (const entry of history)
    for (const key of keysOfEntry(entry)) {
      const group = earlier.get(key);
      if (group === undefined) earlier.set(key, [entry]);
      else group.push(entry);
    }
  const isWhole = history.length < KEPT_ENTRIES;
  return (spec, startedAt) => {
    if (spec.verdict === 'skipped' || spec.cut) return spec;
    const found = keysOfResult(spec).map((key) => earlier.get(key) ?? []);
    const all = (found.find((group) => group.length > 0) ?? []).filter(isOfSame(spec.environment));
    const before = {
      entries: all.filter(({ verdict }) => verdict !== 'skipped'),
      isWhole: isWhole && all.length < KEPT_RUNS,
    };
    return Object.assign({}, spec, { trend: trendOf(spec, startedAt, before) });
  };
}

/** The report with a trend for each spec. */
export function withTrends<R extends Folded<SpecResult>>(report: R, history: History): R {
  const withTrend = createTrends(history);
  return { ...report, specs: report.specs.map((spec) => withTrend(spec, report.startedAt)) };
}

/** What is kept of the earlier runs of one result. */
type Earlier = {
  /** The oldest first. */
  readonly entries: History;
  /** None was dropped, so the oldest is its first run. */
  readonly isWhole: boolean;
};

function trendOf(spec: SpecResult, now: string, { entries, isWhole }: Earlier): Trend {
  const isGood = isFine(spec.verdict);
  const last = entries.at(-1);
  if (last === undefined) return { state: 'new', since: now };
  if (isFine(last.verdict) !== isGood) return { state: isGood ? 'fixed' : 'newly-failing', since: now };
  const turn = entries.findLastIndex(({ verdict }) => isFine(verdict) !== isGood);
  const alike = entries.slice(turn + 1);
  if (isGood)
    return {
      state: 'still-passing',
      since: alike[0]!.run,
      ...(turn === -1 && !isWhole && { atLeast: true }),
    };
  const reason = reasonKeyOf(spec);
  const failures = [...alike, { run: now, ...(reason !== undefined && { reason }) }];
  return { state: 'still-failing', ...sinceOf(failures, { lastPass: entries[turn]?.run, isWhole }) };
}

type Failure = Pick<HistoryEntry, 'run' | 'reason' | 'failingSince' | 'reasonSince' | 'atLeast'>;

type Bounds = { readonly lastPass: string | undefined; readonly isWhole: boolean };

/** Consecutive failures up to a run. */
type Streak = {
  readonly since: string;
  readonly atLeast: boolean;
  readonly reason: string | undefined;
  readonly reasonSince: string;
  readonly before: Trend['before'];
  /** The run of the last failure. */
  readonly last: string;
};

/** Since when a spec fails, and since when for its last reason: failures say it themselves, as older ones may be dropped. */
function sinceOf(failures: readonly Failure[], bounds: Bounds): Omit<Trend, 'state'> {
  let streak: Streak | undefined;
  for (const failure of failures)
    streak = streak === undefined ? begin(failure, bounds) : proceed(streak, failure, bounds);
  const { since, atLeast, reasonSince, before } = streak!;
  return {
    since: reasonSince,
    ...(before !== undefined && { before }),
    ...(since !== reasonSince && { failingSince: since }),
    ...(atLeast && { atLeast: true }),
  };
}

function begin(failure: Failure, bounds: Bounds): Streak {
  const { run, reason, atLeast } = failure;
  const carried = carriedBy(failure, bounds);
  const since = carried ?? run;
  return {
    since,
    atLeast: carried === undefined ? !bounds.isWhole : atLeast === true,
    reason,
    reasonSince: between(since, failure.reasonSince, run) ?? since,
    before: undefined,
    last: run,
  };
}

/** A line without a reason may have had the same. */
function proceed(streak: Streak, failure: Failure, bounds: Bounds): Streak {
  const { run, reason = streak.reason, atLeast } = failure;
  const carried = carriedBy(failure, bounds);
  const isOlder = carried !== undefined && carried < streak.since;
  const whole = isOlder ? { since: carried, atLeast: atLeast === true } : streak;
  const isSame = streak.reason === undefined || streak.reason === reason;
  return {
    since: whole.since,
    atLeast: whole.atLeast,
    reason,
    reasonSince: isSame
      ? earlierOf(streak.reasonSince, between(whole.since, failure.reasonSince, run))
      : (between(streak.last, failure.reasonSince, run) ?? run),
    before:
      isSame || streak.reason === undefined
        ? streak.before
        : { since: streak.reasonSince, reason: streak.reason },
    last: run,
  };
}

/** The beginning that a failure carries, unless a later pass is known: runs may be added that started before others. */
const carriedBy = ({ run, failingSince }: Failure, { lastPass = '' }: Bounds): string | undefined =>
  failingSince !== undefined && failingSince > lastPass && failingSince <= run ? failingSince : undefined;

const between = (from: string, time: string | undefined, to: string): string | undefined =>
  time !== undefined && time >= from && time <= to ? time : undefined;

const earlierOf = (a: string, b: string | undefined): string => (b !== undefined && b < a ? b : a);
