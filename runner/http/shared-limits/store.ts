import type { Limit, Quota } from '../limit.ts';

/** The address of a limit store, with credentials. */
export type StoreAddress = {
  readonly host: string;
  readonly port: number;
  readonly username?: string;
  readonly password?: string;
  readonly database: number;
  readonly tls: boolean;
  /** Without user and password. */
  readonly shown: string;
};

/** A request for a slot. */
type Ask = {
  /** Identifies the request at quotas with `maxConcurrent`, from the reply until it is released. */
  readonly lease: string;
  readonly quotas: readonly Quota[];
  /** How long the request has waited so far. */
  readonly waitedMs: number;
};

/** The limit that counts for a quota, because another process has a stricter one. */
export type Stricter = { readonly quota: Quota; readonly limit: Limit };

export type SlotAnswer =
  /** Reserved: the slot begins in `waitMs`, at `at` by the clock of the store. */
  | {
      readonly kind: 'slot';
      readonly waitMs: number;
      readonly at: number;
      /** Whether one of the quotas has a rate, so that the request must not be sent later than its slot. */
      readonly isTimed: boolean;
      readonly stricter: readonly Stricter[];
    }
  /** Not reserved: ask again in `waitMs`. */
  | { readonly kind: 'later'; readonly waitMs: number }
  /** `maxConcurrent` requests are in flight. */
  | { readonly kind: 'full' };

/** Whether a slot may be used now. */
export type Confirmation =
  | { readonly kind: 'go' }
  | { readonly kind: 'early'; readonly waitMs: number }
  /** Too late: it would be sent together with the requests of later slots. */
  | { readonly kind: 'late' }
  | { readonly kind: 'paused'; readonly waitMs: number };

/** Requests in flight that count against quotas. */
export type Lease = { readonly id: string; readonly quotas: readonly Quota[] };

/** What processes share their limits through. All times are by its clock. Each call rejects while it is unreachable. */
export type LimitStore = {
  readonly reserve: (ask: Ask) => Promise<SlotAnswer>;
  readonly confirm: (quotas: readonly Quota[], at: number) => Promise<Confirmation>;
  readonly release: (lease: Lease) => Promise<void>;
  /** Gives this quota no slots for `ms`. */
  readonly pause: (quota: Quota, ms: number) => Promise<void>;
  /** Renews leases and limits, which otherwise expire with their process. */
  readonly renew: (leases: readonly Lease[], used: readonly Quota[]) => Promise<void>;
  /** After an outage: the milliseconds until all processes use the store again, at the same time. */
  readonly rejoin: () => Promise<number>;
  /** Called when the connection is lost, even while no call is pending: the store may have lost its data. */
  readonly onLost: (listener: (error: Error) => void) => void;
  readonly close: () => void;
};

/** The protocol between all processes that use a store, in milliseconds. */
export const STORE_TIMES = {
  /** No slot is reserved further ahead, so that a process that dies wastes few. */
  aheadMs: 2_000,
  /** A slot that would be used later than this is given up. */
  lateMs: 30,
  /** A lease that is not renewed expires. */
  leaseMs: 15_000,
  /** A limit that is not renewed expires. Of several, the strictest counts. */
  limitMs: 30_000,
  /** A request that has waited longer at `maxConcurrent` goes before those of other processes. */
  patienceMs: 1_000,
  /** After an outage all processes keep to their parts this long, until all have reconnected. */
  rejoinMs: 2_000,
  /** For this long after an outage, a rate that is new to the store starts without its burst. */
  emptyMs: 10_000,
  /** The longest pause: the longest `Retry-After` that is waited for. */
  pauseMs: 60_000,
} as const;
