import type { RunEvent } from '../run/events.ts';
import type { SourceFile } from '../spec/source.ts';
import { type Report, ReportFold } from './fold.ts';

/** The first line of a shard's file: which part of which plan it holds. */
export type ShardHead = {
  readonly type: 'shard';
  readonly version: 1;
  readonly index: number;
  readonly total: number;
  /** What the CI system calls the run that all shards belong to; null where it says nothing. */
  readonly run: string | null;
  /** The whole plan: the same for all shards of a run. */
  readonly plan: readonly string[];
  /** Stands for the texts of the plan's specs and their environments: other texts, other run. */
  readonly digest: string;
  /** The places in the plan of what this shard ran. */
  readonly places: readonly number[];
  readonly seed: string | null;
  /** Where API documents were looked up; null when they were not. */
  readonly documents: { readonly swagger: string | null } | null;
  /** Files whose steps are others than those last proven. */
  readonly changed: readonly string[];
  /** Fingerprints of the steps that verdicts were written for, by file. */
  readonly learned: Readonly<Record<string, { readonly saved: string; readonly proven?: string }>>;
};

/** The text of a spec without its secrets, so that a merged report can show its prose. */
type SourceLine = { readonly type: 'source' } & SourceFile;

export type ShardContent = {
  readonly head: ShardHead;
  readonly sources: readonly SourceFile[];
  readonly events: readonly RunEvent[];
};

/** What a merge needs of a run: the result of each spec holds its steps, so their own events would say it all twice. */
export const isKept = ({ type }: RunEvent): boolean => type !== 'spec-started' && type !== 'step-finished';

/** A shard's file, a piece for each line: its head, its specs, and the events of its run. */
export function* shardLines({ head, sources, events }: ShardContent): Generator<string> {
  yield lineOf(head);
  for (const source of sources) yield lineOf({ type: 'source', ...source } satisfies SourceLine);
  for (const event of events) if (isKept(event)) yield lineOf(event);
}

const lineOf = (value: unknown): string => `${JSON.stringify(value)}\n`;

export type ParsedShard = ShardContent & { readonly name: string };

/** The sentence says why a file cannot be merged: it is damaged, unfinished, or something else altogether. */
export function parseShard(name: string, text: string): ParsedShard | { readonly problem: string } {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  let parsed: unknown[];
  try {
    parsed = lines.map((line) => JSON.parse(line) as unknown);
  } catch {
    return { problem: `${name} is damaged: it holds a line that is not JSON` };
  }
  const [head, ...rest] = parsed as Partial<Record<string, unknown> | null>[];
  if (head?.['type'] !== 'shard') return { problem: `${name} is not the file of a shard` };
  if (head['version'] !== 1)
    return { problem: `${name} is of version ${String(head['version'])}, and this program reads version 1` };
  if (!isHead(head)) return { problem: `${name} is damaged: its first line is not complete` };
  if (rest.at(-1)?.['type'] !== 'run-finished') return { problem: `${name} ends in the middle of its run` };
  const sources = rest.filter((line) => line?.['type'] === 'source') as unknown as SourceLine[];
  const events = rest.filter((line) => line?.['type'] !== 'source') as unknown as RunEvent[];
  const finished = new Set(
    events.flatMap((event) =>
      event.type === 'spec-finished' && isResult(event.result) ? [event.index] : [],
    ),
  );
  const lost = head.places.filter((_, index) => !finished.has(index)).length;
  if (lost > 0)
    return { problem: `${name} is damaged: ${lost} of its ${head.places.length} results are gone` };
  return { name, head, sources: sources.map(({ path, text: each }) => ({ path, text: each })), events };
}

function isHead(head: Partial<ShardHead>): head is ShardHead {
  const { index, total, plan, places, digest, changed, learned } = head;
  const areTexts = (list: unknown): boolean =>
    Array.isArray(list) && list.every((each) => typeof each === 'string');
  return (
    Number.isInteger(index) &&
    Number.isInteger(total) &&
    index! >= 1 &&
    index! <= total! &&
    typeof digest === 'string' &&
    areTexts(plan) &&
    areTexts(changed) &&
    typeof learned === 'object' &&
    Array.isArray(places) &&
    places.every((place) => Number.isInteger(place) && place >= 0 && place < plan!.length)
  );
}

/** Enough of a result that every report can be made of it. */
const isResult = (result: unknown): boolean => {
  const { file, verdict, steps, diagnostics } = (result ?? {}) as Readonly<Record<string, unknown>>;
  return (
    typeof file === 'string' &&
    typeof verdict === 'string' &&
    Array.isArray(steps) &&
    Array.isArray(diagnostics)
  );
};

export type Merged =
  | {
      readonly report: Report;
      readonly sources: readonly SourceFile[];
      readonly changed: ReadonlySet<string>;
      readonly documents: ShardHead['documents'];
      readonly learned: ShardHead['learned'];
    }
  | { readonly problem: string };

/** The report of the run that the shards are the parts of. Refuses what is missing, doubled, or of another run. */
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
    learned: Object.assign({}, ...shards.map(({ head }) => head.learned)) as ShardHead['learned'],
  };
}

function differenceOf(head: ShardHead, first: ShardHead): string | undefined {
  if (head.total !== first.total) return 'number of shards';
  if (JSON.stringify(head.plan) !== JSON.stringify(first.plan)) return 'plan';
  if (head.digest !== first.digest) return 'text of a spec or its environment';
  if (JSON.stringify(head.documents) !== JSON.stringify(first.documents)) return 'folder of API documents';
  if (head.run !== first.run)
    return `run (${head.run ?? 'without a name'}, not ${first.run ?? 'without a name'})`;
  return undefined;
}

/** Shards of one run start together; a file that was left lying from the night before would hide what this night found. */
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
  });
  return fold.report;
}
