import { readdirSync, readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { main } from '../../cli/cli.ts';
import { createRandom } from '../../language/builtins.ts';
import { createFakeHost } from '../fake-host.ts';
import { makeFolder } from '../temp-folder.ts';
import { startChild, useBundle } from './built.ts';
import { oneRequest, runLocal, specs } from './local-run.ts';

const program = useBundle('main.ts');
const loop = useBundle('test/engine/write-back-loop.ts');

/** Another number kills at other moments. */
const SEED = process.env['KILL_SEED'] ?? '1';
const KILLS = 500;
/** As many as fit; on a quick machine that is all of them. */
const ENOUGH_MS = Number(process.env['KILL_SECONDS'] ?? 14) * 1_000;

/** Left behind by who was killed: hidden, so that nobody takes it for a spec. */
const LEFT_BEHIND = /^\.verify-[\w-]+\.tmp$/;

const TIMES = ['2026-03-02T12:00:00.000Z', '2025-12-31T23:59:59.999Z'];
const headWith = (time: string): string =>
  `savedAt: 2026-01-01T00:00:00.000Z\nverifiedAt: ${time}\ntags: [ a ,b ]   # as it is\n`;
/** Long, so that a write which is not done in one step is caught in the middle. */
const PROSE = 'Prose. '.repeat(60_000);

const textWith = (status: string, time: string): string =>
  oneRequest('/things')
    .replace('status: pending\n', `status: ${status}\n${headWith(time)}`)
    .concat(PROSE);

test(
  `killed at random moments, up to ${KILLS} times, each spec is its old or its new bytes`,
  async () => {
    const { next } = createRandom(SEED);
    const allowed = ['verified', 'failed'].flatMap((status) => TIMES.map((time) => textWith(status, time)));
    let kills = 0;
    const started = performance.now();
    const killAgainAndAgain = async (): Promise<void> => {
      const folder = makeFolder(specs(3, () => allowed[0]!));
      const path = join(folder, 'specs');
      const seen = new Set<string>();
      while (kills < KILLS && performance.now() - started < ENOUGH_MS) {
        kills++;
        const child = startChild(process.execPath, [loop(), path, ...TIMES], folder);
        await new Promise((resolve) => child.process.stdout!.once('data', resolve));
        await new Promise((resolve) => setTimeout(resolve, next() * 15));
        child.kill('SIGKILL');
        expect([await child.ended, child.stderr()]).toEqual(['SIGKILL', '']);
        for (const name of readdirSync(path)) {
          if (LEFT_BEHIND.test(name)) continue;
          expect(name).toMatch(/^s\d+\.md$/);
          const text = readFileSync(join(path, name), 'utf8');
          expect(allowed.includes(text), `${name} after ${kills} kills`).toBe(true);
          seen.add(text);
        }
      }
      expect(seen.size, 'the kills came while it was writing').toBeGreaterThan(1);
    };
    await Promise.all([killAgainAndAgain(), killAgainAndAgain(), killAgainAndAgain()]);
    expect(kills).toBeGreaterThan(50);
  },
  ENOUGH_MS + 40_000,
);

test('the program killed in the middle leaves whole specs and a whole report, and the next run sees only specs', async () => {
  const { next } = createRandom(SEED);
  const environment =
    'default: sandbox\nenvironments:\n  sandbox: { sandbox: true, defaultToken: connect }\n';
  const files = {
    'specs/environments.yaml': environment,
    ...specs(60, () => oneRequest('/connect/v1/payment-links')),
  };
  const folder = makeFolder(files);
  const verified = /^status: verified\nsavedAt: \S+Z\nverifiedAt: \S+Z\n/m;
  const plain = (text: string): string => text.replace(verified, 'status: pending\n');
  let cut = 0;
  for (let turn = 0; turn < 12; turn++) {
    const child = startChild(process.execPath, [program(), 'specs', '--contract', 'off'], folder);
    await new Promise((resolve) => setTimeout(resolve, 100 + next() * 500));
    child.kill('SIGKILL');
    if ((await child.ended) === 'SIGKILL') cut++;
    for (const [path, text] of Object.entries(files))
      expect(plain(readFileSync(join(folder, path), 'utf8')), path).toBe(text);
    for (const name of ['report.json', 'proven.json']) {
      const text = readOrNothing(join(folder, 'reports', name));
      if (text !== undefined) expect(() => JSON.parse(text)).not.toThrow();
    }
  }
  expect(cut).toBeGreaterThan(0);
  const child = startChild(process.execPath, [program(), 'specs', '--contract', 'off'], folder);
  expect(await child.ended).toBe(0);
  expect(child.stdout()).toContain('60 specs: 60 passed');
}, 60_000);

test('what was left behind an hour ago is swept away, and what is younger or somebody else\u2019s is not', async () => {
  const old = '.verify-0d9c7f5e-0000-4000-8000-000000000000.tmp';
  const young = '.verify-0d9c7f5e-0000-4000-8000-000000000001.tmp';
  const folder = makeFolder({
    'specs/environments.yaml':
      'default: sandbox\nenvironments:\n  sandbox: { sandbox: true, defaultToken: connect }\n',
    'specs/a.md': oneRequest('/connect/v1/payment-links'),
    [`specs/${old}`]: '',
    [`specs/${young}`]: '',
    [`reports/${old}`]: '',
    'specs/.mine.tmp': '',
  });
  const { host } = createFakeHost({ cwd: folder });
  const longAgo = new Date(host.clock.nowMs() - 3_700_000);
  const lately = new Date(host.clock.nowMs() - 3_500_000);
  for (const name of [`specs/${old}`, `reports/${old}`, 'specs/.mine.tmp'])
    utimesSync(join(folder, name), longAgo, longAgo);
  utimesSync(join(folder, `specs/${young}`), lately, lately);
  const hidden = () =>
    ['specs', 'reports']
      .flatMap((name) => readdirSync(join(folder, name)))
      .filter((name) => name.startsWith('.'));
  await main(['specs', '--contract', 'off', '--no-write'], host);
  expect(hidden()).toEqual(['.mine.tmp', old, young, old]);
  await main(['specs', '--contract', 'off'], host);
  expect(hidden()).toEqual(['.mine.tmp', young]);
});

test('what somebody left behind is no spec, whatever it holds', async () => {
  const ran = await runLocal({
    'specs/environments.yaml':
      'default: sandbox\nenvironments:\n  sandbox: { sandbox: true, defaultToken: connect }\n',
    'specs/a.md': oneRequest('/connect/v1/payment-links'),
    'specs/.verify-0d9c7f5e-0000-4000-8000-000000000000.tmp': oneRequest('/elsewhere'),
  });
  expect([ran.exit, ran.report.specs.map(({ file }) => file)]).toEqual([0, ['specs/a.md']]);
});

function readOrNothing(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
