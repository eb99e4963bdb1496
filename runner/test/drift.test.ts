import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { linksDocument, linksSpec, makeProject, verify } from './comparison.ts';

const wrong = linksSpec('expect: { status: 204 }');

test('specs and documents that agree pass, and what has no spec is a note', async () => {
  const { exit, stdout } = await verify(makeProject(), 'drift');
  expect(stdout).toBe(`drift: 2 notes
1 spec, 1 document with 3 operations, nothing observed yet

operations without a spec
  2 of 3  swagger/links.json
`);
  expect(exit).toBe(0);
});

test('a disagreement names both places, and fails the gate', async () => {
  const { exit, stdout } = await verify(makeProject({ 'specs/links.md': wrong }), 'drift specs');
  expect(stdout).toContain('error   GET /payment-links: status 204 is expected, and not documented');
  expect(stdout).toContain('spec      specs/links.md:13:23  expects 204');
  expect(stdout).toMatch(/document {2}swagger\/links\.json:\d+:\d+ {2}200, 401/);
  expect(exit).toBe(5);
});

test.each([
  ['expect: { status: 204 }', 'error', 5],
  ['expect: { status: 204 }', 'warn', 5],
  ['expect: { status: 204 }', 'never', 0],
  ['expect: { status: [200, 204] }', 'error', 0],
  ['expect: { status: [200, 204] }', 'warn', 5],
])('%s with --fail-on %s exits with %i', async (lines, failOn, exit) => {
  const project = makeProject({ 'specs/links.md': linksSpec(lines) });
  expect((await verify(project, `drift --fail-on ${failOn}`)).exit).toBe(exit);
});

test('what a run observed is the third column', async () => {
  const paths = {
    '/payment-links': {
      get: {
        responses: { 200: { content: { 'application/json': { schema: { properties: { nope: {} } } } } } },
      },
    },
  };
  const project = makeProject({ 'swagger/links.json': linksDocument(paths) });
  expect((await verify(project, 'drift')).stdout).not.toContain('observed-only');
  expect((await verify(project, 'specs --no-write')).exit).toBe(0);
  const { stdout } = await verify(project, 'drift --fail-on never');
  expect(stdout).toContain('GET /payment-links: $.data was observed, and is not documented');
  expect(stdout).toContain('observed  200 on 2026-03-02');
});

test('a run remembers shapes and no values', async () => {
  const project = makeProject({
    'specs/links.md': linksSpec('params: { limit: 1 }\nexpect: { status: 200 }'),
  });
  await verify(project, 'specs --no-write');
  const { operations } = JSON.parse(readFileSync(join(project, 'reports/observed.json'), 'utf8'));
  expect(operations).toHaveLength(1);
  expect(operations[0]).toMatchObject({
    document: 'swagger/links.json',
    method: 'GET',
    template: '/payment-links',
    answers: {
      200: { requests: [{ spec: 'specs/links.md', tokens: ['connect'], query: ['limit'], body: [] }] },
    },
  });
  expect(operations[0].answers['200'].fields).toMatchObject({ $: ['object'], '$.data': ['array'] });
  expect(JSON.stringify(operations)).not.toContain('http');
});

test('a run that did not look at documents leaves no memory of them', async () => {
  const project = makeProject();
  await verify(project, 'specs --no-write --contract off');
  expect(existsSync(join(project, 'reports/observed.json'))).toBe(false);
});

test('a memory that is damaged is said, and the rest is compared', async () => {
  const project = makeProject({ 'reports/observed.json': '{' });
  const { exit, stdout, stderr } = await verify(project, 'drift');
  expect(stderr).toMatch(/observed\.json is not what a run of verify writes/);
  expect(stdout).toContain('nothing observed yet');
  expect(exit).toBe(0);
});

test('the formats hold the same findings', async () => {
  const project = makeProject({ 'specs/links.md': wrong });
  const json = JSON.parse((await verify(project, 'drift --format json')).stdout);
  const sarif = JSON.parse((await verify(project, 'drift --format sarif')).stdout);
  const { stdout: markdown } = await verify(project, 'drift --format markdown');
  expect(json.summary).toMatchObject({ error: 1, warn: 0, info: 2 });
  expect(sarif.runs[0].results).toHaveLength(json.findings.length);
  expect(markdown).toContain('1 error, 0 warnings, 2 notes in 1 spec and 1 document.');
});

test('named specs are compared with the documents they name; --swagger adds those of a folder', async () => {
  const project = makeProject({
    'swagger/other.json': linksDocument(),
    'swagger/node_modules/theirs/api.json': linksDocument(),
  });
  const documents = async (words: string) =>
    JSON.parse((await verify(project, `${words} --format json`)).stdout).documents.map(
      ({ path }: { path: string }) => path,
    );
  expect(await documents('drift specs')).toEqual(['swagger/links.json']);
  expect(await documents('drift')).toEqual(['swagger/links.json', 'swagger/other.json']);
  expect(await documents('drift specs --swagger swagger')).toEqual([
    'swagger/links.json',
    'swagger/other.json',
  ]);
});

test.each([
  ['drift --format yaml', '--format: expected text, json, markdown, sarif, found "yaml"'],
  ['drift --fail-on errors', 'did you mean "error"?'],
  ['drift --swagger nowhere', '--swagger: nowhere does not exist'],
  ['drift nowhere', 'nowhere: no such file or folder'],
  ['drift --env nowhere', 'nowhere'],
  ['drift --bogus', 'unknown option --bogus'],
])('%s is a mistake in the call', async (words, message) => {
  const { exit, stderr } = await verify(makeProject(), words);
  expect(stderr).toContain(message);
  expect(exit).toBe(3);
});

test('nothing to compare is neither drift nor agreement', async () => {
  const project = makeProject({ 'empty/notes.txt': '' });
  expect(await verify(project, 'drift empty')).toMatchObject({
    exit: 4,
    stdout: 'nothing to compare: no specs in empty\n',
  });
  const none = await verify(makeProject({ 'swagger/links.json': '7' }), 'drift');
  expect(none.stdout).toBe(
    'nothing to compare: swagger/links.json is not an OpenAPI document: it holds no object\n' +
      '  → name the folder of the API documents with --swagger DIR\n',
  );
  expect(none.exit).toBe(4);
});

test('a document that a spec names and that cannot be read is drift, of one spec alone as well', async () => {
  const project = makeProject({
    'swagger/links.json': '{"openapi":"3.0.3","paths":{',
    'swagger/other.json': linksDocument({}),
  });
  const { exit, stdout } = await verify(project, 'drift specs/links.md --swagger swagger --fail-on error');
  expect(stdout).toContain('swagger/links.json is not sound JSON or YAML');
  expect(exit).toBe(5);
});
