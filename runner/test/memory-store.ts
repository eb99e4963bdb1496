import { type Limit, type Quota, SPACING_MARGIN } from '../http/limit.ts';
import {
  type SlotAnswer,
  type Confirmation,
  type LimitStore,
  STORE_TIMES,
  type Stricter,
} from '../http/shared-limits/store.ts';

const { aheadMs, lateMs, leaseMs, limitMs, patienceMs, rejoinMs, emptyMs, pauseMs } = STORE_TIMES;

type State = {
  fullAtMs: number | undefined;
  pausedUntilMs: number;
  wanted: { readonly owner: string; readonly untilMs: number } | undefined;
  readonly leases: Map<string, number>;
  readonly limits: Map<string, { readonly limit: Limit; readonly untilMs: number }>;
};

/** A limit store in memory, with a clock that is passed in; each process has a `LimitStore` of its own. */
export class MemoryServer {
  readonly #nowMs: () => number;
  readonly #quotas = new Map<string, State>();
  readonly #listeners = new Set<(error: Error) => void>();
  #resumedMs: number | undefined;
  #isDown = false;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** Stops responding. */
  goDown(): void {
    this.#isDown = true;
    for (const tell of this.#listeners) tell(new Error('the connection is closed'));
  }

  /** Responds again, without its data. */
  comeUp(): void {
    this.#isDown = false;
    this.#quotas.clear();
    this.#resumedMs = undefined;
  }

  /** `delay` is the time between a decision and the arrival of its reply. */
  connect(owner: string, delay: () => Promise<void> = async () => undefined): LimitStore {
    const answer = async <T>(work: () => T): Promise<T> => {
      if (this.#isDown) throw new Error('the connection is closed');
      const result = work();
      await delay();
      return result;
    };
    return {
      reserve: ({ lease, quotas, waitedMs }) =>
        answer(() => this.#reserve(`${owner} ${lease}`, owner, quotas, waitedMs)),
      confirm: (quotas, at) => answer(() => this.#confirm(quotas, at)),
      release: ({ id, quotas }) =>
        answer(() => {
          for (const { key } of quotas) this.#stateOf(key).leases.delete(`${owner} ${id}`);
        }),
      pause: ({ key, limit }, ms) =>
        answer(() => {
          const state = this.#stateOf(key);
          state.pausedUntilMs = Math.max(state.pausedUntilMs, this.#nowMs() + ms);
          const afterBurst = state.pausedUntilMs + ((limit.burst ?? 1) - 1) * spacingOf(limit);
          state.fullAtMs = Math.max(state.fullAtMs ?? 0, afterBurst);
        }),
      renew: (leases, used) =>
        answer(() => {
          const now = this.#nowMs();
          for (const { id, quotas } of leases)
            for (const { key } of quotas) this.#stateOf(key).leases.set(`${owner} ${id}`, now + leaseMs);
          for (const { key, limit } of used) this.#note(this.#stateOf(key), limit);
        }),
      rejoin: () =>
        answer(() => {
          const now = this.#nowMs();
          const at = this.#resumedMs ?? 0;
          if (at < now - 2 * rejoinMs || at > now + rejoinMs) this.#resumedMs = now + rejoinMs;
          return Math.max(0, this.#resumedMs! - now);
        }),
      onLost: (listener) => void this.#listeners.add(listener),
      close: () => undefined,
    };
  }

  #stateOf(key: string): State {
    const known = this.#quotas.get(key);
    if (known !== undefined) return known;
    const state: State = {
      fullAtMs: undefined,
      pausedUntilMs: 0,
      wanted: undefined,
      leases: new Map(),
      limits: new Map(),
    };
    this.#quotas.set(key, state);
    return state;
  }

  #note(state: State, limit: Limit): void {
    state.limits.set(JSON.stringify(limit), { limit, untilMs: this.#nowMs() + limitMs });
  }

  /** The strictest limit of all processes now. */
  #limitOf(state: State): Limit {
    let strictest: Limit = {};
    for (const [name, { limit, untilMs }] of state.limits) {
      if (untilMs <= this.#nowMs()) {
        state.limits.delete(name);
        continue;
      }
      const isSlower = spacingOf(limit) > spacingOf(strictest);
      const isSame = limit.perSecond !== undefined && limit.perSecond === strictest.perSecond;
      const burst = isSame
        ? Math.min(limit.burst ?? 1, strictest.burst ?? 1)
        : (isSlower ? limit : strictest).burst;
      const { perSecond } = isSlower ? limit : strictest;
      const counts = [limit.maxConcurrent, strictest.maxConcurrent].filter((each) => each !== undefined);
      strictest = {
        ...(perSecond !== undefined && { perSecond, burst: burst ?? 1 }),
        ...(counts.length > 0 && { maxConcurrent: Math.min(...counts) }),
      };
    }
    return strictest;
  }

  #reserve(lease: string, owner: string, quotas: readonly Quota[], waitedMs: number): SlotAnswer {
    const now = this.#nowMs();
    const isEmpty = this.#resumedMs !== undefined && now - this.#resumedMs < emptyMs;
    let isFull = false;
    const found = quotas.map((quota) => {
      const state = this.#stateOf(quota.key);
      this.#note(state, quota.limit);
      const limit = this.#limitOf(state);
      const spacing = spacingOf(limit);
      const burst = limit.burst ?? 1;
      const paused = Math.min(state.pausedUntilMs, now + pauseMs);
      const known = state.fullAtMs ?? (isEmpty ? now + burst * spacing : 0);
      const fullAt = Math.min(known, Math.max(now, paused) + burst * spacing + aheadMs);
      for (const [id, untilMs] of state.leases) if (untilMs <= now) state.leases.delete(id);
      if (limit.maxConcurrent !== undefined) {
        const free = limit.maxConcurrent - state.leases.size;
        const { wanted } = state;
        const isWanted = wanted !== undefined && wanted.owner !== owner && wanted.untilMs > now;
        if (free <= 0 || (isWanted && free <= 1)) {
          isFull = true;
          if (waitedMs > patienceMs && !isWanted) state.wanted = { owner, untilMs: now + patienceMs };
        }
      }
      return {
        quota,
        state,
        limit,
        spacing,
        fullAt,
        first: Math.max(now, paused, fullAt - (burst - 1) * spacing),
      };
    });
    if (isFull) return { kind: 'full' };
    const at = Math.max(now, ...found.map(({ first }) => first));
    const isIdle = found.some(({ spacing, first }) => spacing > 0 && at > now && at - first > spacing);
    if (at - now > aheadMs || isIdle) return { kind: 'later', waitMs: at - now };
    for (const { state, spacing, fullAt } of found) {
      if (spacing > 0) state.fullAtMs = Math.max(fullAt, at) + spacing;
      state.leases.set(lease, at + leaseMs);
      if (state.wanted?.owner === owner) state.wanted = undefined;
    }
    return {
      kind: 'slot',
      waitMs: at - now,
      at,
      isTimed: found.some(({ spacing }) => spacing > 0),
      stricter: found.flatMap(({ quota, limit }): readonly Stricter[] =>
        limit.perSecond === quota.limit.perSecond && limit.maxConcurrent === quota.limit.maxConcurrent
          ? []
          : [{ quota, limit }],
      ),
    };
  }

  #confirm(quotas: readonly Quota[], at: number): Confirmation {
    const now = this.#nowMs();
    const paused = Math.max(...quotas.map(({ key }) => this.#stateOf(key).pausedUntilMs));
    if (paused > now) return { kind: 'paused', waitMs: paused - now };
    if (at > now) return { kind: 'early', waitMs: at - now };
    return { kind: now - at > lateMs ? 'late' : 'go' };
  }
}

const spacingOf = ({ perSecond }: Limit): number =>
  perSecond === undefined ? 0 : (1_000 / perSecond) * SPACING_MARGIN;
