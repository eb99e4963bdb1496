import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createRandom } from '../../language/builtins.ts';
import { makeFolder } from '../temp-folder.ts';
import { serveHttp } from '../server.ts';
import { type Child, startChild, useBundle } from './built.ts';
import { oneRequest, specs, talkingTo } from './local-run.ts';

const program = useBundle('main.ts');
const loop = useBundle('test/engine/write-back-loop.ts');

/** Another number kills at other moments. */
const SEED = process.env['KILL_SEED'] ?? '1';
const KILLS = 500;

/** A temporary file that a killed process leaves: hidden, so that it is not taken for a spec. */
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

test(`killed ${KILLS} times at random moments, each spec is its old or its new bytes`, async () => {
  const { next } = createRandom(SEED);
  const allowed = ['verified', 'failed'].flatMap((status) => TIMES.map((time) => textWith(status, time)));
  let kills = 0;
  const killAgainAndAgain = async (): Promise<void> => {
    const folder = makeFolder(specs(3, () => allowed[0]!));
    const path = join(folder, 'specs');
    const seen = new Set<string>();
    while (kills < KILLS) {
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
});

test('the program killed in the middle leaves whole specs and a whole report, and the next run sees only specs', async () => {
  const { next } = createRandom(SEED);
  let onRequest = (): void => undefined;
  const server = await serveHttp((_request, response) => {
    onRequest();
    response.end('{}');
  });
  const files = { ...talkingTo(server.url), ...specs(60, () => oneRequest()) };
  const folder = makeFolder(files);
  const start = (): Child => startChild(process.execPath, [program(), 'specs', '--contract', 'off'], folder);
  const verified = /^status: verified\nsavedAt: \S+Z\nverifiedAt: \S+Z\n/m;
  const plain = (text: string): string => text.replace(verified, 'status: pending\n');
  for (let turn = 0; turn < 12; turn++) {
    let left = 1 + Math.floor(next() * 60);
    const child = start();
    onRequest = () => {
      if (--left !== 0) return;
      if (turn % 2 === 0) child.kill('SIGKILL');
      // Every second time a little later, so that some kills fall into the writing of documents and reports.
      else setTimeout(() => child.kill('SIGKILL'), next() * 40);
    };
    const ended = await child.ended;
    if (turn % 2 === 0) expect(ended).toBe('SIGKILL');
    for (const [path, text] of Object.entries(files))
      expect(plain(readFileSync(join(folder, path), 'utf8')), path).toBe(text);
    for (const name of ['report.json', 'proven.json']) {
      const text = readOrNothing(join(folder, 'reports', name));
      if (text !== undefined) expect(() => JSON.parse(text)).not.toThrow();
    }
  }
  onRequest = () => undefined;
  const child = start();
  expect(await child.ended).toBe(0);
  expect(child.stdout()).toContain('60 specs: 60 passed');
});

function readOrNothing(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
