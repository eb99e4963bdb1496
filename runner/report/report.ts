import type { CutBy, SpecResult, Verdict } from '../run/events.ts';
import type { GateDecision } from './gate-rules.ts';
import type { RootCause } from './root-causes.ts';

/** What a run found: its events, folded. */
export type Report = Folded<SpecResult>;

/** A report that keeps of each spec what `Spec` says. */
export type Folded<Spec> = {
  readonly version: 1;
  /** The environments of the specs, joined with a comma when there are several. */
  readonly environment: string;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly seed: string;
  /** True when the run was stopped before its end. */
  readonly interrupted: boolean;
  /** What ended the run before all specs were through; absent when nothing did. */
  readonly cutBy?: CutBy;
  readonly summary: Summary;
  /** What the gate decided; absent when none was asked for. */
  readonly gate?: GateDecision;
  /** What the run comes to; absent in reports of older versions. */
  readonly conclusion?: Conclusion;
  /** How much of the API documents the passing specs use; absent when none was looked at. */
  readonly coverage?: CoverageSection;
  /** In the order of the plan, whatever finished first. */
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
  /** What of the documents could not be read, so that its operations are not counted; absent when there is nothing. */
  readonly unread?: readonly string[];
};

/** How many specs there are, and how many with each verdict. */
export type Summary = Readonly<Record<'total' | Verdict, number>>;

/** What a run comes to beside its gate: decided once, and shown by every format. */
export type Conclusion = {
  /** The worst verdict of the run. */
  readonly verdict: Verdict;
  readonly causes: readonly RootCause[];
  readonly newlyFailing: readonly string[];
  readonly stillFailing: readonly string[];
  readonly fixed: readonly string[];
  readonly flaky: readonly string[];
  /** What was named and not run, in words. */
  readonly leftOut: readonly string[];
  /** How this run and those before it went, the oldest first; absent in reports of older versions. */
  readonly runs?: readonly RunCounts[];
};

/** How a run went: when it started, and how many specs had which verdict. */
export type RunCounts = Summary & { readonly startedAt: string };
