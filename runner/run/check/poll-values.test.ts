import { expect, test } from 'vitest';
import type { Answer } from '../../language/answer.ts';
import type { Condition } from '../../language/expression/condition.ts';
import { PolledValues } from './poll-values.ts';

const answer = (json: unknown, status = 200): Answer => ({ status, headers: {}, bodyBytes: 1, json });

test('the polled values are listed in order, repeated ones once', () => {
  const seen = new PolledValues();
  const until: Condition = { kind: 'expression', source: "$.state == 'done' && $.n > {{least}}" };
  for (const state of ['new', 'new', 'running']) seen.add(until, answer({ state, n: 1 }));
  seen.add(until, undefined);
  seen.add(until, answer({}, 503));
  expect(String(seen)).toBe(
    'status 200, $.state "new", $.n 1 (2 times), then status 200, $.state "running", $.n 1, then no answer, then status 503, $.state not found, $.n not found',
  );
});

test('of many values the newest are told', () => {
  const seen = new PolledValues();
  const until: Condition = { kind: 'answer', headers: {}, body: { '$.n': 99 } };
  for (let n = 0; n < 20; n++) seen.add(until, answer({ n }));
  expect(String(seen)).toMatch(/^… status 200, \$\.n 14, then .* \$\.n 19$/);
});
