import { describe, expect, test } from 'vitest';
import { serveHttp } from '../server.ts';
import { EXPIRED, LINKS, makeProject, specOf, verify } from './project.ts';

const files = {
  'specs/links.md': specOf(LINKS, { status: 'verified', head: 'tags: [fast]\ndomain: links' }),
  'specs/expired.md': specOf(EXPIRED, { head: 'tags: [slow]\ntokens: [connect]' }),
  'specs/later.md': specOf('POST /connect/v1/payment-links', { status: 'skipped' }),
};

const listed = async (words: string): Promise<readonly string[]> => {
  const { stdout } = await verify(makeProject(files), [
    'specs',
    '--list',
    ...words.split(' ').filter(Boolean),
  ]);
  return stdout.split('\n').flatMap((line) => /specs\/(\w+)\.md/.exec(line)?.[1] ?? []);
};

describe('--list', () => {
  test('prints a line for each spec, and runs nothing', async () => {
    const { exit, stdout, text } = await verify(makeProject(files), 'specs --list');
    expect(stdout).toBe(`pending   specs/expired.md  ${EXPIRED}
skipped   specs/later.md  POST /connect/v1/payment-links
verified  specs/links.md  ${LINKS}
`);
    expect(exit).toBe(0);
    expect(text('reports/report.json')).toBeUndefined();
  });

  test.each<[string, readonly string[]]>([
    ['--tag fast,slow', ['expired', 'links']],
    ['--tag !slow', ['later', 'links']],
    ['--domain links', ['links']],
    ['--status pending --status skipped', ['expired', 'later']],
    ['--method post', ['later']],
    ['--token connect', ['expired']],
    ['--endpoint /connect/v1/*', ['later', 'links']],
    ['--grep SANDBOXEXPIRED --method get', ['expired']],
    ['--tag fast --tag slow --method post', []],
  ])('with %s', async (words, names) => {
    expect(await listed(words)).toEqual(names);
  });

  test('"not slow" leaves out, as words of a shell', async () => {
    const { stdout } = await verify(makeProject(files), ['specs', '--list', '--tag', 'not slow']);
    expect(stdout).not.toContain('expired.md');
    expect(stdout).toContain('links.md');
  });
});

describe('--last-failed', () => {
  const RUN = 'specs --contract off --no-write';
  const BROKEN = { faults: [`${LINKS} status=500`] };

  test('runs what did not pass last time, until it passes', async () => {
    const folder = makeProject(files);
    await verify(folder, [...RUN.split(' ')], BROKEN);
    const again = await verify(folder, `${RUN} --last-failed`, { night: 1 });
    expect(again.report().specs.map(({ file, trend }) => [file, trend?.state])).toEqual([
      ['specs/links.md', 'fixed'],
    ]);
    expect(again.exit).toBe(0);
    const none = await verify(folder, `${RUN} --last-failed`, { night: 2 });
    expect(none.stdout).toBe('nothing to run: none of the 3 specs in specs is selected\n');
    expect(none.exit).toBe(4);
  });

  test('keeps in mind what failed before, while other specs run', async () => {
    const folder = makeProject(files);
    await verify(folder, [...RUN.split(' ')], BROKEN);
    await verify(folder, 'specs/expired.md --contract off --no-write', { night: 1 });
    const { stdout } = await verify(folder, 'specs --last-failed --list');
    expect(stdout).toBe(`verified  specs/links.md  ${LINKS}\n`);
  });

  test('knows nothing where nothing was run', async () => {
    expect((await verify(makeProject(files), `${RUN} --last-failed`)).exit).toBe(4);
  });
});

