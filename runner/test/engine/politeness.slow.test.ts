import { describe, expect, test } from 'vitest';
import { serveHttp } from '../server.ts';
import {
  forbidUnhandledRejections,
  oneRequest,
  runLocal,
  specs,
  specText,
  talkingTo,
  verdictsOf,
} from './local-run.ts';

forbidUnhandledRejections();

/** A server that remembers when each request came, and how many were with it at once. */
async function serveCounting(answerAfterMs = 0) {
  const arrivals: number[] = [];
  let present = 0;
  let most = 0;
  const server = await serveHttp((_request, response) => {
    arrivals.push(performance.now());
    most = Math.max(most, ++present);
    setTimeout(() => {
      present--;
      response.end('{}');
    }, answerAfterMs);
  });
  return { ...server, arrivals, mostAtOnce: () => most };
}

/** The most of them in any window of so long. */
const mostWithin = (arrivals: readonly number[], windowMs: number): number =>
  Math.max(...arrivals.map((from) => arrivals.filter((at) => at >= from && at < from + windowMs).length));

/** The first ones open the connections, and so may come late; they are the burst. */
const afterBurst = (arrivals: readonly number[], burst: number): readonly number[] => arrivals.slice(burst);

test('with 20 a second no second sees more than 20, at any number of jobs', async () => {
  const counted = await Promise.all(
    [1, 8, 50].map(async (jobs) => {
      const server = await serveCounting();
      const files = {
        ...talkingTo(server.url, 'rateLimit: { perSecond: 20 }'),
        ...specs(60, () => oneRequest()),
      };
      const ran = await runLocal(files, ['--jobs', String(jobs)]);
      expect(new Set(verdictsOf(ran))).toEqual(new Set(['passed']));
      expect(server.arrivals).toHaveLength(60);
      return { jobs, most: mostWithin(afterBurst(server.arrivals, 1), 1_000) };
    }),
  );
  for (const { most, jobs } of counted) expect(most, `--jobs ${jobs}`).toBeLessThanOrEqual(20);
});

test('a burst goes at once, and what follows it keeps the rate', async () => {
  const server = await serveCounting();
  const limit = 'rateLimit: { perSecond: 10, burst: 10 }';
  await runLocal({ ...talkingTo(server.url, limit), ...specs(22, () => oneRequest()) }, ['--jobs', '22']);
  const [first = 0, ...others] = server.arrivals;
  expect(others[8]! - first, 'as many one by one').toBeLessThan(others[17]! - others[8]!);
  expect(mostWithin(afterBurst(server.arrivals, 10), 1_000)).toBeLessThanOrEqual(10);
});

test('specs with several steps and two folders of specs count together', async () => {
  const server = await serveCounting();
  const two = specText({
    before: '- { id: first, method: GET, path: /first }',
    test: '- { id: main, method: GET, path: /main }',
  });
  const inner = {
    'specs/inner/environments.yaml': 'environments:\n  local:\n    headers: { X-Inner: yes }\n',
  };
  const files = {
    ...talkingTo(server.url, 'rateLimit: { perSecond: 20 }'),
    ...inner,
    ...specs(8, () => two),
    ...Object.fromEntries(
      Object.entries(specs(8, () => two)).map(([path, text]) => [
        path.replace('specs/', 'specs/inner/'),
        text,
      ]),
    ),
  };
  await runLocal(files, ['--jobs', '16']);
  expect(server.arrivals).toHaveLength(32);
  expect(mostWithin(afterBurst(server.arrivals, 1), 1_000)).toBeLessThanOrEqual(20);
});

test('--rate-limit wins over the environment, which may have none', async () => {
  const server = await serveCounting();
  const files = { ...talkingTo(server.url), ...specs(6, () => oneRequest()) };
  await runLocal(files, ['--jobs', '6', '--rate-limit', '10/s']);
  expect(mostWithin(afterBurst(server.arrivals, 1), 400)).toBeLessThanOrEqual(4);
});

