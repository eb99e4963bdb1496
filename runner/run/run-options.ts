import type { Send } from '../http/exchange.ts';
import type { Json } from '../language/yaml/yaml.ts';
import type { Contract, ContractInput } from './check/contract.ts';
import type { Environment } from '../environment/environment.ts';
import type { CutBy, OperationName, SpecResult } from './events.ts';
import type { Redactor } from './secrets/redactor.ts';
import type { SharedAnswers } from './shared.ts';
import type { ReadSecret } from './scope/scope.ts';
import type { TokenCache } from './request/authorization-input.ts';
import type { ReadAttachment } from './request/build-input.ts';
import type { Clock } from './clock.ts';

/** What requests are sent and judged with, shared by all specs. */
type RunServices = {
  readonly send: Send;
  readonly clock: Clock;
  readonly readAttachment: ReadAttachment;
  readonly redactor: Redactor;
  readonly tokens: TokenCache;
  readonly contract: Contract;
  readonly shared: SharedAnswers;
};

/** Where the values of variables come from; the same seed and start give the same ones. */
type RunVariables = {
  readonly seed: string;
  readonly startedAtMs: number;
  readonly vars: Readonly<Record<string, Json>>;
  /** The names of `vars` that `--secret` gives. */
  readonly secretVars?: ReadonlySet<string>;
  readonly readSecret: (environment: Environment) => ReadSecret;
};

/** How strict a run is, and what it does not send. */
type RunPolicy = {
  /** Severities of checks by name; they win over the environment's. */
  readonly severity: Readonly<Record<string, string>>;
  /** A known issue that no longer happens fails its spec. */
  readonly strictKnown: boolean;
  /** Requests that may change data are not sent; specs with such requests are skipped. */
  readonly readOnly: boolean;
  /** Identical GET prerequisites are sent once. */
  readonly sharePrerequisites: boolean;
  /** Cleanup is not sent; the commands that do it are warnings. */
  readonly keepResources?: boolean;
};

/** What ends a run early. */
type RunSignals = {
  /** Aborting it stops new work; what is in flight may end, and cleanup still runs. */
  readonly stop: AbortSignal;
  /** Aborted, beside `stop`, when a person or the system ends the run. */
  readonly interrupt: AbortSignal;
  /** Aborting it ends what is in flight. */
  readonly signal: AbortSignal;
  /** Aborting it stops cleanup too. */
  readonly cleanupSignal: AbortSignal;
};

/** Functions that a run calls as it goes. */
type RunHooks = {
  /** Sees every answer whole, which no event holds. */
  readonly onExchange?: (exchange: ContractInput, operation: OperationName | undefined) => void;
  /** Called before the next spec starts; readers of the events may lag behind. */
  readonly onFinished?: (result: SpecResult) => void;
  /** Keeps `concurrency` keys from other processes; the function that it gives releases them. */
  readonly holdKeys?: (keys: readonly string[], signal: AbortSignal) => Promise<() => void>;
  /** What ended the run before all specs had run, once it has. */
  readonly cutBy?: () => CutBy | undefined;
};

/** Everything a run needs from outside, so that a test can fix it. */
export type RunOptions = RunServices &
  RunVariables &
  RunPolicy &
  RunSignals &
  RunHooks & {
    /** Specs that run at once. */
    readonly jobs: number;
    /** Indices of jobs, first to be started first; as given when absent. */
    readonly order?: readonly number[];
  };

/** What the steps of a spec read of it. */
export type StepOptions = RunServices &
  Omit<RunPolicy, 'readOnly' | 'severity'> &
  Pick<RunSignals, 'stop' | 'interrupt' | 'cleanupSignal'> &
  Pick<RunHooks, 'onExchange'>;
