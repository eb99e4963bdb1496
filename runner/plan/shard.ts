/** One of `total` parts of a plan, counted from 1. */
export type Shard = { readonly index: number; readonly total: number };

/** One item to distribute: a run of a spec. */
export type Item = {
  readonly key: string;
  /** Items that share a key stay together, because they must not run at the same time on two machines. */
  readonly exclusive?: readonly string[];
};

/**
 * The items of each shard, as indices. With known durations, the longest go first, each to the shard with the least load;
 * without, round robin. The same items and durations give the same shards on every machine. Items with the same key stay
 * together, because one machine must prove a document.
 */
export function takeShards(
  items: readonly Item[],
  total: number,
  durations: ReadonlyMap<string, number>,
): readonly (readonly number[])[] {
  const usual = median([...durations.values()]);
  const groups = groupsOf(items).map((indices) => ({
    indices,
    // A run counts at least 1 ms: otherwise all runs of 0 ms would land in one shard.
    loadMs: indices.reduce((sum, index) => sum + Math.max(1, durations.get(items[index]!.key) ?? usual), 0),
  }));
  const shards = Array.from({ length: total }, () => ({ loadMs: 0, indices: [] as number[] }));
  const byLength = groups.toSorted((a, b) => b.loadMs - a.loadMs || a.indices[0]! - b.indices[0]!);
  for (const { indices, loadMs } of byLength) {
    const least = shards.reduce((a, b) => (b.loadMs < a.loadMs ? b : a));
    least.indices.push(...indices);
    least.loadMs += loadMs;
  }
  return shards.map(({ indices }) => indices.toSorted((a, b) => a - b));
}

/** Groups items that belong together, as lists of indices: items that share any key are one group. */
function groupsOf(items: readonly Item[]): readonly (readonly number[])[] {
  const parents = items.map((_, index) => index);
  const rootOf = (index: number): number => {
    let at = index;
    while (parents[at] !== at) at = parents[at] = parents[parents[at]!]!;
    return at;
  };
  const firstWith = new Map<string, number>();
  for (const [index, { key, exclusive = [] }] of items.entries())
    for (const name of [`key ${key}`, ...exclusive.map((each) => `exclusive ${each}`)]) {
      const first = firstWith.get(name);
      if (first === undefined) firstWith.set(name, index);
      else parents[rootOf(index)] = rootOf(first);
    }
  const groups = new Map<number, number[]>();
  for (const index of items.keys()) {
    const root = rootOf(index);
    const group = groups.get(root);
    if (group === undefined) groups.set(root, [index]);
    else group.push(index);
  }
  return [...groups.values()];
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

export type ShardResult = { readonly shard: Shard } | { readonly problem: string; readonly hint: string };

const MAX_SHARDS = 1_000;

/** The variables in which CI systems give the index and number of parallel jobs. */
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
    if (total === undefined || total === '')
      return {
        problem: `${found.index} is set, and nothing says how many there are`,
        hint: `set ${found.total}, or write --shard auto/5`,
      };
    const index = env[found.index]!;
    if (!/^\d+$/.test(index) || !/^\d+$/.test(total))
      return {
        problem: `expected two whole numbers in ${found.index} and ${found.total}, found "${index}" and "${total}"`,
        hint,
      };
    return check(Number(index) - found.from + 1, Number(total), hint);
  }
  const given = /^(\d+)\/(\d+)$/.exec(text);
  return given === null
    ? { problem: `expected a shard such as 2/5, found "${text}"`, hint }
    : check(Number(given[1]), Number(given[2]), hint);
}

function check(index: number, total: number, hint: string): ShardResult {
  if (total > MAX_SHARDS) return { problem: `${total} shards are more than ${MAX_SHARDS}`, hint };
  if (index < 1 || index > total) return { problem: `there is no shard ${index} of ${total}`, hint };
  return { shard: { index, total } };
}

/** The variables in which CI systems identify the run that several jobs belong to; `VERIFY_RUN` where there is none. */
const RUN_VARIABLES = [
  'VERIFY_RUN',
  'GITHUB_RUN_ID',
  'CI_PIPELINE_ID',
  'CIRCLE_WORKFLOW_ID',
  'BUILDKITE_BUILD_ID',
];

/** The CI system's identifier of the whole run; undefined where it gives none. */
export const runNameOf = (env: Readonly<Record<string, string | undefined>>): string | undefined =>
  RUN_VARIABLES.map((name) => env[name]).find((name) => name !== undefined && name !== '');
