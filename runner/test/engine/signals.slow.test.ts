import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { serveHttp } from '../server.ts';
import { makeFolder } from '../temp-folder.ts';
import { type Child, startChild, useBundle } from './built.ts';
import { type Files, oneRequest, specs, specText, talkingTo } from './local-run.ts';
import type { Report } from '../../report/report.ts';

const program = useBundle('main.ts');

/** Makes something, looks at it slowly, and takes it away again. */
const making = (index: number): string =>
  specText({
    before: `- { id: make, method: POST, path: /make/${index} }`,
    test: `- { id: main, method: GET, path: /slow/${index} }`,
    after: `- { id: tidy, method: DELETE, path: /make/${index} }`,
  });

/** A server that answers what is slow after a while, or never, and tells when it has been asked for something. */
async function serveSlowly(slowMs: number) {
  const asked: string[] = [];
  let onAsked = (): void => undefined;
  const server = await serveHttp((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    onAsked();
    if (!request.url!.startsWith('/slow')) response.end('{}');
    else if (slowMs !== Number.POSITIVE_INFINITY) setTimeout(() => response.end('{}'), slowMs);
  });
  const seen = (count: number, prefix: string): Promise<void> =>
    new Promise((resolve) => {
      onAsked = () => {
        if (asked.filter((each) => each.startsWith(prefix)).length >= count) resolve();
      };
      onAsked();
    });
  return { ...server, asked, seen };
}

function verify(files: Files, ...words: readonly string[]): Child & { readonly folder: string } {
  const folder = makeFolder(files);
  const child = startChild(process.execPath, [program(), 'specs', '--contract', 'off', ...words], folder);
  onTestFinished(() => child.kill('SIGKILL'));
  return { ...child, folder };
}

const reportOf = (folder: string): Report =>
  JSON.parse(readFileSync(join(folder, 'reports/report.json'), 'utf8')) as Report;

describe.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s in the middle of a run', (signal) => {
  test('lets what is in flight end, cleans up, writes what is known, and exits with 130', async () => {
    const server = await serveSlowly(400);
    const files = { ...talkingTo(server.url), ...specs(12, making) };
    const child = verify(files, '--jobs', '3');
    await server.seen(3, 'GET /slow');
    child.kill(signal);
    expect(await child.ended).toBe(130);

    const made = server.asked.filter((each) => each.startsWith('POST'));
    const tidied = server.asked.filter((each) => each.startsWith('DELETE'));
    expect(made).toHaveLength(3);
    expect(tidied.map((each) => each.replace('DELETE', 'POST')).toSorted()).toEqual(made.toSorted());

    const { interrupted, summary, specs: results } = reportOf(child.folder);
    expect([interrupted, summary.total]).toEqual([true, 12]);
    expect(results.filter(({ verdict }) => verdict === 'passed')).toHaveLength(3);
    for (const { file, verdict } of results) {
      const text = readFileSync(join(child.folder, file), 'utf8');
      if (verdict === 'passed') expect(text).toContain('status: verified');
      else expect(text, 'nothing is known of it').toBe(files[file as keyof typeof files]);
    }
    expect(child.stdout()).toContain('stopped before the end');
    expect(child.stderr()).toBe('');
  });
});

test('a second one ends at once, and no spec is damaged', async () => {
  const server = await serveSlowly(Number.POSITIVE_INFINITY);
  const files = { ...talkingTo(server.url, 'timeoutMs: 30s'), ...specs(6, making) };
  const child = verify(files, '--jobs', '3');
  await server.seen(3, 'GET /slow');
  child.kill('SIGINT');
  // Of another kind: two of one kind that come close together arrive as one.
  child.kill('SIGTERM');
  expect(await child.ended).toBe(130);
  expect(
    server.asked.filter((each) => each.startsWith('GET /slow')),
    'none of which was answered',
  ).toHaveLength(3);
  for (const [path, text] of Object.entries(files))
    expect(readFileSync(join(child.folder, path), 'utf8')).toBe(text);
});

test('one while everybody waits for a server that asked for a rest does not wait with them', async () => {
  const asked: string[] = [];
  let onAnswered = (): void => undefined;
  const answered = new Promise<void>((resolve) => {
    onAnswered = resolve;
  });
  const server = await serveHttp((request, response) => {
    asked.push(request.url!);
    response.writeHead(429, { 'retry-after': '50' }).end(onAnswered);
  });
  const child = verify({
    ...talkingTo(server.url, 'retries: 2'),
    ...specs(4, (index) => oneRequest(`/${index}`)),
  });
  await answered;
  child.kill('SIGINT');
  expect(await child.ended).toBe(130);
  expect(new Set(asked).size, 'nothing is asked again').toBe(asked.length);
  expect(reportOf(child.folder).summary.total).toBe(4);
});

test('one after the end of a run finds nobody', async () => {
  const server = await serveSlowly(0);
  const child = verify({ ...talkingTo(server.url), 'specs/a.md': oneRequest() });
  expect(await child.ended).toBe(0);
  expect(existsSync(join(child.folder, 'reports/report.json'))).toBe(true);
});

test('many requests at once print no warning', async () => {
  const server = await serveSlowly(50);
  const files = { ...talkingTo(server.url), ...specs(60, () => oneRequest('/slow/x')) };
  const child = verify(files, '--jobs', '60');
  expect([await child.ended, child.stderr()]).toEqual([0, '']);
});
