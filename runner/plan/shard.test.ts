import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readShard, runNameOf, takeShards } from './shard.ts';

const items = (...keys: readonly string[]) => keys.map((key) => ({ key }));
const named = (count: number) => items(...Array.from({ length: count }, (_, index) => `specs/${index}.md`));
const none: ReadonlyMap<string, number> = new Map();

describe('the shards of a plan', () => {
  test('hold every item exactly once, whatever is known of their durations', () => {
    const durations = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd', 'e'), fc.nat(100_000));
    const keys = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'), { maxLength: 40 });
    fc.assert(
      fc.property(keys, fc.integer({ min: 1, max: 12 }), durations, (given, total, known) => {
        const shards = takeShards(items(...given), total, new Map(Object.entries(known)));
        expect(shards).toHaveLength(total);
        expect(shards.flat().toSorted((a, b) => a - b)).toEqual(given.map((_, index) => index));
      }),
      { seed: 7 },
    );
  });

  test('are as long as one another when nothing is known', () => {
    expect(takeShards(named(10), 3, none).map(({ length }) => length)).toEqual([4, 3, 3]);
  });

  test('are dealt in turn when nothing is known, so that neighbours are parted', () => {
    expect(takeShards(named(5), 2, none)).toEqual([
      [0, 2, 4],
      [1, 3],
    ]);
  });

  test('take about the same time when durations are known', () => {
    const durations = new Map([
      ['specs/0.md', 9_500],
      ['specs/1.md', 4_000],
      ['specs/2.md', 3_000],
      ['specs/3.md', 2_000],
      ['specs/4.md', 1_000],
    ]);
    expect(takeShards(named(5), 2, durations)).toEqual([[0], [1, 2, 3, 4]]);
  });

  test('give a spec that is new the time that is usual', () => {
    const durations = new Map([
      ['specs/0.md', 1_000],
      ['specs/1.md', 1_000],
    ]);
    expect(takeShards(named(4), 2, durations).map(({ length }) => length)).toEqual([2, 2]);
  });

  test('do not pile up specs that took no time at all', () => {
    const durations = new Map(named(9).map(({ key }) => [key, 0]));
    expect(takeShards(named(9), 3, durations).map(({ length }) => length)).toEqual([3, 3, 3]);
  });

  test('keep the rows and turns of a spec together', () => {
    const plan = items('a.md', 'b.md', 'a.md', 'c.md', 'a.md', 'b.md');
    const durations = new Map([['a.md', 50]]);
    for (const known of [none, durations]) {
      const shards = takeShards(plan, 3, known);
      expect(shards).toContainEqual([0, 2, 4]);
      expect(shards).toContainEqual([1, 5]);
    }
  });

  test('keep together what must not run at the same time, also through a third', () => {
    const plan = [
      { key: 'a.md', exclusive: ['till'] },
      { key: 'b.md' },
      { key: 'c.md', exclusive: ['drawer'] },
      { key: 'd.md', exclusive: ['drawer', 'till'] },
      { key: 'till' },
    ];
    expect(takeShards(plan, 3, none)).toEqual([[0, 2, 3], [1], [4]]);
  });

  test('stay within 15 % of one another on the own specs, by the requests that these send', () => {
    const folder = join(import.meta.dirname, '../../specs');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((each) =>
      each.endsWith('.md'),
    );
    const durations = new Map(
      files.map((file) => [
        file,
        40 * (readFileSync(join(folder, file), 'utf8').match(/^ *method:/gm)?.length ?? 1),
      ]),
    );
    expect(files.length).toBeGreaterThan(100);
    for (const total of [2, 3, 5, 8]) {
      const loads = takeShards(items(...files), total, durations).map((places) =>
        places.reduce((sum, place) => sum + durations.get(files[place]!)!, 0),
      );
      expect(Math.max(...loads) / Math.min(...loads), `${total} shards`).toBeLessThanOrEqual(1.15);
    }
  });

  test('are empty where there are fewer specs than shards', () => {
    expect(takeShards(named(1), 3, none)).toEqual([[0], [], []]);
  });
});

