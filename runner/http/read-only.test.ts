import { expect, test } from 'vitest';
import { createFakeSend, never, requestTo } from '../test/engine/fake-send.ts';
import { lastAttempt } from './exchange.ts';
import { withReadOnly } from './read-only.ts';
import { withRedirects } from './redirect.ts';

function readOnly() {
  const host = createFakeSend(() => 200);
  return { send: withReadOnly(host.send), requests: host.requests };
}

test.each(['GET', 'HEAD', 'OPTIONS'])('%s goes through', async (method) => {
  const { send, requests } = readOnly();
  await send(requestTo('https://api.test/a', { method }), never);
  expect(requests).toHaveLength(1);
});

test.each(['POST', 'PUT', 'PATCH', 'DELETE', 'PURGE', 'get'])('%s is never sent', async (method) => {
  const { send, requests } = readOnly();
  const exchange = await send(requestTo('https://api.test/a', { method }), never);
  expect(requests).toHaveLength(0);
  const message = `${method} is not sent in read-only mode`;
  expect(lastAttempt(exchange)).toEqual({ durationMs: 0, error: { code: 'read-only', message } });
});

test('a configured token exchange is sent', async () => {
  const { send, requests } = readOnly();
  await send(requestTo('https://login.test/token', { method: 'POST', isTokenExchange: true }), never);
  expect(requests).toHaveLength(1);
});

test('a redirect cannot bypass it', async () => {
  const host = createFakeSend(() => ({ status: 307, headers: { location: '/b' } }));
  const send = withRedirects(withReadOnly(host.send));
  await send(requestTo('https://api.test/a', { method: 'DELETE', followRedirects: true }), never);
  expect(host.requests).toHaveLength(0);
});
