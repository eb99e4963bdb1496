import { expect, test } from 'vitest';
import { LINKS, makeProject, specOf } from './gate/project.ts';
import { runVerify } from './run-verify.ts';
import { serveHttp } from './server.ts';

const project = (): string => makeProject({ 'specs/links.md': specOf(LINKS, { status: 'verified' }) });
const WORDS = ['specs', '--contract', 'off', '--gate', '--no-write'];
const BROKEN = [...WORDS, '--fault', `${LINKS} status=500`];

/** A server that keeps what is posted to it. */
async function serveInbox(status = 200) {
  const bodies: string[] = [];
  const { url } = await serveHttp((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      bodies.push(body);
      response.writeHead(status).end('no such hook: secret-of-the-hook');
    });
  });
  return { url: `${url}/hook/secret-of-the-hook`, bodies };
}

test.each(['slack', 'webhook'])(
  '--notify %s posts the decision of the gate and its reasons once',
  async (kind) => {
    const { url, bodies } = await serveInbox();
    const ran = await runVerify(project(), [...BROKEN, '--notify', kind], {
      env: { VERIFY_NOTIFY_URL: url },
    });
    expect(ran.exit).toBe(5);
    expect(bodies).toHaveLength(1);
    const posted = JSON.parse(bodies[0]!) as { readonly text?: string; readonly headline?: string };
    expect(posted.text ?? posted.headline).toContain('gate: closed · 1 spec: 1 failed');
    expect(bodies[0]).toContain('regression: specs/links.md');
    expect(ran.stdout + ran.stderr).not.toContain('notice');
  },
);

test('without --notify nothing is posted', async () => {
  const { url, bodies } = await serveInbox();
  await runVerify(project(), WORDS, { env: { VERIFY_NOTIFY_URL: url } });
  expect(bodies).toEqual([]);
});

test.each([
  ['an address that refuses', 404, 'the notice was not delivered: the answer was 404'],
  ['an address that redirects', 302, 'the notice was not delivered: the answer was 302'],
])('%s changes no verdict, and no output shows it', async (_what, status, note) => {
  const { url } = await serveInbox(status);
  const ran = await runVerify(project(), [...WORDS, '--notify', 'slack'], {
    env: { VERIFY_NOTIFY_URL: url },
  });
  expect(ran.exit).toBe(0);
  expect(ran.stdout).toContain(note);
  expect(ran.stdout + ran.stderr + ran.reportText).not.toContain('secret-of-the-hook');
});

test.each([
  ['', 'no notice was sent: VERIFY_NOTIFY_URL is not set'],
  ['file:///etc/hosts', 'no notice was sent: VERIFY_NOTIFY_URL is not an http or https URL'],
  ['http://127.0.0.1:1/secret-of-the-hook', 'the notice was not delivered: no answer (refused)'],
])('an address "%s" cannot be posted to, which one sentence says', async (url, note) => {
  const ran = await runVerify(project(), [...WORDS, '--notify', 'webhook'], {
    env: { VERIFY_NOTIFY_URL: url },
  });
  expect(ran.exit).toBe(0);
  expect(ran.stdout).toContain(note);
  expect(ran.stdout + ran.stderr).not.toContain('secret-of-the-hook');
});
