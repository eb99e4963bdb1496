import { expect, test } from 'vitest';
import type { ShownPolls } from '../../run/events.ts';
import { pollGroups, pollLine } from './poll-sequence.ts';

const polled = (
  seen: readonly (string | number | undefined)[],
  { everyMs = 1_000, paths = ['$.state'], ...more }: Partial<ShownPolls> & { readonly everyMs?: number } = {},
): ShownPolls => ({
  paths,
  polls: seen.map((each, at) => ({
    atMs: at * everyMs,
    values: typeof each === 'string' ? [JSON.stringify(each)] : [],
    ...(each !== undefined && { status: typeof each === 'number' ? each : 200 }),
  })),
  ...more,
});

const many = (times: number, seen: string): readonly string[] => Array.from({ length: times }, () => seen);

test.each<[string, ShownPolls, string]>([
  [
    'each poll with its time',
    polled(['pending', 'pending', 'done']),
    'pending (0.0 s) → pending (1.0 s) → done (2.0 s)',
  ],
  [
    'short times in milliseconds',
    polled(['pending', 'done'], { everyMs: 50 }),
    'pending (0 ms) → done (50 ms)',
  ],
  [
    'the status where the condition reads nothing else',
    polled([202, 202, 200], { paths: [] }),
    '202 (0.0 s) → 202 (1.0 s) → 200 (2.0 s)',
  ],
  [
    'the status where it differs',
    polled([404, 'pending', undefined, 'done']),
    '404 (0.0 s) → 200 pending (1.0 s) → no answer (2.0 s) → 200 done (3.0 s)',
  ],
  [
    'equal polls in a row once where there are many',
    polled([...many(10, 'pending'), 'done']),
    'pending (0.0 s to 9.0 s, 10 times) → done (10.0 s)',
  ],
  [
    'how many are left out',
    polled([...many(20, 'a'), ...many(5, 'b')], { leftOut: { after: 20, count: 900 } }),
    'a (0.0 s to 19.0 s, 20 times) → … 900 more … → b (20.0 s to 24.0 s, 5 times)',
  ],
  [
    'several values',
    { paths: ['$.a', '$.b'], polls: [{ atMs: 0, status: 200, values: ['1', '"x"'] }] },
    '1, x (0 ms)',
  ],
  ['a value that needs its quotes', polled(['a"b', 'c\nd']), '"a\\"b" (0.0 s) → "c\\nd" (1.0 s)'],
])('a sequence shows %s', (_what, sequence, line) => {
  expect(pollLine(sequence)).toBe(line);
});

test('of many different values the first and the newest are shown, and the number of the others', () => {
  const groups = pollGroups(polled(Array.from({ length: 100 }, (_, at) => `v${at}`)));
  expect(groups.map(({ seen }) => seen)).toEqual([
    'v0',
    'v1',
    'v2',
    'v3',
    '… 89 more …',
    'v93',
    'v94',
    'v95',
    'v96',
    'v97',
    'v98',
    'v99',
  ]);
});
