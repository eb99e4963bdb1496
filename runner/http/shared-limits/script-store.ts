import { type Limit, type Quota, SPACING_MARGIN } from '../limit.ts';
import { CONFIRM, PAUSE, REJOIN, RELEASE, RENEW, RESERVE } from './scripts.ts';
import { type SlotAnswer, type Confirmation, type LimitStore, STORE_TIMES, type Stricter } from './store.ts';

/** Runs a script on the server, given its name, keys and arguments. */
export type RunScript = (
  name: ScriptName,
  keys: readonly string[],
  args: readonly string[],
) => Promise<unknown>;

export const SCRIPTS = {
  reserve: RESERVE,
  confirm: CONFIRM,
  release: RELEASE,
  pause: PAUSE,
  renew: RENEW,
  rejoin: REJOIN,
} as const;

export type ScriptName = keyof typeof SCRIPTS;

export type ScriptStoreOptions = {
  readonly runScript: RunScript;
  /** Separates projects that use the same store. */
  readonly project: string;
  /** Identifies this process. */
  readonly owner: string;
  readonly onLost: LimitStore['onLost'];
  readonly close: () => void;
  /** Time in milliseconds; the store's own clock if absent. */
  readonly nowMs?: () => number;
};

const { aheadMs, lateMs, leaseMs, limitMs, patienceMs, rejoinMs, emptyMs, pauseMs } = STORE_TIMES;

const micros = (ms: number): string => String(Math.round(ms * 1_000));
const millis = (text: unknown): number => Number(text) / 1_000;

/** A limit store made of scripts on a Redis or Valkey server. */
export function createScriptStore({
  runScript,
  project,
  owner,
  onLost,
  close,
  nowMs,
}: ScriptStoreOptions): LimitStore {
  // The braces put all keys of a project on one node of a cluster.
  const keyOf = (part: string, quota = ''): string => `{verify:${project}}:${part}:${quota}`;
  const now = (): string => (nowMs === undefined ? '0' : micros(nowMs()));
  const idOf = (lease: string): string => `${owner} ${lease}`;
  return {
    reserve: async ({ lease, quotas, waitedMs }) => {
      const keys = quotas.flatMap(({ key }) => ['state', 'leases', 'limits'].map((part) => keyOf(part, key)));
      const times = [waitedMs, aheadMs, leaseMs, limitMs, patienceMs, emptyMs, pauseMs].map(micros);
      const reply = await runScript(
        'reserve',
        [keyOf('resumed'), ...keys],
        [now(), idOf(lease), owner, ...times, ...quotas.map(({ limit }) => wordOf(limit))],
      );
      return answerOf(reply as readonly string[], quotas);
    },
    confirm: async (quotas, at) => {
      const keys = quotas.map(({ key }) => keyOf('state', key));
      const [kind, wait] = (await runScript('confirm', keys, [
        now(),
        micros(at),
        micros(lateMs),
        micros(pauseMs),
      ])) as readonly [Confirmation['kind'], string];
      return { kind, waitMs: millis(wait) };
    },
    release: async ({ id, quotas }) => {
      const keys = quotas.map(({ key }) => keyOf('leases', key));
      await runScript('release', keys, [now(), idOf(id)]);
    },
    pause: async ({ key, limit }, ms) => {
      const { spacing, burst } = partsOf(limit);
      await runScript('pause', [keyOf('state', key)], [now(), micros(ms), String(spacing), String(burst)]);
    },
    renew: async (leases, used) => {
      const held = leases.flatMap(({ id, quotas }) => quotas.map(({ key }) => ({ id, key })));
      const keys = [
        ...held.map(({ key }) => keyOf('leases', key)),
        ...used.map(({ key }) => keyOf('limits', key)),
      ];
      if (keys.length === 0) return;
      await runScript('renew', keys, [
        now(),
        micros(leaseMs),
        micros(limitMs),
        String(held.length),
        ...held.map(({ id }) => idOf(id)),
        ...used.map(({ limit }) => wordOf(limit)),
      ]);
    },
    rejoin: async () => millis(await runScript('rejoin', [keyOf('resumed')], [now(), micros(rejoinMs)])),
    onLost,
    close,
  };
}

/** A limit as the numbers that the scripts use; 0 for none. */
const partsOf = ({ perSecond, burst = 1, maxConcurrent = 0 }: Limit) => ({
  spacing: perSecond === undefined ? 0 : Math.ceil((1_000_000 / perSecond) * SPACING_MARGIN),
  burst: perSecond === undefined ? 1 : burst,
  most: maxConcurrent,
});

function wordOf(limit: Limit): string {
  const { spacing, burst, most } = partsOf(limit);
  return `${spacing}:${burst}:${most}`;
}

function answerOf([kind, wait, at, ...counting]: readonly string[], quotas: readonly Quota[]): SlotAnswer {
  if (kind === 'full') return { kind };
  if (kind === 'later') return { kind, waitMs: millis(wait) };
  return {
    kind: 'slot',
    waitMs: millis(wait),
    at: millis(at),
    isTimed: counting.some((word) => !word.startsWith('0:')),
    stricter: quotas.flatMap((quota, index) => stricterThan(quota, counting[index]!)),
  };
}

/** The limit that counts, if it differs from the quota's own. */
function stricterThan(quota: Quota, word: string): readonly Stricter[] {
  if (word === wordOf(quota.limit)) return [];
  const [spacing, burst, most] = word.split(':').map(Number) as [number, number, number];
  const limit: Limit = {
    ...(spacing > 0 && { perSecond: (1_000_000 / spacing) * SPACING_MARGIN, burst }),
    ...(most > 0 && { maxConcurrent: most }),
  };
  return [{ quota, limit }];
}
