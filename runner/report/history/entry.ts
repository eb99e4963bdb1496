import type { Verdict } from '../../run/events.ts';

/** The result of one spec in one run: a line of `history.ndjson`. */
export type HistoryEntry = {
  /** The start of the run. */
  readonly run: string;
  readonly file: string;
  /** The row and turn as reports show them, if the file has several results. */
  readonly which?: string;
  /** The row and turn by the key of the row; absent in lines of older versions. */
  readonly key?: string;
  /** The environment; null if it could not be read, absent in lines of older versions. */
  readonly environment?: string | null;
  readonly verdict: Verdict;
  readonly durationMs: number;
  readonly flaky?: true;
  /** The reason of a failure by `reasonKeyOf`; absent in lines of older versions. */
  readonly reason?: string;
  /** For a failure, since when the spec fails, and since when for this reason; absent in lines of older versions. */
  readonly failingSince?: string;
  readonly reasonSince?: string;
  /** It has failed since `failingSince` at least: older lines were dropped before that was written. */
  readonly atLeast?: true;
};

export type History = readonly HistoryEntry[];

/** Runs kept per spec, and entries kept in total: specs and their names come and go. */
export const KEPT_RUNS = 60;
export const KEPT_ENTRIES = 60_000;

/** Whether an entry is of the same environment; a line of an older version may be of any. */
export const isOfSame =
  (environment: string | null) =>
  (entry: HistoryEntry): boolean =>
    entry.environment === undefined || entry.environment === environment;
