import { expect, test } from 'vitest';
import type { Exchange, HttpRequest } from '../http/exchange.ts';
import { createFakeSend, never, requestTo } from '../test/engine/fake-send.ts';
import { createSharedAnswers } from './shared.ts';

function asking(answer: Parameters<typeof createFakeSend>[0] = () => 200) {
  const host = createFakeSend(answer);
  const shared = createSharedAnswers();
  const ask = (asker: string, more: Partial<HttpRequest> = {}): Promise<Exchange> => {
    const request = requestTo('https://api.test/a', more);
    return shared.ask(request, asker, () => host.send(request, never));
  };
  return { ask, shared, requests: host.requests };
}

const statusOf = ({ attempts: [attempt] }: Exchange): number | string =>
  'error' in attempt ? attempt.error.code : attempt.response.status;

test('the same request is sent once, for all who ask at once and for all who ask later', async () => {
  const { ask, requests } = asking();
  const [first, second] = await Promise.all([ask('a.md'), ask('b.md')]);
  expect(second).toBe(first);
  expect(await ask('c.md')).toBe(first);
  expect(requests).toHaveLength(1);
});

test.each([
  ['another URL', { url: 'https://api.test/b' }],
  ['another credential', { headers: { Authorization: 'Bearer other' } }],
  ['one header more', { headers: { Accept: 'text/plain' } }],
  ['another method', { method: 'HEAD' }],
])('%s is another request', async (_what, more) => {
  const { ask, requests } = asking();
  await ask('a.md');
  await ask('b.md', more);
  expect(requests).toHaveLength(2);
});

test('the order of headers makes no difference', async () => {
  const { ask, requests } = asking();
  await ask('a.md', { headers: { A: '1', B: '2' } });
  await ask('b.md', { headers: { B: '2', A: '1' } });
  expect(requests).toHaveLength(1);
});

test('a failure is shared too: who depends on it learns of it, and nothing is sent again', async () => {
  const { ask, requests } = asking(() => 500);
  expect([statusOf(await ask('a.md')), statusOf(await ask('b.md'))]).toEqual([500, 500]);
  expect(requests).toHaveLength(1);
});

test('what was stopped on behalf of one spec is asked again, once, for those who waited with it', async () => {
  const { ask, requests } = asking((_request, nth) => (nth === 1 ? { error: 'aborted' } : 200));
  const answers = await Promise.all(['a.md', 'b.md', 'c.md'].map((asker) => ask(asker)));
  expect(answers.map(statusOf)).toEqual(['aborted', 200, 200]);
  expect(requests).toHaveLength(2);
  expect(statusOf(await ask('d.md'))).toBe(200);
  expect(requests).toHaveLength(2);
});

test('a reuse counts for the spec that asked first, and its own do not count', async () => {
  const { ask, shared } = asking();
  await ask('a.md');
  expect(shared.timesReused('a.md')).toBe(0);
  for (const asker of ['a.md', 'b.md', 'c.md']) await ask(asker);
  expect(shared.timesReused('a.md')).toBe(2);
  expect(shared.timesReused('b.md')).toBe(0);
});
