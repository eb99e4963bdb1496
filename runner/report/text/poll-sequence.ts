import type { ShownPoll, ShownPolls } from '../../run/events.ts';
import { count } from './text.ts';

/** Consecutive polls that saw the same. */
export type PollGroup = { readonly seen: string; readonly when: string };

/** Up to this many polls are listed one by one; of more, equal ones in a row are one group. */
const LISTED = 8;

/** The most groups of a sequence: the first ones and the newest. */
const FIRST_GROUPS = 4;
const NEWEST_GROUPS = 7;

type Run = { readonly seen: string; readonly from: ShownPoll; to: ShownPoll; times: number };

/** What a step that polls saw, in the order of time; a group without a time stands for those that are left out. */
export function pollGroups(polled: ShownPolls): readonly PollGroup[] {
  const { polls, leftOut } = polled;
  const isListed = polls.length <= LISTED;
  const seenIn = describer(polled);
  const timeOf = pollClock(polled);
  const runs: (Run | string)[] = [];
  for (const [at, poll] of polls.entries()) {
    if (leftOut?.after === at) runs.push(`… ${leftOut.count} more …`);
    const seen = seenIn(poll);
    const last = runs.at(-1);
    if (!isListed && typeof last === 'object' && last.seen === seen) {
      last.to = poll;
      last.times++;
    } else runs.push({ seen, from: poll, to: poll, times: 1 });
  }
  return withoutMiddle(runs).map((run) => {
    if (typeof run === 'string') return { seen: run, when: '' };
    const { seen, from, to, times } = run;
    const when = timeOf(from);
    return { seen, when: times === 1 ? when : `${when} to ${timeOf(to)}, ${count(times, 'time')}` };
  });
}

/** The sequence in one line: `pending (0.0 s) → done (1.0 s)`. */
export const pollLine = (polled: ShownPolls): string =>
  pollGroups(polled)
    .map(({ seen, when }) => (when === '' ? seen : `${seen} (${when})`))
    .join(' → ');

function withoutMiddle(runs: readonly (Run | string)[]): readonly (Run | string)[] {
  const most = FIRST_GROUPS + NEWEST_GROUPS;
  if (runs.length <= most + 1) return runs;
  const polls = runs
    .slice(FIRST_GROUPS, -NEWEST_GROUPS)
    .reduce((sum, run) => sum + (typeof run === 'string' ? Number(/\d+/.exec(run)) : run.times), 0);
  return [...runs.slice(0, FIRST_GROUPS), `… ${polls} more …`, ...runs.slice(-NEWEST_GROUPS)];
}

/** How a poll is shown: its values, and its status where it has no values or the statuses differ. */
export function describer({ paths, polls }: ShownPolls): (poll: ShownPoll) => string {
  const statuses = new Set(polls.map(({ status }) => status).filter((status) => status !== undefined));
  const hasStatus = paths.length === 0 || statuses.size > 1;
  return ({ status, values }) =>
    status === undefined
      ? 'no answer'
      : [...(hasStatus ? [String(status)] : []), values.map(withoutQuotes).join(', ')]
          .filter((part) => part !== '')
          .join(' ');
}

const withoutQuotes = (value: string): string => /^"([^"\\]+)"$/.exec(value)?.[1] ?? value;

/** Times in one unit, so that they can be compared: seconds, unless all of it took less than one. */
export function pollClock({ polls }: ShownPolls): (poll: ShownPoll) => string {
  const isShort = (polls.at(-1)?.atMs ?? 0) < 1_000;
  return ({ atMs }) => (isShort ? `${atMs} ms` : `${(atMs / 1_000).toFixed(1)} s`);
}
