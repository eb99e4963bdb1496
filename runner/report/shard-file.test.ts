import { describe, expect, test } from 'vitest';
import type { RunEvent } from '../run/events.ts';
import { makeSpec } from '../test/report/sample-report.ts';
import { mergeShards } from './merge-shards.ts';
import { type ParsedShard, parseShard } from './read-shard.ts';
import { type ShardHead, shardLines } from './shard-file.ts';

const plan = ['specs/a.md', 'specs/b.md', 'specs/c.md', 'specs/d.md'];

const head = (index: number, places: readonly number[], changes: Partial<ShardHead> = {}): ShardHead => ({
  type: 'shard',
  version: 1,
  index,
  total: 2,
  run: null,
  plan,
  digest: '0123456789abcdef',
  places,
  seed: '42',
  variables: 'ab',
  options: 'cd',
  documents: null,
  changed: [],
  proven: [],
  unselected: 0,
  vanished: [],
  learned: {},
  ...changes,
});

const eventsOf = (places: readonly number[], startedAt = '2026-03-01T03:00:00.000Z'): readonly RunEvent[] => [
  { type: 'run-started', version: 1, startedAt, seed: '42', specs: [] },
  ...places.flatMap((place, index): RunEvent[] => [
    { type: 'spec-started', index },
    {
      type: 'spec-finished',
      index,
      result: makeSpec({ file: plan[place]!, verdict: place === 3 ? 'failed' : 'passed' }),
    },
  ]),
  { type: 'run-finished', durationMs: 100 * places.length, interrupted: false },
];

const textOf = (shardHead: ShardHead, events = eventsOf(shardHead.places)): string =>
  [...shardLines({ head: shardHead, sources: [{ path: 'specs/a.md', text: '# a\n' }], events })].join('');

const parsed = (shardHead: ShardHead, events = eventsOf(shardHead.places)): ParsedShard => {
  const shard = parseShard(`shard-${shardHead.index}.jsonl`, textOf(shardHead, events));
  if ('problem' in shard) throw new Error(shard.problem);
  return shard;
};

const first = head(1, [0, 3]);
const second = head(2, [1, 2]);
const problemOf = (...shards: readonly ParsedShard[]): string | undefined => {
  const merged = mergeShards(shards);
  return 'problem' in merged ? merged.problem : undefined;
};

