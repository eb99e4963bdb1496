import { documentedStatus, type Operation } from './operation.ts';

/** One answer that a run saw, with the operation it was found to belong to. */
export type Seen = {
  readonly spec: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly operation: Operation | undefined;
};

/** How much of one documented operation a run has exercised. */
type OperationCoverage = {
  readonly operation: Operation;
  readonly specs: readonly string[];
  readonly statuses: readonly { readonly status: string; readonly count: number }[];
  /** Documented statuses that no answer had. */
  readonly unseen: readonly string[];
};

export type Coverage = {
  readonly operations: readonly OperationCoverage[];
  /** How many operations had an answer. */
  readonly exercised: number;
  readonly total: number;
  /** Requests that belong to no documented operation, each method and path once. */
  readonly undocumented: readonly string[];
};

/** Counts what a run exercised of the documented operations. */
export function measureCoverage(operations: readonly Operation[], seen: readonly Seen[]): Coverage {
  const byOperation = new Map<string, Seen[]>();
  for (const each of seen) {
    if (!each.operation) continue;
    const key = keyOf(each.operation);
    const list = byOperation.get(key);
    if (list) list.push(each);
    else byOperation.set(key, [each]);
  }
  const covered = operations.map((operation) => coverOne(operation, byOperation.get(keyOf(operation)) ?? []));
  const strays = seen.filter(({ operation }) => !operation).map(({ method, path }) => `${method} ${path}`);
  return {
    operations: covered,
    exercised: covered.filter(({ statuses }) => statuses.some(({ count }) => count > 0)).length,
    total: operations.length,
    undocumented: [...new Set(strays)].sort(),
  };
}

const keyOf = ({ document, pointer }: Operation): string => `${document}#${pointer}`;

function coverOne(operation: Operation, seen: readonly Seen[]): OperationCoverage {
  const documented = Object.keys(operation.responses);
  const counts = new Map(documented.map((status) => [status, 0]));
  for (const { status } of seen) {
    const key = documentedStatus(operation, status) ?? String(status);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return {
    operation,
    specs: [...new Set(seen.map(({ spec }) => spec))].sort(),
    statuses: [...counts].map(([status, count]) => ({ status, count })),
    unseen: documented.filter((status) => counts.get(status) === 0),
  };
}
