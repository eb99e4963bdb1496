import { createHash } from 'node:crypto';
import type { RunEvent, SpecResult } from '../run/events.ts';
import type { SourceFile } from '../language/source.ts';

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
  /** The seed that was asked for; null where the shard drew its own. */
  readonly seed: string | null;
  /** Stands for the values that `--var` gave, and the names of `--secret`. */
  readonly variables: string;
  /** Stands for the other options that decide what is sent and what counts. */
  readonly options: string;
  /** Where API documents were looked up; null when they were not. */
  readonly documents: { readonly swagger: string | null } | null;
  /** Files whose steps are others than those last proven. */
  readonly changed: readonly string[];
  /** Of what it ran, by the names in the plan: what an earlier run proved, as far as this machine remembers. */
  readonly proven: readonly string[];
  /** How many specs the selection left out of the plan. */
  readonly unselected: number;
  /** Proven specs below what was named whose files are not there. */
  readonly vanished: readonly string[];
  /** Fingerprints of the steps that verdicts were written for, by file. */
  readonly learned: Readonly<Record<string, { readonly saved: string; readonly proven?: string }>>;
  /** What it saw of the API, as `observed.json` has it. */
  readonly observed?: object;
  /** Faults, as they were written, that changed no answer of what it ran. */
  readonly idleFaults?: readonly string[];
  /** Faults broke the sandbox: nothing of this is kept for later runs. */
  readonly isBroken?: boolean;
};

/** The text of a spec without its secrets, so that a merged report can show its prose. */
export type SourceLine = { readonly type: 'source' } & SourceFile;

export type ShardContent = {
  readonly head: ShardHead;
  readonly sources: readonly SourceFile[];
  readonly events: readonly RunEvent[];
};

/** What a merge needs of a run: the result of each spec holds its steps, so their own events would say it all twice. */
export const isKept = ({ type }: RunEvent): boolean => type !== 'spec-started' && type !== 'step-finished';

/** The last line: a digest of each line before it. */
type ShardEnd = { readonly type: 'shard-finished'; readonly digests: readonly string[] };

/** A shard's file, a piece for each line: its head, its specs, the events of its run, and what shows that it is whole. */
export function* shardLines({ head, sources, events }: ShardContent): Generator<string> {
  const written = new LineDigest();
  yield written.line(head);
  for (const source of sources) yield written.line({ type: 'source', ...source } satisfies SourceLine);
  for (const event of events) if (isKept(event)) yield written.line(event);
  yield `${JSON.stringify(written.end)}\n`;
}

/** Writes lines, and says what the last of them is to be. */
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

/** Tells a line from any other, so that one that was changed can be named. */
export const digestOfLine = (text: string): string =>
  createHash('sha256').update(text).digest('hex').slice(0, 16);

/** What the plan calls a spec with its row and turn. */
export const planNameOf = ({ file, row, turn }: Pick<SpecResult, 'file' | 'row' | 'turn'>): string =>
  [file, row, turn].filter((each) => each !== undefined).join('#');
