import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { main } from '../cli/cli.ts';
import { SANDBOX_SPEC } from '../authoring/sandbox-spec.ts';
import type { Report } from '../report/report.ts';
import { createFakeHost } from './fake-host.ts';
import { makeFolder } from './temp-folder.ts';

const PATH = 'specs/connect/get_payment_link.md';
const text = SANDBOX_SPEC.text.replace(
  '## Test Request\n\n```yaml\nsteps:\n',
  '## Test Request\n\n```yaml\nsteps:\n  - id: list_links\n    method: GET\n    path: /connect/v1/payment-links\n',
);
const lineOf = (needle: string): number => text.slice(0, text.indexOf(needle)).split('\n').length;

async function verify(...words: string[]) {
  const folder = makeFolder({
    [PATH]: text,
    'specs/environments.yaml': 'default: s\nenvironments: { s: { sandbox: true, defaultToken: connect } }\n',
  });
  const fake = createFakeHost({ cwd: folder });
  const exit = await main([...words, '--contract', 'off'], fake.host);
  const read = (path: string): string => readFileSync(join(folder, path), 'utf8');
  const sent = (): readonly string[] =>
    (
      JSON.parse(read('reports/report.json')) as {
        specs: { steps: { id: string; request: object | null }[] }[];
      }
    ).specs
      .flatMap(({ steps }) => steps)
      .flatMap(({ id, request }) => (request === null ? [] : [id]));
  return { exit, stdout: fake.stdout(), stderr: fake.stderr(), read, sent };
}

test('a line behind the path runs the step there, what it needs, and its cleanup; nothing is proven by it', async () => {
  const { exit, sent, read } = await verify(`${PATH}:${lineOf('id: get_link') + 2}`);
  expect({ exit, sent: sent() }).toEqual({ exit: 0, sent: ['create_link', 'get_link', 'cancel_link'] });
  expect(read(PATH)).toBe(text);
  expect(() => read('reports/history.ndjson')).toThrow('ENOENT');
});

test('what a part leaves out is in the report, and nothing about the run reads as a proof', async () => {
  const { exit, stdout, read } = await verify(
    '--until',
    'create_link',
    '--reporter',
    'console,markdown,prometheus',
  );
  const { part, conclusion, specs } = JSON.parse(read('reports/report.json')) as Report;
  expect({ exit, part, verdict: conclusion?.verdict }).toEqual({
    exit: 0,
    part: 'up to create_link',
    verdict: 'skipped',
  });
  const left = specs.flatMap(({ steps }) => steps).filter(({ verdict }) => verdict === 'skipped');
  expect(left.map(({ id, section, reason }) => ({ id, section, reason }))).toEqual(
    ['list_links', 'get_link'].map((id) => ({
      id,
      section: 'test',
      reason: 'not sent: run in part: up to create_link',
    })),
  );
  expect(stdout).toContain('run in part: up to create_link; proves nothing\n');
  expect(read('reports/report.md')).toMatch(/^## ⏭️ run in part: up to create_link · 1 spec: 1 passed\n/);
  expect(read('reports/report.prom')).not.toContain('verify_proof_age_seconds');
});

test('a part is named on standard error where the console is not asked for', async () => {
  const { stdout, stderr } = await verify('--until', 'create_link', '--reporter', 'json');
  expect(stdout).toBe('');
  expect(stderr).toContain('verify: run in part: up to create_link; proves nothing\n');
});

test('a step that needs nothing is sent alone, and what was not made is not cleaned up', async () => {
  const { exit, sent } = await verify(`${PATH}:${lineOf('id: list_links')}`);
  expect({ exit, sent: sent() }).toEqual({ exit: 0, sent: ['list_links'] });
});

test('--until ends a spec behind a step, also behind a prerequisite, and cleans up', async () => {
  const { exit, sent, read, stdout, stderr } = await verify('--until', 'create_link');
  expect({ exit, sent: sent() }).toEqual({ exit: 0, sent: ['create_link', 'cancel_link'] });
  expect(read(PATH)).toBe(text);
  expect(stdout + stderr).toContain('are left as they are, because a part of a spec proves nothing');
});

test('--keep sends no cleanup, and prints the command that does it', async () => {
  const { exit, sent, stdout } = await verify('--keep', '--until', 'create_link');
  expect({ exit, sent: sent() }).toEqual({ exit: 0, sent: ['create_link'] });
  expect(stdout).toMatch(
    /left in place.*cancel_link.*curl -X POST \S+\/connect\/v1\/payment-links\/\w+\/cancel/,
  );
  expect(stdout).not.toMatch(/Bearer [^$]*sandbox/);
});

test.each(['get_payment_link', 'connect/get_pay', 'get_payment_link.md'])(
  '%s names the spec',
  async (name) => {
    expect(await verify(name)).toMatchObject({
      exit: 0,
      stdout: expect.stringContaining('1 spec: 1 passed'),
    });
  },
);

test.each([
  ['a line outside the steps', [`${PATH}:2`], 'is no line of a step'],
  ['a step that is not there', ['--until', 'creat_link'], 'did you mean create_link?'],
  ['a gate', ['--until', 'create_link', '--gate'], 'proves nothing'],
  ['a name of nothing', ['payments_of_nobody'], 'no such file or folder'],
  ['a line of a file that is not there', ['specs/none.md:3'], 'no such file or folder'],
])('%s is refused in words', async (_, words, says) => {
  const { exit, stderr } = await verify(...words);
  expect({ exit, stderr }).toEqual({ exit: 3, stderr: expect.stringContaining(says) });
});
