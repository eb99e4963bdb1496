import type { SpelledSecrets } from '../http/spelled-secrets.ts';
import type { Timings } from '../http/exchange.ts';
import type { Diagnostic } from '../language/diagnostic.ts';
import type { Status } from '../language/metadata.ts';
import type { SectionName } from '../language/step/step.ts';
import type { Json } from '../language/yaml/yaml.ts';

/** How a result compares with earlier runs. */
export type Trend = {
  readonly state: 'new' | 'still-passing' | 'fixed' | 'newly-failing' | 'still-failing';
  /** The run since which it has this verdict; for a failure, since when with its present reason. */
  readonly since: string;
  /** The earlier reason of the failure, and since when; absent when no other is known. */
  readonly before?: { readonly since: string; readonly reason: string };
  /** Since when it fails for any reason; absent when that is `since`. */
  readonly failingSince?: string;
  /** The earliest of these times is that of the oldest run that is known: it may have been so before. */
  readonly atLeast?: true;
};

/** The verdict of a spec. `failed`: the API is wrong; `blocked`: a prerequisite is; `errored`: nothing is known. */
export const VERDICTS = ['passed', 'failed', 'blocked', 'errored', 'skipped'] as const;

export type Verdict = (typeof VERDICTS)[number];

type Severity = 'error' | 'warn';

/** One comparison with a promise. `not-made`: it was not possible; `known`: it failed, and is forgiven for now. */
export type Check = {
  readonly name: string;
  readonly outcome: 'passed' | 'failed' | 'not-made' | 'known';
  /** A failed check of severity `warn` is shown and changes no verdict. */
  readonly severity: Severity;
  readonly expected: Json;
  readonly actual: Json;
  /** No value was found: `actual` is null in its place. */
  readonly isAbsent?: true;
  readonly message: string;
  /** The line of the promise in the spec. */
  readonly line: number;
  readonly column: number;
  readonly length: number;
  readonly hint?: string;
  /** The known issue that describes it expired on this day. */
  readonly knownUntil?: string;
  /** JSON Pointer of the value in the body, where there is one. */
  readonly pointer?: string;
  /** How many values failed in the same way, when more than one. */
  readonly count?: number;
  /** Which side is probably wrong. */
  readonly side?: 'api' | 'spec' | 'document';
  /** The place of the promise in the API document. */
  readonly document?: { readonly path: string; readonly line: number; readonly column: number };
};

/** Whether a check shows nothing but our own words, as passed checks of the contract do. */
export const quotesNothing = ({ name, outcome, expected, actual, message, hint, pointer }: Check): boolean =>
  outcome === 'passed' &&
  expected === null &&
  actual === null &&
  message === '' &&
  hint === undefined &&
  pointer === undefined &&
  !name.includes(' ');

export type ShownRequest = {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** As sent, redacted; a binary body is named by its size. */
  readonly body?: string;
  /** The values of its `$NAME`s, where these are encoded secrets. */
  readonly spelled?: SpelledSecrets;
};

export type ShownResponse = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Redacted, and cut when it is long. */
  readonly body: string;
  readonly bodyBytes: number;
};

/** A try that was repeated: its status, or why there was no answer; and the span id that it carried, if it did. */
export type ShownAttempt = { readonly durationMs: number; readonly span?: string } & (
  | { readonly status: number }
  | { readonly error: string }
);

/** A redirect that was followed: its status, and the next request. */
export type ShownRedirect = {
  readonly status: number;
  readonly durationMs: number;
  readonly method: string;
  readonly url: string;
  readonly span?: string;
};

/** What a step that polls saw, in the order of time. */
export type ShownPolls = {
  /** The paths that its condition reads. */
  readonly paths: readonly string[];
  readonly polls: readonly ShownPoll[];
  /** How many are left out in the middle, if there were too many, and after how many. */
  readonly leftOut?: { readonly after: number; readonly count: number };
};

/** One poll: when it was sent, and what it saw; without a status nothing answered. */
export type ShownPoll = {
  /** Milliseconds since the first poll. */
  readonly atMs: number;
  readonly status?: number;
  /** What each path found, as text. */
  readonly values: readonly string[];
  /** The span id of its last attempt, if it carried one. */
  readonly span?: string;
};

/** One exchange of a step, kept only for an archive. */
export type ShownExchange = {
  readonly startedAt: string;
  readonly durationMs: number;
  readonly timings?: Timings;
  /** Absent: that of the step. */
  readonly request?: ShownRequest;
  /** Absent: that of the step, unless there is an error. */
  readonly response?: ShownResponse;
  /** The bytes of a response that is no text; empty if they may not be shown. */
  readonly base64?: string;
  /** Why there is no response. */
  readonly error?: string;
};

