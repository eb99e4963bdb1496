import type { CutBy, SpecResult, Verdict } from '../run/events.ts';
import type { GateDecision } from './gate-rules.ts';
import type { RootCause } from './root-causes.ts';

/** The folded events of a run. */
export type Report = Folded<SpecResult>;

/** Results in the order of the plan. Those of a long run are read when they are asked for, and again each time. */
export type Results = Iterable<SpecResult> & {
  readonly length: number;
  readonly at: (place: number) => SpecResult | undefined;
};

/** A report as formats get it. */
export type RenderedFrom = Omit<Report, 'specs'> & { readonly specs: Results };

/** A report with `Spec` for each spec. */
export type Folded<Spec> = {
  readonly version: 1;
  /** The environments of the specs, joined with a comma. */
  readonly environment: string;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly seed: string;
  /** True if a signal stopped the run early. */
  readonly interrupted: boolean;
  /** What ended the run before all specs were done; absent if nothing did. */
  readonly cutBy?: CutBy;
  /** The part of its specs that a run was limited to, in words: `up to create_link`; absent if it ran them whole. */
  readonly part?: string;
  /** Which shard of its run it is; absent if it is the whole run. */
  readonly shard?: { readonly index: number; readonly total: number };
  /** Sentences about reports of this run that could not be written; absent if there are none. */
  readonly missing?: readonly string[];
  readonly summary: Summary;
  /** The decision of the gate; absent if no gate was requested. */
  readonly gate?: GateDecision;
  /** The conclusion of the run; absent in reports of older versions. */
  readonly conclusion?: Conclusion;
  /** How much of the API documents the passing specs use; absent without documents. */
  readonly coverage?: CoverageSection;
  /** In the order of the plan. */
  readonly specs: readonly Spec[];
};

type Share = { readonly covered: number; readonly total: number };
type Shares = { readonly operations: Share; readonly statuses: Share; readonly tokens: Share };

/** How much of the API documents the passing specs of a run use. */
export type CoverageSection = {
  readonly total: Shares;
  readonly documents: readonly ({ readonly document: string } & Shares)[];
  /** Operations that no passing spec uses, the cheapest to write a spec for first. */
  readonly missing: readonly {
    readonly document: string;
    readonly method: string;
    readonly template: string;
    readonly why: string;
  }[];
  /** The parts of the documents that could not be read, so that their operations are not counted; absent if none. */
  readonly unread?: readonly string[];
};

/** The number of specs, in total and by verdict. */
export type Summary = Readonly<Record<'total' | Verdict, number>>;

/** The conclusion of a run besides its gate: decided once, and shown by every format. */
export type Conclusion = {
  /** The worst verdict of the run. */
  readonly verdict: Verdict;
  /** Why the run is not a whole one, in sentences; absent if it is. */
  readonly incomplete?: readonly string[];
  readonly causes: readonly RootCause[];
  /** Specs that did not pass, have no earlier result to compare with, and share no cause, with their reasons. */
  readonly failing?: readonly string[];
  readonly newlyFailing: readonly string[];
  readonly stillFailing: readonly string[];
  readonly fixed: readonly string[];
  readonly flaky: readonly string[];
  /** What was named but did not run, in words. */
  readonly leftOut: readonly string[];
  /** This run and those before it, the oldest first; absent in reports of older versions. */
  readonly runs?: readonly RunCounts[];
};

/** The start of a run, and its specs by verdict. */
export type RunCounts = Summary & { readonly startedAt: string };
