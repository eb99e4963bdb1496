import { expect, test } from 'vitest';
import { parseSpec } from '../language/parse.ts';
import { summarize } from './spec-summary.ts';
import { createPlan, type CreatePlanOptions, type SpecToPlan } from './plan.ts';
import type { Row } from './rows.ts';

const specNamed = (path: string, rows: readonly (Row | undefined)[] = [undefined]): SpecToPlan<string> => ({
  summary: summarize(parseSpec({ path, text: `---\nendpoint: GET /${path}\n---\n` })),
  environment: 'local',
  rows,
});

const plain: CreatePlanOptions<string> = {
  repeat: 1,
  shard: undefined,
  shuffleSeed: undefined,
  earlier: undefined,
  keysOf: () => [],
};

const filesOf = (jobs: readonly { readonly summary: { readonly path: string } }[]): readonly string[] =>
  jobs.map(({ summary }) => summary.path);

const ABC = ['a.md', 'b.md', 'c.md'].map((path) => specNamed(path));

test('each spec runs with each of its rows, as often as asked', () => {
  const rows = [
    { label: '1', key: 'a', values: {} },
    { label: '2', key: 'b', values: {} },
  ];
  const { jobs, order } = createPlan([specNamed('a.md', rows), specNamed('b.md')], { ...plain, repeat: 2 });
  expect(jobs.map(({ summary, row, turn }) => [summary.path, row?.label, turn])).toEqual([
    ['a.md', '1', 1],
    ['a.md', '1', 2],
    ['a.md', '2', 1],
    ['a.md', '2', 2],
    ['b.md', undefined, 1],
    ['b.md', undefined, 2],
  ]);
  expect(order).toEqual([0, 1, 2, 3, 4, 5]);
});

test('what failed last starts first, then what takes long', () => {
  const earlier = {
    hasFailed: (file: string) => file === 'c.md',
    durations: new Map([
      ['a.md', 1],
      ['b.md', 9],
      ['c.md', 1],
    ]),
  };
  expect(createPlan(ABC, { ...plain, earlier }).order).toEqual([2, 1, 0]);
});

test('a seed gives an order, the same each time', () => {
  const many = Array.from({ length: 20 }, (_, index) => specNamed(`${index}.md`));
  const { order } = createPlan(many, { ...plain, shuffleSeed: '7' });
  expect(order).toEqual(createPlan(many, { ...plain, shuffleSeed: '7' }).order);
  expect(order).not.toEqual(many.map((_, index) => index));
  expect(order.toSorted((a, b) => a - b)).toEqual(many.map((_, index) => index));
});

test('the shards of a plan run each of its specs once, and know their places', () => {
  const shards = [1, 2].map((index) => createPlan(ABC, { ...plain, shard: { index, total: 2 } }));
  expect(shards.map(({ all }) => filesOf(all))).toEqual([filesOf(ABC), filesOf(ABC)]);
  expect(shards.flatMap(({ places }) => places).toSorted((a, b) => a - b)).toEqual([0, 1, 2]);
  for (const { jobs, places, part } of shards) {
    expect(jobs.map(({ ordinal }) => ordinal)).toEqual(places);
    expect(part?.total).toBe(2);
  }
});

test('specs that share a key are of one shard, which then has all of the limits', () => {
  const [first, second] = [1, 2].map((index) =>
    createPlan(ABC, { ...plain, shard: { index, total: 2 }, keysOf: () => ['sessions'] }),
  );
  expect(first!.places).toEqual([0, 1, 2]);
  expect(first!.part).toBeUndefined();
  expect(second!.jobs).toEqual([]);
});
