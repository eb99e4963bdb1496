import { expect, test } from 'vitest';
import { fakeHost, runSpec, specOf } from '../test/run-fixture.ts';
import { createBreaks } from './breaks.ts';

test('the event loop goes round when it was kept busy for long, and only then', async () => {
  let now = 0;
  let isRound = false;
  const takeBreak = createBreaks(() => now);
  setImmediate(() => {
    isRound = true;
  });
  await takeBreak();
  now = 49;
  await takeBreak();
  expect(isRound).toBe(false);
  now = 50;
  await takeBreak();
  expect(isRound).toBe(true);
});

test('a step with many turns ends when the run is stopped', async () => {
  const stop = new AbortController();
  const host = fakeHost((_request, turn) => {
    if (turn === 2) stop.abort();
    return 200;
  });
  const main = '- id: main\n  method: GET\n  path: "/{{item}}"\n  forEach: { in: [a, b, c, d], as: item }';
  const ran = await runSpec(specOf({ test: main }), host.send, { stop: stop.signal });
  expect(host.paths()).toEqual(['GET /a', 'GET /b']);
  expect(ran).toMatchObject({ verdict: 'errored', reason: expect.stringContaining('the run was stopped') });
});
