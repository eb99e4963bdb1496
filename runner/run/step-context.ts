import type { KnownIssue } from '../language/metadata.ts';
import type { Spec } from '../language/parse.ts';
import type { Step } from '../language/step/step.ts';
import type { Cookies } from './request/cookies.ts';
import type { Destinations } from './request/destinations.ts';
import type { Environment } from '../environment/environment.ts';
import type { Check, OperationName } from './events.ts';
import type { Scope } from './scope/scope.ts';
import type { StepOptions } from './run-options.ts';

/** What a step is sent and checked with, the same for all steps of a spec. */
export type StepContext = {
  readonly spec: Spec;
  readonly environment: Environment;
  readonly scope: Scope;
  readonly options: StepOptions;
  readonly destinations: Destinations;
  /** The known issues that did happen. */
  readonly seenIssues: Set<KnownIssue>;
  readonly cookies: Cookies;
  /** Severities of checks by name: the environment's, and above them those of the command line. */
  readonly severity: Readonly<Record<string, string>>;
  /** The checks of the whole spec that an answered step shows, each at the first test step that can. */
  readonly specChecksAt: (step: Step, path: string, operation: OperationName | undefined) => readonly Check[];
  /** Aborts the exchange of a token, which serves other specs too. */
  readonly tokenSignal: AbortSignal;
  /** Aborts what is in flight. */
  readonly signal: AbortSignal;
  /** Waits until the event loop has gone round, if it has not for long. */
  readonly takeBreak: () => Promise<void> | undefined;
  /** Tells this run of the spec apart, for multipart boundaries. */
  readonly identity: string;
};
