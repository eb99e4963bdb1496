import type { Limit } from '../http/limit.ts';
import type { Selection } from '../plan/select.ts';
import type { Shard } from '../plan/shard.ts';
import type { FormatName } from '../report/formats.ts';
import type { NoticeKind } from '../report/writers/notice.ts';

/** The options of a run, read and checked. */
export type RunFlags = {
  readonly patterns: readonly string[];
  readonly env: string | undefined;
  readonly config: string | undefined;
  readonly jobs: number;
  readonly write: boolean;
  /** Whether results are kept for later runs: not when faults break the sandbox. */
  readonly keep: boolean;
  /** `--var` and `--secret`. */
  readonly vars: Readonly<Record<string, string>>;
  /** Those of `vars` that are secrets. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly seed: string | undefined;
  readonly reports: string;
  readonly reporters: readonly string[];
  readonly quiet: boolean;
  /** Every failure in full, even when its cause was shown before. */
  readonly verbose: boolean;
  readonly contract: boolean;
  readonly severity: Readonly<Record<string, string>>;
  /** Whether `nullable` is read in every version, or only where its version defines it. */
  readonly nullable: 'strict' | 'lenient';
  /** The size limit for API documents. */
  readonly maxDocumentMb: number | undefined;
  readonly strictKnown: boolean;
  readonly swagger: string | undefined;
  readonly faults: readonly string[];
  /** Requests that may change data are not sent. */
  readonly readOnly: boolean;
  readonly sharePrerequisites: boolean;
  /** Stop after this many specs that did not pass. */
  readonly bail: number | undefined;
  readonly repeat: number;
  /** The seed of the order; empty: the run's. */
  readonly shuffle: string | undefined;
  /** For the whole run. */
  readonly timeoutMs: number | undefined;
  readonly failOnFlaky: boolean;
  readonly selection: Selection;
  readonly lastFailed: boolean;
  /** Specs that changed since this git revision; empty: since the last commit. */
  readonly changed: string | undefined;
  readonly list: boolean;
  readonly dryRun: boolean;
  /** The id of the last step to send before cleanup. */
  readonly until: string | undefined;
  /** The line of the wanted step of a spec, by its path. */
  readonly lines?: ReadonlyMap<string, number>;
  /** No cleanup: resources that the specs created stay. */
  readonly keepResources: boolean;
  readonly gate: boolean;
  readonly maxAgeMs: number | undefined;
  /** Where what the run comes to is posted. */
  readonly notify: NoticeKind | undefined;
  readonly shard: Shard | undefined;
  /** Overrides the environments. */
  readonly retries: number | undefined;
  readonly limit: Limit | undefined;
  /** The URL of the store through which limits are shared. */
  readonly limits: string | undefined;
  readonly specTimeoutMs: number | undefined;
};

/** The defaults of a run. */
export const RUN_DEFAULTS: RunFlags = {
  patterns: ['specs'],
  env: undefined,
  config: undefined,
  jobs: 8,
  write: true,
  keep: true,
  vars: {},
  secrets: {},
  seed: undefined,
  reports: 'reports',
  reporters: ['console', 'json'],
  quiet: false,
  verbose: false,
  contract: true,
  severity: {},
  nullable: 'strict',
  maxDocumentMb: undefined,
  strictKnown: false,
  swagger: undefined,
  faults: [],
  readOnly: false,
  sharePrerequisites: false,
  bail: undefined,
  repeat: 1,
  shuffle: undefined,
  timeoutMs: undefined,
  failOnFlaky: false,
  selection: { tag: [], domain: [], status: [], endpoint: [], method: [], token: [], grep: [] },
  lastFailed: false,
  changed: undefined,
  list: false,
  dryRun: false,
  until: undefined,
  keepResources: false,
  gate: false,
  maxAgeMs: undefined,
  notify: undefined,
  shard: undefined,
  retries: undefined,
  limit: undefined,
  limits: undefined,
  specTimeoutMs: undefined,
};

/** Whether verdicts are written into documents. */
export const writesBack = ({ write, keep }: Pick<RunFlags, 'write' | 'keep'>): boolean => write && keep;

/** The formats to write besides `report.json`, which is always written. */
export const formatsOf = ({ reporters }: Pick<RunFlags, 'reporters'>): readonly FormatName[] =>
  reporters.filter(
    (each) => each !== 'console' && each !== 'json' && !each.startsWith(LIVE_EVENTS),
  ) as FormatName[];

/** What stands before the target of events that are written as they happen. */
export const LIVE_EVENTS = 'events=';

/** The target of events that are written as they happen: a file, or `-`; undefined if none are. */
export const liveTargetOf = ({ reporters }: Pick<RunFlags, 'reporters'>): string | undefined =>
  reporters.find((each) => each.startsWith(LIVE_EVENTS))?.slice(LIVE_EVENTS.length);
