import { createHash } from 'node:crypto';
import type { RunEvent, SpecResult } from '../run/events.ts';
import type { SourceFile } from '../language/source.ts';

/** The first line of a shard's file: its part of a plan. */
export type ShardHead = {
  readonly type: 'shard';
  readonly version: 1;
  readonly index: number;
  readonly total: number;
  /** The CI system's id of the run that all shards belong to; null if unknown. */
  readonly run: string | null;
  /** The whole plan: the same for all shards of a run. */
  readonly plan: readonly string[];
  /** A digest of the texts of the plan's specs and their environments, to detect shards of other texts. */
  readonly digest: string;
  /** The indices in the plan of the specs that this shard ran. */
  readonly places: readonly number[];
  /** The seed that was given; null if the shard drew its own. */
  readonly seed: string | null;
  /** A digest of the values of `--var` and the names of `--secret`. */
  readonly variables: string;
  /** A digest of the other options that decide what is sent and what counts. */
  readonly options: string;
  /** Where API documents were looked up; null if they were not. */
  readonly documents: { readonly swagger: string | null } | null;
  /** Files whose steps differ from those last proven. */
  readonly changed: readonly string[];
  /** The names in the plan, of those that it ran, that an earlier run on this machine proved. */
  readonly proven: readonly string[];
  /** How many specs the selection left out of the plan. */
  readonly unselected: number;
  /** Proven specs below the named paths whose files are missing. */
  readonly vanished: readonly string[];
  /** Fingerprints of the steps that verdicts were written for, by file. */
  readonly learned: Readonly<Record<string, { readonly saved: string; readonly proven?: string }>>;
  /** What it observed of the API, as in `observed.json`. */
  readonly observed?: object;
  /** Faults, as written, that changed no response of this shard. */
  readonly idleFaults?: readonly string[];
  /** Faults broke the sandbox: nothing is kept for later runs. */
  readonly isBroken?: boolean;
};

/** The text of a spec without its secrets, so that a merged report can show its prose. */
export type SourceLine = { readonly type: 'source' } & SourceFile;

export type ShardContent = {
  readonly head: ShardHead;
  readonly sources: readonly SourceFile[];
  readonly events: readonly RunEvent[];
};

/** The events that a merge needs: the result of each spec includes its steps, so their own events would be redundant. */
export const isKept = ({ type }: RunEvent): boolean => type !== 'spec-started' && type !== 'step-finished';

/** The last line: a digest of each line before it. */
type ShardEnd = { readonly type: 'shard-finished'; readonly digests: readonly string[] };

/** A shard's file, line by line: its head, its specs, the events of its run, and the digests. */
export function* shardLines({
  head,
  sources,
  events,
}: Omit<ShardContent, 'events'> & { readonly events: Iterable<RunEvent> }): Generator<string> {
  const written = new LineDigest();
  yield written.line(head);
  for (const source of sources) yield written.line({ type: 'source', ...source } satisfies SourceLine);
  for (const event of events) if (isKept(event)) yield written.line(event);
  yield `${JSON.stringify(written.end)}\n`;
}

/** Writes lines, and computes the last one. */
class LineDigest {
  readonly #digests: string[] = [];

  line(value: unknown): string {
    const text = JSON.stringify(value);
    this.#digests.push(digestOfLine(text));
    return `${text}\n`;
  }

  get end(): ShardEnd {
    return { type: 'shard-finished', digests: this.#digests };
  }
}

/** Identifies a line, so that a changed one can be named. */
export const digestOfLine = (text: string): string =>
  createHash('sha256').update(text).digest('hex').slice(0, 16);

/** The name in the plan of a spec with its row and turn. */
export const planNameOf = ({ file, row, turn }: Pick<SpecResult, 'file' | 'row' | 'turn'>): string =>
  [file, row, turn].filter((each) => each !== undefined).join('#');
