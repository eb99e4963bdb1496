import type { Limit, Quota } from '../limit.ts';

/** Where a store of limits is, and as whom to ask it. */
export type StoreAddress = {
  readonly host: string;
  readonly port: number;
  readonly username?: string;
  readonly password?: string;
  readonly database: number;
  readonly tls: boolean;
  /** Without the user and the password. */
  readonly shown: string;
};

/** What a request asks of the store. */
type Ask = {
  /** Stands for the places at quotas with `maxConcurrent`, from the answer until they are released. */
  readonly lease: string;
  readonly quotas: readonly Quota[];
  /** How long the request has waited until now. */
  readonly waitedMs: number;
};

/** The limit that counts for a quota, where other processes have a stricter one. */
export type Stricter = { readonly quota: Quota; readonly limit: Limit };

export type SlotAnswer =
  /** The slot is reserved: it begins in so many milliseconds, at `at` by the clock of the store. */
  | {
      readonly kind: 'slot';
      readonly waitMs: number;
      readonly at: number;
      /** Whether one of the quotas has a rate, so that a request must not be sent later than its slot. */
      readonly isTimed: boolean;
      readonly stricter: readonly Stricter[];
    }
  /** Nothing is reserved: ask again in so many milliseconds. */
  | { readonly kind: 'later'; readonly waitMs: number }
  /** As many requests as may be sent at once are in flight. */
  | { readonly kind: 'full' };

/** What has become of a slot at the moment at which it is to be used. */
export type Confirmation =
  | { readonly kind: 'go' }
  | { readonly kind: 'early'; readonly waitMs: number }
  /** It would be sent together with the requests of later slots. */
  | { readonly kind: 'late' }
  | { readonly kind: 'paused'; readonly waitMs: number };

/** Places that are held. */
export type Lease = { readonly id: string; readonly quotas: readonly Quota[] };

/** What processes share their limits through. All times are those of its clock. Each call rejects while it cannot be reached. */
export type LimitStore = {
  readonly reserve: (ask: Ask) => Promise<SlotAnswer>;
  readonly confirm: (quotas: readonly Quota[], at: number) => Promise<Confirmation>;
  readonly release: (lease: Lease) => Promise<void>;
  /** Nothing that uses this quota gets a slot for so long. */
  readonly pause: (quota: Quota, ms: number) => Promise<void>;
  /** Keeps leases and limits, which otherwise end with the process that has them. */
  readonly renew: (leases: readonly Lease[], used: readonly Quota[]) => Promise<void>;
  /** After an outage: the milliseconds until all processes use the store again, at the same time. */
  readonly rejoin: () => Promise<number>;
  /** Called when the store goes away, also while nothing is asked: what it knew may be lost. */
  readonly onLost: (listener: (error: Error) => void) => void;
  readonly close: () => void;
};

/** Requests arrive a little earlier or later than they were sent, so they are spaced 5 % wider than the limit asks. */
export const SPACING_MARGIN = 1.05;

/** What is agreed between all processes that use a store, in milliseconds. */
export const STORE_TIMES = {
  /** A slot further ahead than this is not reserved: a process that ends wastes no more. */
  aheadMs: 2_000,
  /** A slot that is used later than this is given up. */
  lateMs: 30,
  /** A lease that is not renewed ends. */
  leaseMs: 15_000,
  /** So does a limit, of which the strictest counts. */
  limitMs: 30_000,
  /** A request that has waited longer at `maxConcurrent` comes before those of other processes. */
  patienceMs: 1_000,
  /** After an outage all processes keep to their parts for so long, until all of them are back. */
  rejoinMs: 2_000,
  /** A rate of which the store knows nothing starts without its burst for so long after an outage. */
  emptyMs: 10_000,
  /** The longest pause, as long as the longest `Retry-After` that is waited for. */
  pauseMs: 60_000,
} as const;