describe('the file of a shard', () => {
  test('reads back what a merge needs, and leaves out what each result says anyway', () => {
    const { sources, events } = parsed(first);
    expect(parsed(first).head).toEqual(first);
    expect(sources).toEqual([{ path: 'specs/a.md', text: '# a\n' }]);
    expect(events.map(({ type }) => type)).toEqual([
      'run-started',
      'spec-finished',
      'spec-finished',
      'run-finished',
    ]);
  });

  const lines = textOf(first).split('\n').slice(0, -1);

  test.each<[string, string, RegExp]>([
    ['empty', '', /^shard-1\.jsonl:1 is damaged/],
    ['another file', '{"version":1}\n', /is not the file of a shard/],
    ['a list', '[]\n', /is not the file of a shard/],
    ['null', 'null\n', /^shard-1\.jsonl:1 is damaged/],
    ['no JSON at all', 'hello\n', /^shard-1\.jsonl:\d is damaged: expected an object in JSON/],
    [
      'cut in the middle of a line',
      textOf(first).slice(0, -30),
      /^shard-1\.jsonl:\d is damaged: expected an object in JSON/,
    ],
    ['cut at the end of a line', lines.slice(0, -1).join('\n'), /ends in the middle of its run/],
    ['nothing but its head', `${lines[0]}\n`, /ends in the middle of its run/],
    ['a result is gone', lines.filter((_, at) => at !== 3).join('\n'), /1 of its 2 results are gone/],
    [
      'a result is no result',
      textOf(first).replace('"steps":', '"stops":'),
      /:4 is damaged: .*expected "steps" of a result to be a list/,
    ],
    [
      'a later version',
      textOf(head(1, [0, 3], { version: 2 as 1 })),
      /of version 2, and this program reads version 1/,
    ],
    [
      'a result is there twice',
      lines.toSpliced(3, 0, lines[3]!.replaceAll('"passed"', '"failed"')).join('\n'),
      /:5 is damaged: the result of specs\/a\.md \(index 0\) is in line 4 already/,
    ],
    [
      'a line is there twice',
      lines.toSpliced(3, 0, lines[3]!).join('\n'),
      /:5 is damaged: .* is in line 4 already/,
    ],
    [
      'an unknown verdict',
      textOf(first).replace('"verdict":"failed"', '"verdict":"fine"'),
      /:5 is damaged: .*unknown verdict "fine", expected one of passed,/,
    ],
    [
      'an unknown severity',
      textOf(first).replace('"severity":"error"', '"severity":"off"'),
      /unknown severity "off"/,
    ],
    [
      'a result of another spec',
      textOf(first).replace('"file":"specs/a.md"', '"file":"specs/b.md"'),
      /it is the result of specs\/b\.md, where the plan has specs\/a\.md/,
    ],
    [
      'a place that it does not have',
      textOf(first).replace('"index":1,"result"', '"index":7,"result"'),
      /expected the index of one of its 2 specs, found 7/,
    ],
    [
      'an end that does not say whether it was one',
      textOf(first).replace('"interrupted":false', '"x":false'),
      /expected how long the run took, and whether it was interrupted/,
    ],
    [
      'an unknown line',
      textOf(first).replace('"type":"source"', '"type":"sauce"'),
      /:2 is damaged: unknown type "sauce"/,
    ],
    [
      'a line that was changed and still makes sense',
      textOf(first).replace('"severity":"error"', '"severity":"warn"'),
      /:4 is damaged: expected the line that was written, found another/,
    ],
    [
      'a line that is gone and was not needed',
      lines.toSpliced(1, 1).join('\n'),
      /:2 is damaged: expected the line that was written, found another/,
    ],
    ['no plan', textOf(first).replace('"plan":', '"plans":'), /the head of the file is not complete/],
    ['places outside the plan', textOf(head(1, [0, 9])), /the head of the file is not complete/],
    ['more than there are', textOf(head(3, [0, 3])), /the head of the file is not complete/],
  ])('is refused when it is damaged: %s', (_name, text, problem) => {
    expect(parseShard('shard-1.jsonl', text)).toEqual({ problem: expect.stringMatching(problem) });
  });
});

