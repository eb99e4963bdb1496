import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { main } from '../cli/cli.ts';
import * as api from '../index.ts';
import { createFakeHost } from './fake-host.ts';
import { makeFolder } from './temp-folder.ts';

const document = readFileSync(join(import.meta.dirname, '../docs/api.md'), 'utf8');

type VerifyFolder = (
  folder: string,
  answer: (request: Request) => Promise<Response>,
) => Promise<{
  readonly planned: number;
  readonly report: api.Report;
  readonly notes: readonly string[];
  readonly gate: api.GateDecision;
  readonly rendered: api.RenderedReport;
}>;

/** The example of the document, as a module of its own beside this one. */
async function exampleOf(text: string): Promise<VerifyFolder> {
  const code = /^```ts example\n([\s\S]*?)^```$/m.exec(text)![1]!;
  const file = join(makeFolder({}), 'example.ts');
  writeFileSync(file, code.replace("'verify-specs'", `'${join(import.meta.dirname, '../index.ts')}'`));
  const module = (await import(/* @vite-ignore */ file)) as { readonly verifyFolder: VerifyFolder };
  return module.verifyFolder;
}

const specOf = (path: string, status: number): string => `---
endpoint: GET ${path}
status: pending
---
# A spec

Its prose stays.

## Test Request
\`\`\`yaml
steps:
  - { id: main, method: GET, path: ${path}, token: none, expect: { status: ${status} } }
\`\`\`
`;

/** The spec as an earlier run has proven it. */
const proven = (text: string): string =>
  text.replace('status: pending', `status: verified\nverifiedAt: '2026-01-02T03:04:05.000Z'`);

const folderOf = (specs: Readonly<Record<string, string>>): string =>
  makeFolder({
    'environments.yaml': 'default: local\nenvironments:\n  local: { baseUrl: "http://api.test" }\n',
    ...Object.fromEntries(Object.entries(specs).map(([name, text]) => [`specs/${name}`, text])),
  });

const answer = async (request: Request): Promise<Response> =>
  new Response('{}', { status: new URL(request.url).pathname === '/things' ? 200 : 404 });

test('the example of the document plans, runs, reports, decides and writes back', async () => {
  const folder = folderOf({ 'a.md': specOf('/things', 200), 'b.md': proven(specOf('/gone', 200)) });
  const { planned, report, notes, gate, rendered } = await (await exampleOf(document))(folder, answer);
  expect(planned).toBe(2);
  expect(report.specs.map(({ file, verdict }) => [file, verdict])).toEqual([
    ['specs/a.md', 'passed'],
    ['specs/b.md', 'failed'],
  ]);
  expect(report.conclusion).toMatchObject({ verdict: 'failed' });
  expect(notes).toEqual([]);
  expect(gate).toEqual({ decision: 'closed', lines: [expect.stringContaining('specs/b.md')], notJudged: [] });
  expect(rendered.kind === 'file' && [...rendered.text].join('')).toContain('<testsuites');
  const [a, b] = ['a.md', 'b.md'].map((name) => readFileSync(join(folder, 'specs', name), 'utf8'));
  expect(a).toContain('status: verified');
  expect(b).toContain('status: failed');
  expect(a).toContain('Its prose stays.');
});