describe('verify history', () => {
  test('shows the last runs of each spec, the newest last', async () => {
    const folder = makeProject(files);
    const run = 'specs --contract off --no-write'.split(' ');
    await verify(folder, run);
    await verify(folder, run, { night: 1, faults: [`${LINKS} status=500`] });
    await verify(folder, run, { night: 2 });
    const { exit, stdout } = await verify(folder, 'history');
    const lines = stdout.split('\n');
    expect(lines.slice(0, 3).map((line) => line.replace(/ {2,}/g, '  '))).toEqual([
      'specs/expired.md  ...  ▁▁▁ 0 ms',
      'specs/later.md  sss  ▁▁▁ 0 ms',
      'specs/links.md  .F.  ▁▁▁ 0 ms',
    ]);
    expect(new Set(lines.slice(0, 3).map((line) => line.length)).size).toBe(1);
    expect(lines[3]).toContain('F failed');
    expect(exit).toBe(0);
    expect((await verify(folder, 'history links')).stdout).not.toContain('expired.md');
  });

  test('shows each run of a spec that is named, with its date, its reason and its duration', async () => {
    const folder = makeProject(files);
    const run = 'specs --contract off --no-write'.split(' ');
    await verify(folder, run);
    await verify(folder, run, { night: 1, faults: [`${LINKS} status=500`] });
    const { exit, stdout } = await verify(folder, 'history links');
    expect(stdout.split('\n')).toEqual([
      'specs/links.md',
      '  ▁▁',
      '  2026-03-02 12:00 UTC  passed   0 ms',
      '  2026-03-03 12:00 UTC  failed   0 ms  test main_request: status',
      '',
    ]);
    expect(exit).toBe(0);
    expect(await verify(folder, 'history links --env elsewhere')).toMatchObject({
      exit: 4,
      stdout: 'no runs of "links" in elsewhere are remembered\n',
    });
  });

  test('keeps names whole and lines within a narrow terminal', async () => {
    const names = ['first', 'second', 'third'].map(
      (name) => `specs/partners/${name}_create_a_partner_environment.md`,
    );
    const folder = makeProject(Object.fromEntries(names.map((name) => [name, specOf(LINKS)])));
    const env = { COLUMNS: '40' };
    const ran = await verify(folder, 'specs --contract off --no-write', {
      env,
      faults: [`${LINKS} status=500`],
    });
    const joined = (text: string): string => text.replace(/\n */g, '');
    for (const name of names) expect(joined(ran.stdout)).toContain(`failed  ${name}`);
    for (const words of ['history', 'history third']) {
      const { stdout } = await verify(folder, words, { env });
      expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(40);
      for (const name of words === 'history' ? names : names.slice(2)) expect(joined(stdout)).toContain(name);
    }
  });

  test('shows what is flaky, and what is slow', async () => {
    const folder = makeProject(files);
    const run = 'specs --contract off --no-write'.split(' ');
    for (const night of [0, 1, 2, 3])
      await verify(folder, run, { night, faults: night % 2 === 0 ? [] : [`${LINKS} status=500`] });
    const flaky = await verify(folder, 'history --flaky');
    expect(flaky.stdout.split('\n')[0]).toMatch(/^specs\/links\.md .*\.F\.F .* in 2 of 4 runs$/);
    expect(flaky.stdout).not.toContain('expired.md');
    expect((await verify(folder, 'history expired --flaky')).stdout).toBe('no spec of "expired" was flaky\n');
    const slow = await verify(folder, 'history --slow');
    expect(slow.stdout).toMatch(/^specs\/expired\.md .* usually 0 ms, at most 0 ms$/m);
    expect(slow.stdout).not.toContain('later.md');
    expect((await verify(folder, 'history --slow --flaky')).exit).toBe(3);
  });

  test('says when there is nothing to show', async () => {
    const folder = makeProject(files);
    expect(await verify(folder, 'history')).toMatchObject({
      exit: 4,
      stdout: 'no runs are remembered yet\n',
    });
    await verify(folder, 'specs --contract off --no-write');
    expect(await verify(folder, 'history nowhere')).toMatchObject({
      exit: 4,
      stdout: 'no runs of "nowhere" are remembered\n',
    });
  });
});