describe('merging', () => {
  test('gives the results in the order of the plan, however the files are named', () => {
    for (const shards of [
      [parsed(first), parsed(second)],
      [parsed(second), parsed(first)],
    ]) {
      const merged = mergeShards(shards);
      expect(merged).toMatchObject({
        report: {
          startedAt: '2026-03-01T03:00:00.000Z',
          durationMs: 200,
          seed: '42',
          interrupted: false,
          summary: { total: 4, passed: 3, failed: 1 },
        },
      });
      expect('report' in merged && merged.report.specs.map(({ file }) => file)).toEqual(plan);
    }
  });

  test('is as long as the longest, starts with the first, and was stopped when one was', () => {
    const stopped = eventsOf([0, 3], '2026-03-01T02:59:00.000Z').map(
      (event): RunEvent =>
        event.type === 'run-finished'
          ? { ...event, durationMs: 900, interrupted: true, cutBy: 'a signal' }
          : event,
    );
    expect(mergeShards([parsed(second), parsed(first, stopped)])).toMatchObject({
      report: {
        startedAt: '2026-03-01T02:59:00.000Z',
        durationMs: 900,
        interrupted: true,
        cutBy: 'a signal',
      },
    });
  });

  test('names every seed, where shards drew their own', () => {
    const drawn = eventsOf([1, 2]).map((event) =>
      event.type === 'run-started' ? { ...event, seed: '7' } : event,
    );
    expect(mergeShards([parsed(first), parsed(second, drawn)])).toMatchObject({ report: { seed: '42, 7' } });
  });

  test('takes a shard that had nothing to run', () => {
    const all = head(1, [0, 1, 2, 3]);
    expect(mergeShards([parsed(all), parsed(head(2, []))])).toMatchObject({
      report: { summary: { total: 4 } },
    });
  });

  test('collects what changed, from all shards', () => {
    const merged = mergeShards([
      parsed({ ...first, changed: ['specs/a.md'] }),
      parsed({ ...second, changed: ['specs/b.md'] }),
    ]);
    expect('changed' in merged && [...merged.changed]).toEqual(['specs/a.md', 'specs/b.md']);
  });

  test('names the faults that changed no answer in any of the shards', () => {
    const idleIn = (...idle: readonly (readonly string[] | undefined)[]) =>
      mergeShards(
        [first, second].map((each, index) =>
          parsed(idle[index] === undefined ? each : { ...each, idleFaults: idle[index] }),
        ),
      );
    expect(idleIn(['GET /a status=500', 'GET /b status=500'], ['GET /b status=500'])).toMatchObject({
      idleFaults: ['GET /b status=500'],
    });
    expect(idleIn(['GET /a status=500'])).toMatchObject({ idleFaults: [] });
    expect(idleIn()).toMatchObject({ idleFaults: [] });
  });

  test('refuses when a shard is missing, and says which', () => {
    expect(problemOf(parsed(first))).toBe('shard 2 of 2 is missing');
    expect(problemOf(parsed(head(2, [1], { total: 4 })))).toBe('shard 1, 3, 4 of 4 is missing');
    expect(problemOf()).toBe('there are no shards to merge');
  });

  test('refuses a shard that is there twice', () => {
    expect(problemOf(parsed(first), parsed(second), { ...parsed(second), name: 'copy.jsonl' })).toBe(
      'copy.jsonl and shard-2.jsonl are both shard 2 of 2',
    );
  });

  test.each<[string, Partial<ShardHead>, RegExp]>([
    ['number of shards', { total: 3 }, /its number of shards differs/],
    ['plan', { plan: ['specs/x.md', ...plan.slice(1)] }, /its plan differs/],
    ['texts', { digest: 'fedcba9876543210' }, /its text of a spec or its environment differs/],
    ['API documents', { documents: { swagger: 'other' } }, /its folder of API documents differs/],
    ['seed', { seed: null }, /its seed \(none, not 42\) differs/],
    ['variables', { variables: 'cd' }, /its list of variables \(--var, --secret\) differs/],
    ['options', { options: 'ef' }, /its list of options differs/],
    ['run', { run: '78' }, /its run \(78, not without a name\) differs/],
  ])('refuses a shard of another run: its %s', (_what, changes, problem) => {
    expect(problemOf(parsed(first), parsed({ ...second, ...changes }))).toMatch(
      /^shard-2\.jsonl belongs to another run than shard-1\.jsonl/,
    );
    expect(problemOf(parsed(first), parsed({ ...second, ...changes }))).toMatch(problem);
  });

  test('refuses what was left lying from the night before, where nothing names the run', () => {
    const tonight = eventsOf([1, 2], '2026-03-02T03:00:00.000Z');
    expect(problemOf(parsed(first), parsed(second, tonight))).toMatch(
      /shard-1\.jsonl is more than 12 hours older than shard-2\.jsonl/,
    );
    const named = { run: '77' };
    expect(
      problemOf(parsed({ ...first, ...named }), parsed({ ...second, ...named }, tonight)),
    ).toBeUndefined();
  });

  test('refuses when two shards ran the same spec, as one would hide what the other found', () => {
    expect(problemOf(parsed(first), parsed(head(2, [1, 2, 3])))).toBe(
      'shard-2.jsonl and shard-1.jsonl both ran specs/d.md',
    );
  });

  test('refuses when no shard ran a spec', () => {
    expect(problemOf(parsed(first), parsed(head(2, [1])))).toBe('no shard ran specs/c.md');
  });
});
