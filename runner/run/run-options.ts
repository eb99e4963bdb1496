import type { Send } from '../http/exchange.ts';
import type { Json } from '../language/yaml/yaml.ts';
import type { Contract, ContractInput } from './check/contract.ts';
import type { Environment } from '../environment/environment.ts';
import type { CutBy, OperationName, SpecResult } from './events.ts';
import type { Redactor } from './secrets/redactor.ts';
import type { SharedAnswers } from './shared.ts';
import type { ReadSecret } from './scope.ts';
import type { TokenCache } from './request/authorization-input.ts';
import type { ReadAttachment } from './request/build-input.ts';
import type { Clock } from './clock.ts';

/** Everything a run needs from outside, so that a test can fix it. */
export type RunOptions = {
  readonly send: Send;
  readonly clock: Clock;
  readonly seed: string;
  /** Specs that run at once. */
  readonly jobs: number;
  readonly vars: Readonly<Record<string, Json>>;
  /** The names of `vars` that `--secret` gives. */
  readonly secretVars?: ReadonlySet<string>;
  readonly readSecret: (environment: Environment) => ReadSecret;
  readonly readAttachment: ReadAttachment;
  readonly redactor: Redactor;
  readonly tokens: TokenCache;
  readonly contract: Contract;
  /** Sees every answer whole, which no event holds. */
  readonly onExchange?: (exchange: ContractInput, operation: OperationName | undefined) => void;
  /** Learns of a result before the next spec starts, which who reads the events may not. */
  readonly onFinished?: (result: SpecResult) => void;
  /** Severities of contract checks by name; they win over the environment's. */
  readonly severity: Readonly<Record<string, string>>;
  /** A known issue that no longer happens fails its spec. */
  readonly strictKnown: boolean;
  /** Indices of jobs, first to be started first; as given when absent. */
  readonly order?: readonly number[];
  /** Nothing that may change data is sent; specs that would have to are skipped. */
  readonly readOnly: boolean;
  /** Identical GET prerequisites are sent once. */
  readonly sharePrerequisites: boolean;
  /** Cleanup is not sent; the commands that do it are warnings. */
  readonly keepResources?: boolean;
  readonly shared: SharedAnswers;
  /** Keeps `concurrency` keys from other processes; the function that is given lets go of them. */
  readonly holdKeys?: (keys: readonly string[], signal: AbortSignal) => Promise<() => void>;
  /** Aborting it stops new work; what is in flight may end, and cleanup still runs. */
  readonly stop: AbortSignal;
  /** Aborted, beside `stop`, when a person or the system ends the run. */
  readonly interrupt: AbortSignal;
  /** What ended the run before all specs were through, once it has. */
  readonly cutBy?: () => CutBy | undefined;
  /** Aborting it ends what is in flight. */
  readonly signal: AbortSignal;
  /** Aborting it stops cleanup too. */
  readonly cleanupSignal: AbortSignal;
  readonly startedAtMs: number;
};
