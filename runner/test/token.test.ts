import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { main } from '../cli/cli.ts';
import { createFakeHost } from './fake-host.ts';
import { serveHttp, type TestServer } from './server.ts';
import { makeFolder } from './temp-folder.ts';

const run = promisify(execFile);

type Seen = {
  readonly url: string;
  readonly authorization: string;
  readonly key: string;
  readonly body: string;
};

/** An API that refuses everything, keeps what it was asked, and exchanges a key for a token. */
async function serveEcho(): Promise<{ readonly server: TestServer; readonly seen: Seen[] }> {
  const seen: Seen[] = [];
  const server = await serveHttp((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      response.setHeader('content-type', 'application/json');
      if (request.url === '/login') {
        const isKnown = body === '{"key":"k-e y\'1"}';
        response.writeHead(isKnown ? 200 : 401).end('{"access_token":"to\'k%\\"en $1","expires_in":60}');
        return;
      }
      const { authorization = '', 'x-api-key': key = '' } = request.headers;
      seen.push({ url: request.url!, authorization, key: String(key), body });
      response.writeHead(418).end('{}');
    });
  });
  return { server, seen };
}

const environments = (url: string): string =>
  [
    'default: shop',
    'environments:',
    '  shop:',
    `    baseUrl: ${url}`,
    '    defaultToken: staff',
    '    secrets: [CODE]',
    '    tokens:',
    '      staff: "{{env.STAFF_TOKEN}}"',
    '      admin: written-into-the-file',
    '      karma: { scheme: basic, username: "{{env.KARMA_USER}}", password: "{{env.KARMA_PASSWORD}}" }',
    '      query: { scheme: apiKey, in: query, name: api_key, value: "{{env.QUERY_KEY}}" }',
    '      header: { scheme: apiKey, name: x-api-key, value: "{{env.HEADER_KEY}}" }',
    `      exchanged: { exchange: { method: POST, url: ${url}/login, body: { key: "{{env.KEY}}" }, token: $.access_token, expiresIn: $.expires_in } }`,
    '',
  ].join('\n');

const specFor = (token: string): string =>
  `---\nendpoint: POST /v1/things\ntokens: [${token}]\n---\n## Test Request\n\`\`\`yaml\nsteps:\n  - id: main\n    method: POST\n    path: /v1/things\n    params: { code: "a{{env.CODE}}B" }\n    body: { code: "x{{env.CODE}}_Y" }\n\`\`\`\n`;

const ENV = {
  STAFF_TOKEN: "s'taff $HOME `id` \\ token",
  KARMA_USER: 'kim',
  KARMA_PASSWORD: "pass'word $x",
  QUERY_KEY: 'q&u=e r%y"1',
  HEADER_KEY: 'header key',
  KEY: "k-e y'1",
  CODE: 'c"o\'d&e %1',
};

async function verify(folder: string, words: readonly string[], env: Readonly<Record<string, string>> = ENV) {
  const fake = createFakeHost({ cwd: folder, time: 'real', env });
  const exit = await main(words, fake.host);
  return { exit, stdout: fake.stdout(), stderr: fake.stderr() };
}

const TYPES = ['staff', 'admin', 'karma', 'query', 'header', 'exchanged'];

test.each(TYPES)('the command of a report runs in a shell with the token %s', async (type) => {
  const { server, seen } = await serveEcho();
  const folder = makeFolder({
    'specs/environments.yaml': Buffer.from(environments(server.url)),
    'specs/a.md': Buffer.from(specFor(type)),
  });
  const failed = await verify(folder, ['specs', '--no-write', '--contract', 'off']);
  const curl = /^ +sent +(curl .*)$/m.exec(failed.stdout)![1]!;
  for (const secret of Object.values(ENV)) if (secret !== 'kim') expect(failed.stdout).not.toContain(secret);
  const token = await verify(folder, ['token', type]);
  const code = await verify(folder, ['token', 'CODE']);
  expect(token).toMatchObject({ exit: 0, stderr: expect.stringContaining(`token "${type}"`) });
  for (const shell of ['sh', 'bash']) {
    seen.length = 1;
    await run(shell, ['-c', `${token.stdout}\n${code.stdout}\n${curl} --silent`], {
      env: { PATH: process.env['PATH'] },
    });
    expect(seen[1]).toEqual(seen[0]);
  }
});

test('the name of a secret as a report shows it leads to its token', async () => {
  const { server } = await serveEcho();
  const folder = makeFolder({ 'environments.yaml': Buffer.from(environments(server.url)) });
  const byType = await verify(folder, ['token', 'exchanged']);
  expect(byType.stdout).toBe("export HIDDEN_EXCHANGED_TOKEN='to'\\''k%\"en $1'\n");
  expect(byType.stderr).not.toContain('en $1');
  expect(await verify(folder, ['token', '$HIDDEN_EXCHANGED_TOKEN'])).toMatchObject({ stdout: byType.stdout });
  expect(await verify(folder, ['token', 'STAFF_TOKEN'])).toMatchObject({
    exit: 0,
    stdout: "export STAFF_TOKEN='s'\\''taff $HOME `id` \\ token'\n",
  });
});

test('what cannot be had is said, and nothing is printed for the shell', async () => {
  const { server } = await serveEcho();
  const folder = makeFolder({ 'environments.yaml': Buffer.from(environments(server.url)) });
  const refused = await verify(folder, ['token', 'exchanged'], { ...ENV, KEY: 'wrong-key-1' });
  expect(refused).toMatchObject({ exit: 2, stdout: '', stderr: expect.stringContaining('answered 401') });
  expect(refused.stderr).not.toContain('wrong-key-1');
  expect(await verify(folder, ['token', 'staf'])).toMatchObject({
    exit: 2,
    stdout: '',
    stderr: expect.stringContaining('did you mean "staff"?'),
  });
  expect(await verify(folder, ['token', 'staff'], {})).toMatchObject({
    exit: 2,
    stdout: '',
    stderr: expect.stringContaining('STAFF_TOKEN'),
  });
  expect(await verify(folder, ['token'])).toMatchObject({ exit: 3, stdout: '' });
});

test('on a CI system it is printed only where that is asked for', async () => {
  const { server } = await serveEcho();
  const folder = makeFolder({ 'environments.yaml': Buffer.from(environments(server.url)) });
  const env = { ...ENV, CI: 'true' };
  expect(await verify(folder, ['token', 'staff'], env)).toMatchObject({ exit: 3, stdout: '' });
  expect(await verify(folder, ['token', 'staff', '--print'], env)).toMatchObject({ exit: 0 });
});
