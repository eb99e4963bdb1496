import { splitPath } from '../openapi/operation/path-template.ts';
import type { Operation } from '../openapi/operation/operation.ts';

/** The documented operation that a path most likely means; undefined when none is near. */
export function nearestOperation(
  operations: readonly Operation[],
  method: string,
  path: string,
): Operation | undefined {
  const wanted = splitPath(path);
  let best: { operation: Operation; score: number } | undefined;
  for (const operation of operations) {
    // At least half of the path in common; of equals, the one with the same method.
    const score = likenessBelow(wanted, splitPath(operation.template));
    const weighed = score + (operation.method === method.toUpperCase() ? 0.05 : 0);
    if (score >= 0.6 && weighed > (best?.score ?? 0)) best = { operation, score: weighed };
  }
  return best?.operation;
}

const MAX_PREFIX = 3;

/** The paths of a document exclude its base path, so the beginning of the requested path may be missing. */
function likenessBelow(asked: readonly string[], template: readonly string[]): number {
  const drops = Array.from({ length: MAX_PREFIX + 1 }, (_, index) => index).filter(
    (drop) => drop === 0 || asked.length - drop >= Math.max(template.length, 1),
  );
  const hasName = template.some((segment) => !isParameter(segment) && asked.includes(segment));
  return hasName ? Math.max(...drops.map((drop) => likeness(asked.slice(drop), template) - drop / 100)) : 0;
}

const isParameter = (segment: string): boolean => /[{}]/.test(segment);

/** The longest common subsequence of segments as a share of the longer path; a parameter counts half. */
function likeness(left: readonly string[], right: readonly string[]): number {
  let above = Array.from({ length: right.length + 1 }, () => 0);
  for (const segment of left) {
    const row = [0];
    for (const [index, other] of right.entries()) {
      const both = Number(isParameter(segment)) + Number(isParameter(other));
      const same = both === 1 ? 0.5 : both === 2 || segment.toLowerCase() === other.toLowerCase() ? 1 : 0;
      row.push(Math.max(above[index]! + same, above[index + 1]!, row[index]!));
    }
    above = row;
  }
  return above.at(-1)! / Math.max(left.length, right.length, 1);
}
