/** One of `total` parts of a plan, counted from 1. */
export type Shard = { readonly index: number; readonly total: number };

/**
 * The items of each shard, as indices. With known durations the longest items are dealt first, each to the shard with the
 * least to do; without, they are dealt in turn. The same items and durations give the same shards on every machine.
 */
export function takeShards(
  keys: readonly string[],
  total: number,
  durations: ReadonlyMap<string, number>,
): readonly (readonly number[])[] {
  const usual = median([...durations.values()]);
  const items = keys.map((key, index) => ({ index, key, durationMs: durations.get(key) ?? usual }));
  const shards = Array.from({ length: total }, () => ({ loadMs: 0, items: [] as number[] }));
  if (durations.size === 0) {
    for (const { index } of items) shards[index % total]!.items.push(index);
  } else {
    const byLength = items.toSorted(
      (a, b) => b.durationMs - a.durationMs || (a.key < b.key ? -1 : a.key > b.key ? 1 : a.index - b.index),
    );
    for (const { index, durationMs } of byLength) {
      const least = shards.reduce((a, b) => (b.loadMs < a.loadMs ? b : a));
      least.items.push(index);
      // A spec takes time even where the clock saw none: otherwise all of those would land in one shard.
      least.loadMs += Math.max(1, durationMs);
    }
  }
  return shards.map(({ items }) => items.toSorted((a, b) => a - b));
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

export type ShardResult = { readonly shard: Shard } | { readonly problem: string; readonly hint: string };

/** The variables in which CI systems say which of several parallel jobs this is. */
const CI_VARIABLES = [
  { index: 'CI_NODE_INDEX', total: 'CI_NODE_TOTAL', from: 1 },
  { index: 'CIRCLE_NODE_INDEX', total: 'CIRCLE_NODE_TOTAL', from: 0 },
  { index: 'BUILDKITE_PARALLEL_JOB', total: 'BUILDKITE_PARALLEL_JOB_COUNT', from: 0 },
  { index: 'JOB_COMPLETION_INDEX', total: 'JOB_COMPLETION_TOTAL', from: 0 },
  { index: 'CLOUD_RUN_TASK_INDEX', total: 'CLOUD_RUN_TASK_COUNT', from: 0 },
  { index: 'AWS_BATCH_JOB_ARRAY_INDEX', total: 'AWS_BATCH_JOB_ARRAY_SIZE', from: 0 },
] as const;

/** Reads `2/5`, `auto` (from the CI system's variables), or `auto/5` where the system says the index only. */
export function readShard(text: string, env: Readonly<Record<string, string | undefined>>): ShardResult {
  const hint = 'write --shard 2/5, or --shard auto in a CI job that has an index';
  const auto = /^auto(?:\/(\d+))?$/.exec(text);
  if (auto !== null) {
    const found = CI_VARIABLES.find(({ index }) => env[index] !== undefined && env[index] !== '');
    if (found === undefined)
      return { problem: `none of ${CI_VARIABLES.map(({ index }) => index).join(', ')} is set`, hint };
    const total = auto[1] ?? env[found.total];
    if (total === undefined)
      return {
        problem: `${found.index} is set, and nothing says how many there are`,
        hint: `set ${found.total}, or write --shard auto/5`,
      };
    return check(Number(env[found.index]) - found.from + 1, Number(total), hint);
  }
  const given = /^(\d+)\/(\d+)$/.exec(text);
  return given === null
    ? { problem: `expected a shard such as 2/5, found "${text}"`, hint }
    : check(Number(given[1]), Number(given[2]), hint);
}

function check(index: number, total: number, hint: string): ShardResult {
  if (!Number.isInteger(index) || !Number.isInteger(total) || index < 1 || index > total || total > 1_000)
    return { problem: `there is no shard ${index} of ${total}`, hint };
  return { shard: { index, total } };
}
