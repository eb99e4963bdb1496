import type { Limit } from '../http/limit.ts';
import { suggest } from '../language/diagnostic.ts';
import type { Json } from '../language/yaml/yaml.ts';

/** Named limits, from the most careful to the boldest. */
export const PRESETS: Readonly<Record<string, Limit>> = {
  sequential: { perSecond: 1, burst: 1, maxConcurrent: 1 },
  conservative: { perSecond: 2, burst: 1, maxConcurrent: 1 },
  normal: { perSecond: 5, burst: 5, maxConcurrent: 3 },
  aggressive: { perSecond: 20, burst: 20, maxConcurrent: 10 },
};

const KEYS = ['perSecond', 'perMinute', 'burst', 'maxConcurrent'];

export type LimitResult = { readonly limit: Limit } | { readonly problem: string; readonly hint: string };

/** Reads the name of a preset, a rate such as `20/s` or `100/m`, or `{ perSecond | perMinute, burst, maxConcurrent }`. */
export function readLimit(value: Json): LimitResult {
  if (typeof value === 'string') return readWord(value.trim());
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return {
      problem: `expected a rate limit, found ${JSON.stringify(value)}`,
      hint: `write { perSecond: 5, burst: 5 }, 5/s, or ${Object.keys(PRESETS).join(', ')}`,
    };
  for (const [key, each] of Object.entries(value)) {
    if (!KEYS.includes(key))
      return { problem: `unknown key "${key}" in a rate limit`, hint: suggest(key, KEYS) };
    if (
      typeof each !== 'number' ||
      each <= 0 ||
      (key !== 'perSecond' && key !== 'perMinute' && !Number.isInteger(each))
    )
      return {
        problem: `${key}: expected a number above zero, found ${JSON.stringify(each)}`,
        hint: 'leave the key out for no limit',
      };
  }
  const { perSecond, perMinute, burst, maxConcurrent } = value as Readonly<
    Record<string, number | undefined>
  >;
  const rate = perSecond ?? (perMinute === undefined ? undefined : perMinute / 60);
  return {
    limit: {
      ...(rate !== undefined && { perSecond: rate }),
      ...(burst !== undefined && { burst }),
      ...(maxConcurrent !== undefined && { maxConcurrent }),
    },
  };
}

function readWord(word: string): LimitResult {
  if (Object.hasOwn(PRESETS, word)) return { limit: PRESETS[word]! };
  const rate = /^(\d+(?:\.\d+)?)\s*\/\s*(s|m)(?:ec|in)?$/.exec(word);
  if (rate !== null && Number(rate[1]) > 0)
    return { limit: { perSecond: Number(rate[1]) / (rate[2] === 'm' ? 60 : 1) } };
  return { problem: `unknown rate limit "${word}"`, hint: suggest(word, [...Object.keys(PRESETS), '5/s']) };
}
