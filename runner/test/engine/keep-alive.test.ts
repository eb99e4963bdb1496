import { expect, test } from 'vitest';
import { createRandom } from '../../language/builtins.ts';
import { serveHttp } from '../server.ts';
import { forbidUnhandledRejections, runLocal, specs, specText, talkingTo } from './local-run.ts';

forbidUnhandledRejections();

/** Each spec reads, writes once under its own name, and reads again. */
const spec = (index: number): string =>
  specText({
    before: `- { id: look, method: GET, path: /things }`,
    test: `- { id: write, method: POST, path: /things/${index}, body: { n: ${index} }, expect: { status: 201 } }
- { id: look_again, method: GET, path: /things/${index}, expect: { status: 200 } }`,
  });

type Cruelty = 'closes after the answer' | 'closes a little later' | 'resets instead of an answer';

test.each<[Cruelty, string]>([
  ['closes after the answer', '1'],
  ['closes a little later', '2'],
  ['resets instead of an answer', '3'],
])('a server that %s at random: no write arrives twice, and every verdict is true', async (cruelty, seed) => {
  const { next } = createRandom(seed);
  const written = new Map<string, number>();
  const answered = new Set<string>();
  const server = await serveHttp((request, response) => {
    const { url = '', method, socket } = request;
    const isCruel = next() < 0.3;
    request.resume().on('end', () => {
      if (method === 'POST') written.set(url, (written.get(url) ?? 0) + 1);
      if (isCruel && cruelty === 'resets instead of an answer') return socket.resetAndDestroy();
      if (method === 'POST') answered.add(url);
      response.writeHead(method === 'POST' ? 201 : 200).end('{}', () => {
        if (!isCruel) return;
        if (cruelty === 'closes after the answer') socket.end();
        else setTimeout(() => socket.destroy(), next() * 5);
      });
    });
  });
  const count = 120;
  const ran = await runLocal(
    { ...talkingTo(server.url, 'retries: { retries: 4, base: 1ms }'), ...specs(count, spec) },
    ['--jobs', '8', '--no-write'],
  );

  expect(
    [...written.values()].filter((times) => times > 1),
    'written twice',
  ).toEqual([]);
  for (const [index, { verdict, reason }] of ran.report.specs.entries()) {
    const url = `/things/${index}`;
    if (verdict === 'passed') expect(answered.has(url), url).toBe(true);
    // Nothing is known of a write that got no answer; to say that the API failed would be a lie.
    else expect([verdict, reason]).toEqual(['errored', expect.stringContaining('closed the connection')]);
  }
  const passed = ran.report.summary.passed;
  if (cruelty === 'closes after the answer') expect(passed).toBe(count);
  expect(passed).toBeGreaterThan(count / 2);
  expect(server.connections(), 'connections are kept where they can be').toBeLessThan(count * 3);
});