test('its names are exported, and every function that is exported is named', () => {
  const named = new Set([...document.matchAll(/`(\w+)(?:\([^`]*\))?`/g)].map(([, name]) => name!));
  expect(Object.keys(api).filter((name) => !named.has(name) && name !== 'summarize')).toEqual([]);
});

test('a program gets the report that the command line writes', async () => {
  const cwd = makeFolder({
    'environments.yaml': 'default: local\nenvironments:\n  local: { sandbox: true }\n',
    'specs/a.md': proven(specOf('/nowhere', 200)),
    'specs/b.md': specOf('/nowhere', 404),
    'specs/c.md': 'no spec\n',
  });
  const workspace = api.openWorkspace({
    jobs: 1,
    seed: '7',
    write: false,
    gate: true,
    host: createFakeHost({ cwd }).host,
  });
  const events: api.RunEvent[] = [];
  for await (const event of workspace.run()) events.push(JSON.parse(JSON.stringify(event)) as api.RunEvent);
  const report = await workspace.fold(events);
  const gate = await workspace.gate(report);
  await workspace.close();
  const flags = ['--jobs', '1', '--seed', '7', '--no-write', '--gate', '--quiet'];
  await main([...flags], createFakeHost({ cwd }).host);
  const written = readFileSync(join(cwd, 'reports/report.json'), 'utf8');
  expect(gate.decision).toBe('closed');
  expect(JSON.parse(JSON.stringify({ ...report, gate }))).toEqual(JSON.parse(written));
});

test.each([
  [{ patterns: [] }, 'patterns: expected at least one'],
  [{ jobs: 0 }, 'jobs: expected a whole number of at least 1, found 0'],
  [{ repeat: 0 }, 'repeat: expected a whole number of at least 1, found 0'],
  [{ repeat: Number.NaN }, 'repeat: expected a whole number'],
  [{ shard: { index: 3, total: 2 } }, 'shard.total: expected a whole number of at least 3, found 2'],
  [{ severity: { nonsense: 'off' } }, 'severity: '],
  [{ until: 'main', gate: true }, 'gate: a part of a spec proves nothing'],
])('%j is refused before anything is read', (options, message) => {
  const host = { cwd: folderOf({}) };
  expect(() => api.openWorkspace({ ...options, host })).toThrow(message);
});

test('what runs nothing is no report, and what was not asked for is not decided', async () => {
  const host = { cwd: folderOf({ 'a.md': specOf('/things', 200) }) };
  const send = api.createInMemorySend(answer);
  const none = api.openWorkspace({ host, send, selection: { tag: ['absent'] } });
  await expect(none.fold(none.run())).rejects.toThrow('nothing to run: none of the 1 specs');
  await none.close();
  const workspace = api.openWorkspace({ host, send, write: false });
  const report = await workspace.fold(workspace.run());
  await expect(workspace.gate(report)).rejects.toThrow('no gate was asked for');
  await expect(workspace.fold(workspace.run())).rejects.toThrow('a workspace runs once');
  expect(await workspace.writeBack(report)).toEqual([
    'nothing is written: the workspace was opened with write: false',
  ]);
  await workspace.close();
});

test('a signal of the program stops the run, and the report says so', async () => {
  const host = { cwd: folderOf({ 'a.md': specOf('/things', 200), 'b.md': specOf('/things', 200) }) };
  const controller = new AbortController();
  const send = api.createInMemorySend(async () => {
    controller.abort();
    return new Response('{}', { status: 200 });
  });
  const workspace = api.openWorkspace({ host, send, jobs: 1, signal: controller.signal });
  const report = await workspace.fold(workspace.run());
  await workspace.close();
  expect(report).toMatchObject({ interrupted: true, cutBy: 'a signal' });
  expect(report.specs.map(({ verdict }) => verdict)).toEqual(['passed', 'errored']);
});

test('a secret that an answer reveals late is in no result of the report', async () => {
  const secret = 'late-secret-value-42';
  const text = `---
endpoint: GET /things
status: pending
---
## Test Request
\`\`\`yaml
steps:
  - id: main
    method: GET
    path: /things
    token: none
    expect: { status: 200, body: { $.note: other } }
\`\`\`
`;
  const host = { cwd: folderOf({ 'a.md': text }) };
  const send = api.createInMemorySend(async () => Response.json({ note: secret }));
  const workspace = api.openWorkspace({ host, send, secrets: { KEY: secret }, write: false });
  const report = await workspace.fold(workspace.run());
  await workspace.close();
  expect(report.specs[0]!.verdict).toBe('failed');
  expect(JSON.stringify(report)).not.toContain(secret);
});
