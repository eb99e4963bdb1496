import type { KnownIssue } from '../language/known-issue.ts';
import type { Spec } from '../language/parse.ts';
import type { Step } from '../language/step/step.ts';
import type { Cookies } from './request/cookies.ts';
import type { Trace } from './request/trace.ts';
import type { Destinations } from './request/destinations.ts';
import type { Environment } from '../environment/environment.ts';
import type { Check, OperationName } from './events.ts';
import type { Scope } from './scope/scope.ts';
import type { StepOptions } from './run-options.ts';

/** The inputs of all steps of a spec. */
export type StepContext = {
  readonly spec: Spec;
  readonly environment: Environment;
  readonly scope: Scope;
  readonly options: StepOptions;
  readonly destinations: Destinations;
  /** The known issues that occurred. */
  readonly seenIssues: Set<KnownIssue>;
  readonly cookies: Cookies;
  /** Absent where the environment sends no traces. */
  readonly trace: Trace | undefined;
  /** Severities of checks by name: the command line overrides the environment. */
  readonly severity: Readonly<Record<string, string>>;
  /** The checks of the whole spec, each shown at the first answered test step that can show it. */
  readonly specChecksAt: (step: Step, path: string, operation: OperationName | undefined) => readonly Check[];
  /** Aborts a token exchange, which other specs share. */
  readonly tokenSignal: AbortSignal;
  /** Aborts requests in flight. */
  readonly signal: AbortSignal;
  /** Yields an event-loop turn, if the last one was long ago. */
  readonly takeBreak: () => Promise<void> | undefined;
  /** Makes multipart boundaries unique to this run of the spec. */
  readonly identity: string;
};
