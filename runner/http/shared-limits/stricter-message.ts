import type { Limit } from '../limit.ts';
import type { Stricter } from './store.ts';

/** Says that another run has a stricter limit, which holds here too. */
export function sayStricter({ quota, limit }: Stricter): string {
  const { key } = quota;
  const [theirs, ours] = [limit, quota.limit].map(inWords);
  return `limits: another run allows ${key} ${theirs} only, so that holds here too, where ${ours} is written`;
}

const inWords = ({ perSecond, burst, maxConcurrent }: Limit): string =>
  [
    ...(perSecond === undefined ? [] : [`${Number(perSecond.toPrecision(3))}/s`]),
    ...(perSecond === undefined || burst === undefined ? [] : [`burst ${burst}`]),
    ...(maxConcurrent === undefined ? [] : [`${maxConcurrent} at once`]),
  ].join(', ') || 'no limit';
