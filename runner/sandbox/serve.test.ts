import { afterEach, expect, test } from 'vitest';
import { serveSandbox } from './serve.ts';
import { vcitaTokens } from './vcita/credentials.ts';

let close = async () => {};
afterEach(() => close());

async function serve(options: Parameters<typeof serveSandbox>[0] = {}) {
  const server = await serveSandbox({ port: 0, ...options });
  close = server.close;
  return server.url;
}

test('a served sandbox answers on this machine', async () => {
  const url = await serve();
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  const response = await fetch(`${url}/business/payments/v1/products`, {
    headers: { authorization: `Bearer ${vcitaTokens.staff}` },
  });
  expect(await response.json()).toMatchObject({ success: true });
});

test('a served sandbox applies its faults', async () => {
  const url = await serve({ faults: [{ operation: '*', unreachable: true }] });
  expect((await fetch(url)).status).toBe(502);
});

test('a fault closes the connection without an answer', async () => {
  const url = await serve({ faults: [{ operation: '*', refused: true }] });
  await expect(fetch(url)).rejects.toThrow();
});

test('a port that is taken is an error', async () => {
  const url = await serve();
  await expect(serveSandbox({ port: Number(new URL(url).port) })).rejects.toMatchObject({
    code: 'EADDRINUSE',
  });
});
