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

/** What sends and judges requests, shared by all specs. */
type RunServices = {
  readonly send: Send;
  readonly clock: Clock;
  readonly readAttachment: ReadAttachment;
  readonly redactor: Redactor;
  readonly tokens: TokenCache;
  readonly contract: Contract;
  readonly shared: SharedAnswers;
};

/** The sources of variables; the same seed and start give the same values. */
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
  /** Severities of checks by name; they override the environment's. */
  readonly severity: Readonly<Record<string, string>>;
  /** A known issue that no longer happens fails its spec. */
  readonly strictKnown: boolean;
  /** Requests that may change data are not sent; specs with such requests are skipped. */
  readonly readOnly: boolean;
  /** Identical GET prerequisites are sent once. */
  readonly sharePrerequisites: boolean;
  /** Cleanup is not sent; the commands that do it are warnings. */
  readonly keepResources?: boolean;
  /** Results keep each exchange, for an archive. */
  readonly recordsExchanges?: boolean;
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
  /** Called with every whole answer, which no event holds. */
  readonly onExchange?: (exchange: ContractInput, operation: OperationName | undefined) => void;
  /** Called before the next spec starts; readers of the events may lag behind. */
  readonly onFinished?: (result: SpecResult) => void;
  /** Keeps `concurrency` keys from other processes; the function that it gives releases them. */
  readonly holdKeys?: (keys: readonly string[], signal: AbortSignal) => Promise<() => void>;
  /** What ended the run early; undefined while nothing has. */
  readonly cutBy?: () => CutBy | undefined;
};

/** Every input of a run, so that a test can fix it. */
export type RunOptions = RunServices &
  RunVariables &
  RunPolicy &
  RunSignals &
  RunHooks & {
    /** Specs that run at once. */
    readonly jobs: number;
    /** Indices of jobs in the order of starting; the given order when absent. */
    readonly order?: readonly number[];
  };

/** The options that the steps of a spec use. */
export type StepOptions = RunServices &
  Omit<RunPolicy, 'readOnly' | 'severity'> &
  Pick<RunSignals, 'stop' | 'interrupt' | 'cleanupSignal'> &
  Pick<RunHooks, 'onExchange'>;