describe('--dry-run', () => {
  const environments = (url: string): string => `default: staging
environments:
  staging:
    baseUrl: ${url}/primary
    fallbackUrl: "{{env.FALLBACK}}/fallback"
    routes: [{ path: "/**/partners/**", baseUrl: ${url}/partners, scheme: token }]
    tokens:
      staff: "{{env.STAFF_TOKEN}}"
      admin: "{{env.ADMIN_TOKEN}}"
      payroc: { exchange: { method: POST, url: ${url}/identity, headers: { x-api-key: "{{env.KEY}}" }, token: $.t } }
    variables: { business_id: b1, lost: "{{env.LOST}}" }
`;

  const spec = `---
endpoint: POST /v1/orders/{order_id}
status: pending
tokens: [payroc]
data: [{ name: euro, currency: EUR }]
---
## Prerequisites

\`\`\`yaml
steps:
  - id: get_order
    method: GET
    path: /v1/partners/orders
    token: staff
    params: { business: "{{business_id}}", day: "{{today_date}}" }
    extract: { order_id: $.id }
\`\`\`

## Test Request

\`\`\`yaml
steps:
  - id: main_request
    method: POST
    path: /v1/orders/{order_id}
    useFallbackApi: true
    body: { currency: "{{currency}}", note: "{{note}}", who: "{{nobody}}", lost: "{{lost}}", key: "{{env.KEY}}", gone: "{{env.GONE}}" }
\`\`\`

## Cleanup

\`\`\`yaml
steps:
  - id: log_out
    method: DELETE
    path: /v1/session
    token: none
\`\`\`
`;

  test('shows hosts, tokens by name, operations, variables and who provides them, and sends nothing', async () => {
    const server = await serveHttp((_request, response) => response.end('{}'));
    const folder = makeProject({
      'specs/environments.yaml': environments(server.url),
      'specs/orders.md': spec,
      'specs/skipped.md': specOf(LINKS, { status: 'skipped', head: 'skipReason: not yet' }),
      'specs/unreadable.md': specOf(LINKS, { step: 'methd: GET' }),
    });
    const env = { STAFF_TOKEN: 'secret-staff', KEY: 'secret-key', FALLBACK: 'http://fallback.test' };
    const { exit, stdout, stderr, text } = await verify(folder, 'specs --dry-run --var note=hello', { env });
    expect(
      stdout.replaceAll(server.url, '<server>'),
    ).toBe(`specs/orders.md [1 euro]  POST /v1/orders/{order_id}
  would be errored: test main_request: variables: {{env.GONE}} may not be read: the environment "staging" does not mention it
    specs/orders.md:27:121
  prerequisites get_order: GET /v1/partners/orders
    to    <server>/partners (/**/partners/**: the path matches the route /**/partners/**)
    token staff (bearer)
    needs business_id from environment staging, today_date from built-in
  test          main_request: POST /v1/orders/{order_id}
    to    $FALLBACK/fallback (fallback: the step asks for the fallback API)
    token payroc (bearer, exchanged), from <server>/identity
    needs order_id from step prerequisites get_order, currency from data, note from --var, nobody from NOBODY, lost from NOBODY, env.KEY from process environment, env.GONE from NOBODY
    body  {"currency":"EUR","note":"hello","who":"{{nobody}}","lost":"{{lost}}","key":"$KEY","gone":"{{env.GONE}}"}
  cleanup       log_out: DELETE /v1/session
    to    <server>/primary (primary: nothing asks for another API)
    token none (no credentials)

specs/skipped.md  ${LINKS}
  would be skipped: not yet

specs/unreadable.md  ${LINKS}
  would be errored: unknown key "methd" in a step
    specs/unreadable.md:12:5
`);
    expect(stderr).toBe('');
    expect(exit).toBe(2);
    expect(server.connections()).toBe(0);
    expect(stdout).not.toContain('secret-');
    expect(text('reports/report.json')).toBeUndefined();
    expect(text('specs/orders.md')).toBe(spec);
  });
});
