import type { RunEvent } from '../run/events.ts';
import { type Report, ReportFold } from './fold.ts';

/** The first line of a shard's file: which part of which plan it holds. */
export type ShardHead = {
  readonly type: 'shard';
  readonly version: 1;
  readonly index: number;
  readonly total: number;
  /** The whole plan: the same for all shards of a run. */
  readonly plan: readonly string[];
  /** The places in the plan of what this shard ran. */
  readonly places: readonly number[];
  readonly seed: string | null;
};

/** A shard's file: its head, and the events of its run, a line each. */
export const renderShard = (head: ShardHead, events: readonly RunEvent[]): string =>
  [head, ...events].map((line) => `${JSON.stringify(line)}\n`).join('');

export type ParsedShard = {
  readonly name: string;
  readonly head: ShardHead;
  readonly events: readonly RunEvent[];
};

/** Undefined parts are sentences: a shard that is damaged or unfinished cannot be merged. */
export function parseShard(name: string, text: string): ParsedShard | { readonly problem: string } {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  let parsed: unknown[];
  try {
    parsed = lines.map((line) => JSON.parse(line) as unknown);
  } catch {
    return { problem: `${name} is damaged: it holds a line that is not JSON` };
  }
  const head = parsed[0] as Partial<ShardHead> | undefined;
  if (head?.type !== 'shard') return { problem: `${name} is not the file of a shard` };
  if (head.version !== 1)
    return { problem: `${name} is of version ${String(head.version)}, and this program reads version 1` };
  const events = parsed.slice(1) as RunEvent[];
  if (events.at(-1)?.type !== 'run-finished') return { problem: `${name} ends in the middle of its run` };
  return { name, head: head as ShardHead, events };
}

export type Merged = { readonly report: Report } | { readonly problem: string };

/** The report of the run that the shards are the parts of. Refuses what is missing, doubled, or of another run. */
export function mergeShards(shards: readonly ParsedShard[]): Merged {
  const [first] = shards;
  if (first === undefined) return { problem: 'there are no shards to merge' };
  const { total } = first.head;
  const plan = JSON.stringify(first.head.plan);
  const seen = new Map<number, string>();
  for (const { name, head } of shards) {
    if (head.total !== total || JSON.stringify(head.plan) !== plan)
      return { problem: `${name} belongs to another run than ${first.name}: its plan differs` };
    const other = seen.get(head.index);
    if (other !== undefined)
      return { problem: `${name} and ${other} are both shard ${head.index} of ${total}` };
    seen.set(head.index, name);
  }
  const missing = Array.from({ length: total }, (_, index) => index + 1).filter((index) => !seen.has(index));
  if (missing.length > 0) return { problem: `shard ${missing.join(', ')} of ${total} is missing` };
  const report = replay(shards);
  if (report.specs.length !== first.head.plan.length)
    return {
      problem: `the plan has ${first.head.plan.length} runs of specs, and the shards hold ${report.specs.length}`,
    };
  return { report };
}

function replay(shards: readonly ParsedShard[]): Report {
  const fold = new ReportFold();
  const starts = shards.flatMap(({ events }) => events.filter((event) => event.type === 'run-started'));
  const ends = shards.flatMap(({ events }) => events.filter((event) => event.type === 'run-finished'));
  const [first] = starts.toSorted((a, b) => (a.startedAt < b.startedAt ? -1 : 1));
  if (first !== undefined) fold.add({ ...first, specs: [] });
  for (const { head, events } of shards)
    for (const event of events)
      if (event.type === 'spec-finished') fold.add({ ...event, index: head.places[event.index]! });
  fold.add({
    type: 'run-finished',
    durationMs: Math.max(...ends.map(({ durationMs }) => durationMs)),
    interrupted: ends.some(({ interrupted }) => interrupted),
  });
  return fold.report;
}
