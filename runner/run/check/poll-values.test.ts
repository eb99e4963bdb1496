import { expect, test } from 'vitest';
import type { Answer } from '../../language/answer.ts';
import type { Condition } from '../../language/expression/condition.ts';
import { PolledValues } from './poll-values.ts';

const answer = (json: unknown, status = 200): Answer => ({ status, headers: {}, bodyBytes: 1, json });

test('the polled values are listed in order, repeated ones once', () => {
  const until: Condition = { kind: 'expression', source: "$.state == 'done' && $.n > {{least}}" };
  const seen = new PolledValues(until);
  for (const state of ['new', 'new', 'running']) seen.add(answer({ state, n: 1 }));
  seen.add(undefined);
  seen.add(answer({}, 503));
  expect(String(seen)).toBe(
    'status 200, $.state "new", $.n 1 (2 times), then status 200, $.state "running", $.n 1, then no answer, then status 503, $.state not found, $.n not found',
  );
});

test('of many values the newest are told', () => {
  const until: Condition = { kind: 'answer', headers: {}, body: { '$.n': 99 } };
  const seen = new PolledValues(until);
  for (let n = 0; n < 20; n++) seen.add(answer({ n }));
  expect(String(seen)).toMatch(/^… status 200, \$\.n 14, then .* \$\.n 19$/);
});

const STATE: Condition = { kind: 'expression', source: "$.state == 'done'" };

test('the sequence has each poll with its time, its span and what it saw', () => {
  const seen = new PolledValues(STATE);
  seen.add(answer({ state: 'new' }, 202), { atMs: 0.2, span: 'a1' });
  seen.add(undefined, { atMs: 1_000 });
  seen.add(answer({ state: 'x'.repeat(500) }), { atMs: 2_000.4 });
  seen.add(answer({ state: 'done' }), { atMs: 3_000, isHidden: (path) => path === '$.state' });
  expect(seen.shown).toEqual({
    paths: ['$.state'],
    polls: [
      { atMs: 0, status: 202, values: ['"new"'], span: 'a1' },
      { atMs: 1_000, values: [] },
      { atMs: 2_000, status: 200, values: [expect.stringMatching(/^"x{98}…$/)] },
      { atMs: 3_000, status: 200, values: ['***'] },
    ],
  });
});

test('of a long sequence the first and the newest polls are kept', () => {
  const seen = new PolledValues(STATE);
  for (let n = 0; n < 1_000; n++) seen.add(answer({ state: n }), { atMs: n });
  const { polls, leftOut } = seen.shown;
  expect([polls.length, leftOut]).toEqual([100, { after: 20, count: 900 }]);
  expect([polls[19]!.atMs, polls[20]!.atMs, polls.at(-1)!.atMs]).toEqual([19, 920, 999]);
});

test('a value under a sensitive name is not shown', () => {
  const seen = new PolledValues({ kind: 'answer', headers: {}, body: { '$.password': 'x' } });
  seen.add(answer({ password: 'hunter22' }));
  expect(seen.shown.polls[0]!.values).toEqual(['***']);
});