/** A documented operation by its document, method and documented path. */
export type OperationName = {
  readonly document: string;
  readonly method: string;
  readonly template: string;
};

export type StepResult = {
  readonly id: string;
  readonly section: SectionName;
  readonly description?: string;
  readonly verdict: Verdict;
  /** Why it was not sent, or its first failure. */
  readonly reason: string | null;
  readonly line: number;
  readonly token: string;
  /** `primary`, `fallback`, or the pattern of the route. */
  readonly api: string;
  /** Why that API, in words. */
  readonly apiReason: string;
  /** The documented operation of the request; absent when no document has it, or none was read. */
  readonly operation?: OperationName;
  /** Null when nothing was sent. */
  readonly request: ShownRequest | null;
  readonly response: ShownResponse | null;
  readonly durationMs: number;
  /** How often it was put: once, or once for each poll. */
  readonly attempts: number;
  /** How many requests were sent for it, with retries and redirects; absent when as many as `attempts`. */
  readonly requests?: number;
  /** The tries that the transport repeated before the last one. */
  readonly retried: readonly ShownAttempt[];
  /** The redirects on the way to the answer; absent where there were none. */
  readonly redirects?: readonly ShownRedirect[];
  /** What it saw on the way, if it polls. */
  readonly polled?: ShownPolls;
  /** Every exchange, also of earlier polls; only in a run whose reports have an archive. */
  readonly exchanges?: readonly ShownExchange[];
  /** The phases of the last try, in milliseconds. */
  readonly timings?: Timings;
  readonly extracted: Readonly<Record<string, Json>>;
  readonly checks: readonly Check[];
};

/** What can end a run before all of its specs have run. */
export const CUTS = ['a signal', 'a defect', '--timeout', '--bail'] as const;

export type CutBy = (typeof CUTS)[number];

/** The reason of a spec that a stopped run did not start. */
export const NOT_STARTED = 'the run was stopped before this spec started';

export type SpecDiagnostic = Omit<Diagnostic, 'span' | 'fix'> & {
  readonly line: number;
  readonly column: number;
  readonly length: number;
  /** The file, when it is not the spec itself, such as environments.yaml. */
  readonly file?: string;
};

/** A trace that tools of tracing know, and its page if the environment says where that is. */
export type ShownTrace = { readonly id: string; readonly url?: string };

export type SpecResult = {
  /** Relative to the working directory, with forward slashes. */
  readonly file: string;
  readonly endpoint: string;
  /** The number and the name of its row of data. */
  readonly row?: string;
  /** Identifies the row in its spec when rows are inserted: its name, or a digest of its values. */
  readonly rowKey?: string;
  /** Which repetition it was, from 1. */
  readonly turn?: number;
  readonly domain?: string;
  readonly tags: readonly string[];
  /** The status in the document before the run, and since when. */
  readonly status: Status;
  readonly verifiedAt?: string;
  readonly environment: string | null;
  readonly verdict: Verdict;
  readonly reason: string | null;
  /** It passed, but only after the transport had repeated a request. */
  readonly flaky: boolean;
  /** How it compares with earlier runs; absent when there were none. */
  readonly trend?: Trend;
  /** The id of the step that decided the verdict; with its section, as another section may have the same id. */
  readonly decidedBy?: string;
  readonly decidedIn?: SectionName;
  /** The trace of its requests; absent where its environment sends none. */
  readonly trace?: ShownTrace;
  /** The policy that skipped it, where neither its document nor an answer did. */
  readonly skippedBy?: 'read-only';
  /** The run was cut before this spec had a verdict, so nothing is known of it. */
  readonly cut?: true;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly diagnostics: readonly SpecDiagnostic[];
  /** Problems that do not change the verdict. */
  readonly warnings: readonly string[];
  readonly steps: readonly StepResult[];
};

/** Everything a run says, in order. Each event is plain JSON data and holds no secret. */
export type RunEvent =
  | {
      readonly type: 'run-started';
      readonly version: 1;
      readonly startedAt: string;
      readonly seed: string;
      readonly specs: readonly { readonly file: string; readonly endpoint: string }[];
    }
  | { readonly type: 'spec-started'; readonly index: number }
  | { readonly type: 'step-finished'; readonly index: number; readonly step: StepResult }
  | { readonly type: 'spec-finished'; readonly index: number; readonly result: SpecResult }
  | {
      readonly type: 'run-finished';
      readonly durationMs: number;
      readonly interrupted: boolean;
      readonly cutBy?: CutBy;
    };
