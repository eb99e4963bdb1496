import { type CutBy, CUTS } from '../run/events.ts';
import type { SourceFile } from '../language/source.ts';
import { ReportFold } from './fold.ts';
import type { ParsedShard } from './read-shard.ts';
import type { ShardHead } from './shard-file.ts';
import type { Report } from './report.ts';

export type Merged =
  | {
      readonly report: Report;
      readonly sources: readonly SourceFile[];
      readonly changed: ReadonlySet<string>;
      readonly documents: ShardHead['documents'];
      readonly learned: ShardHead['learned'];
      /** What each shard observed of the API, as in `observed.json`. */
      readonly observed: readonly object[];
      /** The names in the plan that an earlier run proved, as the shards remember. */
      readonly proven: ReadonlySet<string>;
      readonly unselected: number;
      readonly vanished: readonly string[];
      /** Faults that changed no response in any shard. */
      readonly idleFaults: readonly string[];
      /** Whether faults broke the sandbox, so that nothing is kept for later runs. */
      readonly isBroken: boolean;
    }
  | { readonly problem: string };

/** The report of the run that was split into shards. Refuses missing shards, duplicates, and those of another run. */
export function mergeShards(shards: readonly ParsedShard[]): Merged {
  const [first] = shards;
  if (first === undefined) return { problem: 'there are no shards to merge' };
  const { total, plan } = first.head;
  const seen = new Map<number, string>();
  for (const { name, head } of shards) {
    const difference = differenceOf(head, first.head);
    if (difference !== undefined)
      return { problem: `${name} belongs to another run than ${first.name}: its ${difference} differs` };
    const other = seen.get(head.index);
    if (other !== undefined)
      return { problem: `${name} and ${other} are both shard ${head.index} of ${total}` };
    seen.set(head.index, name);
  }
  const missing = Array.from({ length: total }, (_, index) => index + 1).filter((index) => !seen.has(index));
  if (missing.length > 0) return { problem: `shard ${missing.join(', ')} of ${total} is missing` };
  const takers = new Map<number, string>();
  for (const { name, head } of shards)
    for (const place of head.places) {
      const other = takers.get(place);
      // One of the two would hide what the other found.
      if (other !== undefined) return { problem: `${name} and ${other} both ran ${plan[place]}` };
      takers.set(place, name);
    }
  const untaken = plan.findIndex((_, place) => !takers.has(place));
  if (untaken !== -1) return { problem: `no shard ran ${plan[untaken]}` };
  const apart = startsApart(shards);
  if (first.head.run === null && apart !== undefined) return { problem: apart };
  return {
    report: replay(shards),
    sources: shards.flatMap(({ sources }) => sources),
    changed: new Set(shards.flatMap(({ head }) => head.changed)),
    documents: first.head.documents,
    observed: shards.flatMap(({ head }) => head.observed ?? []),
    proven: new Set(shards.flatMap(({ head }) => head.proven)),
    unselected: first.head.unselected,
    vanished: [...new Set(shards.flatMap(({ head }) => head.vanished))].sort(),
    idleFaults: (first.head.idleFaults ?? []).filter((fault) =>
      shards.every(({ head }) => head.idleFaults?.includes(fault)),
    ),
    isBroken: shards.some(({ head }) => head.isBroken === true),
    learned: Object.assign({}, ...shards.map(({ head }) => head.learned)) as ShardHead['learned'],
  };
}

function differenceOf(head: ShardHead, first: ShardHead): string | undefined {
  if (head.total !== first.total) return 'number of shards';
  if (JSON.stringify(head.plan) !== JSON.stringify(first.plan)) return 'plan';
  if (head.unselected !== first.unselected) return 'selection';
  if (head.digest !== first.digest) return 'text of a spec or its environment';
  if (JSON.stringify(head.documents) !== JSON.stringify(first.documents)) return 'folder of API documents';
  if (head.seed !== first.seed) return `seed (${head.seed ?? 'none'}, not ${first.seed ?? 'none'})`;
  if (head.variables !== first.variables) return 'list of variables (--var, --secret)';
  if (head.options !== first.options) return 'list of options';
  if (head.run !== first.run)
    return `run (${head.run ?? 'without a name'}, not ${first.run ?? 'without a name'})`;
  return undefined;
}

/** Shards of one run start together; a file left from the night before would hide what this night found. */
const SAME_RUN_MS = 12 * 3_600_000;

function startsApart(shards: readonly ParsedShard[]): string | undefined {
  const starts = shards
    .map(({ name, events }) => {
      const started = events.find((event) => event.type === 'run-started');
      return { name, atMs: Date.parse(started?.startedAt ?? '') };
    })
    .toSorted((a, b) => a.atMs - b.atMs);
  const [first, last] = [starts[0]!, starts.at(-1)!];
  return last.atMs - first.atMs > SAME_RUN_MS
    ? `${first.name} is more than 12 hours older than ${last.name}, so they are not of one run`
    : undefined;
}

function replay(shards: readonly ParsedShard[]): Report {
  const fold = new ReportFold();
  const starts = shards.flatMap(({ events }) => events.filter((event) => event.type === 'run-started'));
  const ends = shards.flatMap(({ events }) => events.filter((event) => event.type === 'run-finished'));
  const [first] = starts.toSorted((a, b) => (a.startedAt < b.startedAt ? -1 : 1));
  const seeds = new Set(starts.map(({ seed }) => seed));
  if (first !== undefined) fold.add({ ...first, seed: [...seeds].join(', '), specs: [] });
  for (const { head, events } of shards)
    for (const event of events)
      if (event.type === 'spec-finished') fold.add({ ...event, index: head.places[event.index]! });
  fold.add({
    type: 'run-finished',
    durationMs: Math.max(...ends.map(({ durationMs }) => durationMs)),
    interrupted: ends.some(({ interrupted }) => interrupted),
    ...cutOf(ends),
  });
  return fold.report;
}

/** What cut one of the shards short; the first in the list if there are several. */
function cutOf(ends: readonly { readonly cutBy?: CutBy }[]): { readonly cutBy?: CutBy } {
  const cutBy = CUTS.find((each) => ends.some((end) => end.cutBy === each));
  return cutBy === undefined ? {} : { cutBy };
}
