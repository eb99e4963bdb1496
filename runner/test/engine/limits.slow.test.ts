import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { LIMIT_SCENARIOS, measureLimits, mostWithin, startRedis } from '../../bench/limits/scenarios.ts';
import { serveHttp } from '../server.ts';
import { makeFolder } from '../temp-folder.ts';
import { startChild, useBundle } from './built.ts';
import { hasRedis } from './has-redis.ts';
import { environmentFile, oneRequest, specs, specText } from './local-run.ts';

const packages = join(import.meta.dirname, '../../../node_modules');
const program = useBundle('main.ts');
const scenarioNamed = (name: string) => LIMIT_SCENARIOS.find((each) => each.name === name)!;

/** A project of one shard, or of several that differ by their words, and what each said. */
async function runAll(files: Readonly<Record<string, string>>, calls: readonly (readonly string[])[]) {
  const folder = makeFolder(files);
  const children = calls.map((words) =>
    startChild(process.execPath, [program(), 'specs', '--no-write', '--contract', 'off', ...words], folder),
  );
  const exits = await Promise.all(children.map(({ ended }) => ended));
  return children.map((child, at) => ({ exit: exits[at]!, output: child.stdout() + child.stderr() }));
}

/** The program is a bundle in a folder of its own: the package lies where the project has it. */
const withPackage = (files: Readonly<Record<string, string>>) => ({
  ...files,
  'node_modules/ioredis/package.json': '{ "name": "ioredis", "version": "5.11.1", "main": "index.js" }',
  'node_modules/ioredis/index.js': `module.exports = require(${JSON.stringify(join(packages, 'ioredis'))});`,
});

const projectAt = (url: string, ...keys: readonly string[]) =>
  withPackage({
    ...environmentFile(`baseUrl: "${url}"`, 'retries: 0', 'defaultToken: none', ...keys),
    ...specs(12, () => oneRequest()),
  });

/** A server of the running test; it ends with the test, whatever becomes of that. */
async function openRedis(...options: readonly string[]) {
  const redis = await startRedis(...options);
  onTestFinished(redis.stop);
  return redis;
}

async function serveCounting(answer: (nth: number) => number = () => 200, tookMs = 0) {
  const arrivals: number[] = [];
  let present = 0;
  let most = 0;
  const server = await serveHttp((_request, response) => {
    arrivals.push(performance.now());
    most = Math.max(most, ++present);
    const status = answer(arrivals.length);
    setTimeout(() => {
      present--;
      response.writeHead(status, status === 429 ? { 'retry-after': '2' } : {}).end('{}');
    }, tookMs);
  });
  return { ...server, arrivals, mostAtOnce: () => most };
}

describe.skipIf(!hasRedis)('three shards that share a limit of 10 a second', () => {
  // A machine that is busy may take so long to start that a first request arrives with later ones.
  test('keep it, though one is killed and the store restarted', { retry: 1 }, async () => {
    const scenario = scenarioNamed('shared, one shard killed and store restarted');
    const { most, exits, output, requests } = await measureLimits(scenario, { program: program(), packages });
    expect(exits).toEqual([null, 0, 0]);
    expect(requests).toBeGreaterThan(133);
    expect(most).toBeLessThanOrEqual(11);
    for (const text of output.slice(1))
      expect(text).toMatch(
        /limits: the store was away \d\.\d s \(.*\) and came back; meanwhile this shard kept to its part of the limits, 1 of 3/,
      );
  });
});

