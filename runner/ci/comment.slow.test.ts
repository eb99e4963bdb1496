import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { serveHttp } from '../test/server.ts';
import { makeFolder } from '../test/temp-folder.ts';

type Comment = { id: number; body: string; user: { type: string } };

/** GitHub's API, as far as comments of a pull request go. */
async function serveGithub(comments: Comment[], refuses = false) {
  const calls: string[] = [];
  const { url } = await serveHttp((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      calls.push(`${request.method} ${request.url}`);
      const answer = (status: number, body: unknown) =>
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      if (refuses) return answer(403, { message: 'no' });
      if (request.method === 'GET') {
        const page = Number(new URL(request.url!, url).searchParams.get('page'));
        return answer(200, comments.slice((page - 1) * 100, page * 100));
      }
      const { body } = JSON.parse(text) as { readonly body: string };
      const id = Number(request.url!.split('/').at(-1));
      if (request.method === 'PATCH') comments.find((each) => each.id === id)!.body = body;
      else comments.push({ id: comments.length + 1, body, user: { type: 'Bot' } });
      return answer(200, {});
    });
  });
  return { url, calls };
}

function comment(
  url: string,
  report: string | undefined,
  event: object = { pull_request: { number: 7 } },
): Promise<string> {
  const folder = makeFolder({
    ...(report !== undefined && { 'report.md': report }),
    'event.json': JSON.stringify(event),
  });
  const env = {
    ...process.env,
    GITHUB_API_URL: url,
    GITHUB_REPOSITORY: 'a/b',
    GITHUB_SERVER_URL: 'https://github.example',
    GITHUB_RUN_ID: '7',
    GITHUB_TOKEN: 'token-of-a-test',
    GITHUB_EVENT_PATH: join(folder, 'event.json'),
    REPORT_FILE: join(folder, 'report.md'),
  };
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [join(import.meta.dirname, 'comment.mjs')], { env }, (error, stdout) =>
      error === null ? resolve(stdout) : reject(error),
    );
  });
}

test('a pull request has one comment, which the next run updates, however many others there are', async () => {
  const others = Array.from({ length: 150 }, (_, id) => ({
    id: id + 1,
    body: 'fine',
    user: { type: 'User' },
  }));
  const github = await serveGithub(others);
  expect(await comment(github.url, '## gate: closed\n')).toBe('');
  expect(await comment(github.url, '## gate: open\n')).toBe('');
  expect(others).toHaveLength(151);
  expect(others.at(-1)!.body).toContain('## gate: open');
  expect(github.calls.at(-1)).toBe('PATCH /repos/a/b/issues/comments/151');
});

test('a run without a report updates the comment of an earlier one', async () => {
  const comments: Comment[] = [];
  const github = await serveGithub(comments);
  await comment(github.url, '## ✅ 2 specs: 2 passed\n');
  expect(await comment(github.url, undefined)).toBe('');
  expect(comments).toHaveLength(1);
  expect(comments[0]!.body).toContain('## ⚠️ nothing was run');
  expect(comments[0]!.body).not.toContain('✅');
});

test('a comment in which a person quotes it is left alone', async () => {
  const comments: Comment[] = [];
  const { url } = await serveGithub(comments);
  await comment(url, 'first');
  comments[0]!.user = { type: 'User' };
  await comment(url, 'second');
  expect(comments.map(({ body }) => body.split('\n').at(-1))).toEqual(['first', 'second']);
});

test('a long report is cut before a heading, and says so', async () => {
  const comments: Comment[] = [];
  const { url } = await serveGithub(comments);
  const part = `### a part\n\n${'x'.repeat(20_000)}\n\n`;
  await comment(url, `## gate: closed\n\n${part.repeat(5)}`);
  const { body } = comments[0]!;
  expect(body.length).toBeLessThan(65_536);
  expect(body.match(/### a part/g)).toHaveLength(3);
  expect(body).toMatch(/x\n\n\*\*Cut here: .*\*\*\n$/);
});

test.each([
  [
    'a token that may only read',
    true,
    { pull_request: { number: 7 } },
    /GitHub answered 403 .*pull-requests: write/,
  ],
  ['no pull request', false, { schedule: 'daily' }, /belongs to no pull request/],
])('with %s there is a warning, and the job goes on', async (_what, refuses, event, warning) => {
  const { url } = await serveGithub([], refuses);
  const said = await comment(url, 'a report', event);
  expect(said).toMatch(/^::warning title=verify::/);
  expect(said).toMatch(warning);
  expect(said).not.toContain('token-of-a-test');
});