describe('presets', () => {
  test('sequential: one at a time, one a second', async () => {
    const server = await serveCounting(50);
    const ran = await runLocal({ ...talkingTo(server.url), ...specs(3, () => oneRequest()) }, [
      '--rate-limit',
      'sequential',
    ]);
    expect([server.mostAtOnce(), mostWithin(server.arrivals, 900)]).toEqual([1, 1]);
    expect(ran.exit).toBe(0);
  });

  test('normal: three at a time', async () => {
    const server = await serveCounting(150);
    await runLocal({ ...talkingTo(server.url, 'rateLimit: normal'), ...specs(5, () => oneRequest()) });
    expect(server.mostAtOnce()).toBeLessThanOrEqual(3);
  });

  test('aggressive: a burst of twenty, ten at a time', async () => {
    const server = await serveCounting(30);
    const files = { ...talkingTo(server.url), ...specs(20, () => oneRequest()) };
    await runLocal(files, ['--jobs', '20', '--rate-limit', 'aggressive']);
    expect(server.mostAtOnce()).toBeLessThanOrEqual(10);
    expect(server.mostAtOnce()).toBeGreaterThan(3);
  });

  test('what is none is a mistake of the call', async () => {
    await expect(runLocal({ 'specs/a.md': oneRequest() }, ['--rate-limit', 'agressive'])).rejects.toThrow();
  });
});

test('a route has a limit of its own, and what goes elsewhere does not wait for it', async () => {
  const slow: number[] = [];
  const fast: number[] = [];
  const counting = await serveHttp((request, response) => {
    (request.url!.startsWith('/slow') ? slow : fast).push(performance.now());
    response.end('{}');
  });
  const route = 'routes: [{ path: "/slow/**", rateLimit: { perSecond: 5 } }]';
  const files = {
    ...talkingTo(counting.url, route),
    ...specs(12, (index) => oneRequest(index < 4 ? '/slow/a' : '/fast')),
  };
  await runLocal(files, ['--jobs', '12']);
  expect(mostWithin(slow, 350)).toBeLessThanOrEqual(2);
  expect(Math.max(...fast)).toBeLessThan(slow[2]!);
});

describe('a key', () => {
  /** Specs of one account must never be there together. */
  async function serveAccounts() {
    const present = new Map<string, number>();
    const overlaps: string[] = [];
    let most = 0;
    const server = await serveHttp(async (request, response) => {
      const key = new URL(request.url!, 'http://x').pathname.slice(1);
      if ((present.get(key) ?? 0) > 0) overlaps.push(key);
      present.set(key, (present.get(key) ?? 0) + 1);
      most = Math.max(
        most,
        [...present.values()].reduce((sum, each) => sum + each, 0),
      );
      await new Promise((resolve) => setTimeout(resolve, 25));
      present.set(key, present.get(key)! - 1);
      response.end('{}');
    });
    return { ...server, overlaps, mostAtOnce: () => most };
  }

  test('that specs share keeps them apart, from their first step to their last', async () => {
    const server = await serveAccounts();
    const textOf = (index: number): string => {
      const key = ['red', 'blue', 'green'][index % 3]!;
      return specText({
        head: `concurrency: ${key}\n`,
        before: `- { id: first, method: GET, path: /${key} }`,
        test: `- { id: main, method: GET, path: /${key} }`,
        after: `- { id: tidy, method: GET, path: /${key} }`,
      });
    };
    const ran = await runLocal({ ...talkingTo(server.url), ...specs(12, textOf) }, ['--jobs', '12']);
    expect(new Set(verdictsOf(ran))).toEqual(new Set(['passed']));
    expect(server.overlaps).toEqual([]);
    expect(server.mostAtOnce(), 'and holds up nobody else').toBe(3);
  });

  test('of an environment keeps all of its specs apart', async () => {
    const server = await serveAccounts();
    const files = { ...talkingTo(server.url, 'concurrency: account'), ...specs(5, () => oneRequest('/one')) };
    await runLocal(files, ['--jobs', '5']);
    expect(server.overlaps).toEqual([]);
  });
});