describe.skipIf(!hasRedis)('processes that use one store', () => {
  test('share places, keys and pauses, and a stricter limit of one holds for all', async () => {
    const redis = await openRedis();
    const api = await serveCounting((nth) => (nth === 3 ? 429 : 200), 40);
    const words = ['--limits', redis.url];
    const strict = ['--rate-limit', '4/s', '--reports', 'strict'];
    const files = projectAt(api.url, 'rateLimit: { perSecond: 50, maxConcurrent: 2 }');
    const ran = await runAll(files, [words, [...words, ...strict]]);
    expect(api.arrivals).toHaveLength(24);
    expect(api.mostAtOnce()).toBeLessThanOrEqual(2);
    const pausedAt = api.arrivals[2]! + 100;
    expect(api.arrivals.filter((at) => at > pausedAt && at < pausedAt + 1_800)).toEqual([]);
    expect(mostWithin(api.arrivals.slice(4), 1_000)).toBeLessThanOrEqual(5);
    expect(ran[0]!.output).toMatch(/limits: another run allows http:\/\/127.0.0.1:\d+ 4\/s/);
    expect(ran[0]!.output.match(/another run/g)).toHaveLength(1);
  });

  test('never run specs of one key at the same time, of which each has a shard of its own', async () => {
    const redis = await openRedis();
    const api = await serveCounting(undefined, 60);
    const text = specText({
      head: 'concurrency: till\n',
      before: '- { id: first, method: GET, path: /things }',
      test: '- { id: main, method: GET, path: /things }',
    });
    const files = { ...projectAt(api.url), ...specs(4, () => text) };
    const calls = ['one', 'two'].map((reports) => ['--limits', redis.url, '--reports', reports]);
    const ran = await runAll({ ...files, ...specs(12, () => text) }, calls);
    expect(ran.map(({ exit }) => exit)).toEqual([0, 0]);
    expect(api.mostAtOnce()).toBe(1);
  });

  test('are apart where their environments have different keys', async () => {
    const redis = await openRedis();
    const api = await serveCounting();
    const rate = 'rateLimit: { perSecond: 2 }';
    const projects = ['one', 'two'].map((key) =>
      runAll(projectAt(api.url, rate, `limits: { url: "${redis.url}", key: ${key} }`), [[]]),
    );
    const ran = (await Promise.all(projects)).flat();
    expect(ran.map(({ exit }) => exit)).toEqual([0, 0]);
    expect(mostWithin(api.arrivals, 1_000)).toBeGreaterThan(2);
  });
});

describe.skipIf(!hasRedis)('a store with a password', () => {
  test('is used with the right one, and no output shows it', async () => {
    const redis = await openRedis('--requirepass', 'p@ss#wo/rd9');
    const api = await serveCounting();
    const url = (password: string): string => redis.url.replace('//', `//:${encodeURIComponent(password)}@`);
    const [right, wrong, none] = await runAll(
      projectAt(api.url),
      [url('p@ss#wo/rd9'), url('p@ss#wo/rd8'), redis.url].map((limits, at) => [
        '--limits',
        limits,
        '--reports',
        `r${at}`,
      ]),
    );
    expect(right!.exit).toBe(0);
    expect([wrong!.exit, none!.exit]).toEqual([3, 3]);
    expect(wrong!.output).toContain('refuses the user or the password');
    expect(none!.output).toContain('asks for a password');
    for (const { output } of [right!, wrong!, none!]) expect(output).not.toMatch(/wo(\/|%2F)rd[89]/);
    expect(api.arrivals).toHaveLength(12);
  });

  test('that is a replica is refused', async () => {
    const primary = await openRedis();
    const replica = await openRedis('--replicaof', `127.0.0.1 ${primary.port}`);
    const [ran] = await runAll(projectAt('http://127.0.0.1:1'), [['--limits', replica.url]]);
    expect(ran).toMatchObject({ exit: 3, output: expect.stringContaining('is a replica') });
  });
});

describe('a run does not start', () => {
  test.each([
    [
      'where nothing listens',
      'redis://127.0.0.1:1',
      'the store redis://127.0.0.1:1 cannot be used: connect ECONNREFUSED',
    ],
    ['with a server of another kind', 'http', 'does not speak the protocol of Redis'],
    [
      'with a URL of another kind',
      'postgres://me:topsecret@127.0.0.1/db',
      'found a URL of the kind postgres://',
    ],
    ['with what is no URL', 'me:topsecret@host', 'found'],
  ])('%s', async (_what, url, problem) => {
    const api = await serveCounting();
    const limits = url === 'http' ? api.url.replace('http:', 'redis:') : url;
    const [ran] = await runAll(projectAt(api.url), [['--limits', limits]]);
    expect(ran).toMatchObject({ exit: 3, output: expect.stringContaining(`verify: limits: `) });
    expect(ran!.output).toContain(problem);
    expect(ran!.output).not.toContain('topsecret');
    expect(api.arrivals.length, 'what looks like a request is the question of the client').toBeLessThan(2);
  });

  test('without the package', async () => {
    const files = { ...environmentFile('baseUrl: http://127.0.0.1:1'), ...specs(1, () => oneRequest()) };
    const [ran] = await runAll(files, [['--limits', 'redis://127.0.0.1:1']]);
    expect(ran!.exit).toBe(3);
    expect(ran!.output).toContain(
      '--limits needs the package ioredis 5, which is not installed\n  → run npm install ioredis@5',
    );
  });
});