describe('--shard', () => {
  test.each([
    ['1/1', { index: 1, total: 1 }],
    ['2/5', { index: 2, total: 5 }],
    ['1000/1000', { index: 1_000, total: 1_000 }],
  ])('%s', (text, shard) => {
    expect(readShard(text, {})).toEqual({ shard });
  });

  test.each([
    ['0/5', 'there is no shard 0 of 5'],
    ['6/5', 'there is no shard 6 of 5'],
    ['1/0', 'there is no shard 1 of 0'],
    ['1/1001', '1001 shards are more than 1000'],
    ['1', 'expected a shard such as 2/5, found "1"'],
    ['1/2/3', 'expected a shard such as 2/5, found "1/2/3"'],
    ['-1/5', 'expected a shard such as 2/5, found "-1/5"'],
    ['1.5/5', 'expected a shard such as 2/5, found "1.5/5"'],
    ['auto/x', 'expected a shard such as 2/5, found "auto/x"'],
  ])('refuses %s', (text, problem) => {
    expect(readShard(text, {})).toMatchObject({ problem });
  });

  test.each([
    ['GitLab', { CI_NODE_INDEX: '2', CI_NODE_TOTAL: '5' }, 2],
    ['CircleCI', { CIRCLE_NODE_INDEX: '1', CIRCLE_NODE_TOTAL: '5' }, 2],
    ['Buildkite', { BUILDKITE_PARALLEL_JOB: '0', BUILDKITE_PARALLEL_JOB_COUNT: '5' }, 1],
    ['a Kubernetes Indexed Job', { JOB_COMPLETION_INDEX: '4', JOB_COMPLETION_TOTAL: '5' }, 5],
    ['Cloud Run', { CLOUD_RUN_TASK_INDEX: '0', CLOUD_RUN_TASK_COUNT: '5' }, 1],
    ['AWS Batch', { AWS_BATCH_JOB_ARRAY_INDEX: '3', AWS_BATCH_JOB_ARRAY_SIZE: '5' }, 4],
  ])('auto is what %s says', (_system, env, index) => {
    expect(readShard('auto', env)).toEqual({ shard: { index, total: 5 } });
  });

  test('auto/5 says how many where the system does not', () => {
    expect(readShard('auto/5', { JOB_COMPLETION_INDEX: '0' })).toEqual({ shard: { index: 1, total: 5 } });
  });

  test.each([
    ['auto', {}, /none of CI_NODE_INDEX, .*JOB_COMPLETION_INDEX.* is set/],
    ['auto', { CI_NODE_INDEX: '' }, /none of/],
    ['auto', { JOB_COMPLETION_INDEX: '0' }, /nothing says how many there are/],
    ['auto', { CI_NODE_INDEX: '1', CI_NODE_TOTAL: '' }, /nothing says how many there are/],
    ['auto', { CI_NODE_INDEX: '6', CI_NODE_TOTAL: '5' }, /there is no shard 6 of 5/],
    ['auto', { CI_NODE_INDEX: 'two', CI_NODE_TOTAL: '5' }, /two whole numbers in CI_NODE_INDEX/],
    ['auto/3', { JOB_COMPLETION_INDEX: '3' }, /there is no shard 4 of 3/],
  ])('%s with %j is refused', (text, env, problem) => {
    expect(readShard(text, env)).toMatchObject({ problem: expect.stringMatching(problem) });
  });
});

test('a run has the name that the CI system gives it, or the one it is given', () => {
  expect(runNameOf({ GITHUB_RUN_ID: '77' })).toBe('77');
  expect(runNameOf({ CI_PIPELINE_ID: '5', VERIFY_RUN: 'night-9' })).toBe('night-9');
  expect(runNameOf({ CI_PIPELINE_ID: '' })).toBeUndefined();
});
