import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { linksDocument } from '../comparison.ts';
import { writeFiles } from '../temp-folder.ts';
import { EXPIRED, type Files, LINKS, makeProject, specOf, verify } from './project.ts';

const head = 'swagger: swagger/links.json';

/** A spec of the list that takes what another spec leaves. */
const using = (file: string): string =>
  specOf(LINKS).replace(
    '## Test',
    `## Prerequisites\n\n\`\`\`yaml\nsteps:\n  - { id: earlier, uses: ${file} }\n\`\`\`\n\n## Test`,
  );

const files: Files = {
  'swagger/links.json': linksDocument({
    '/other': { get: { responses: { 200: { $ref: 'shared.yaml#/ok' } } } },
  }),
  'swagger/shared.yaml': 'ok: { description: fine }\n',
  'specs/list.md': specOf(LINKS, { head }),
  'specs/get.md': specOf(EXPIRED, { head }),
  'specs/other.md': specOf('GET /connect/v1/other', { head }),
  'specs/rows.md': specOf('GET /connect/v1/none', { head: 'data: rows.csv' }),
  'specs/rows.csv': 'name\none\n',
  'specs/alone.md': specOf('GET /connect/v1/nothing'),
  'specs/uses.md': using('parts/part.md'),
  'specs/parts/part.md': using('../alone.md'),
};

const git = (folder: string, ...args: readonly string[]): string =>
  execFileSync(
    'git',
    ['-c', 'user.name=a', '-c', 'user.email=a@example.com', '-c', 'commit.gpgsign=false', ...args],
    {
      cwd: folder,
      encoding: 'utf8',
    },
  );

/** A repository with these files committed. */
function repository(): string {
  const folder = makeProject(files);
  git(folder, 'init', '-q');
  git(folder, 'add', '.');
  git(folder, 'commit', '-qm', 'all');
  return folder;
}

const changedIn = async (folder: string, ...words: readonly string[]): Promise<readonly string[]> => {
  const { stdout, stderr } = await verify(folder, [
    'specs',
    '--contract',
    'off',
    '--list',
    '--changed',
    ...words,
  ]);
  expect(stderr).not.toMatch(/(?!verify: \d+ Markdown files? (?:is|are) no spec)^verify: /m);
  return [...stdout.matchAll(/specs\/(\S+)\.md {2}/g)].map((match) => match[1]!);
};

/** The specs that a change of these files concerns. */
const concernedBy = (change: Files): Promise<readonly string[]> => {
  const folder = repository();
  writeFiles(folder, change);
  return changedIn(folder);
};

const document = JSON.parse(files['swagger/links.json']!);

describe('--changed', () => {
  test('has nothing to run when nothing changed', async () => {
    const { exit, stdout } = await verify(repository(), 'specs --changed');
    expect(stdout).toBe('nothing to run: none of the 7 specs in specs is selected\n');
    expect(exit).toBe(4);
  });

  test('runs a spec that changed', async () => {
    expect(await concernedBy({ 'specs/get.md': `${files['specs/get.md']}\nMore.\n` })).toEqual(['get']);
  });

  test('runs a spec that is new, whether git was told of it or not', async () => {
    const folder = repository();
    writeFiles(folder, { 'specs/added.md': specOf(LINKS), 'specs/untold.md': specOf(LINKS) });
    git(folder, 'add', 'specs/added.md');
    expect(await changedIn(folder)).toEqual(['added', 'untold']);
  });

  test('compares with the commit that a branch left, not with what the other became since', async () => {
    const folder = repository();
    const main = git(folder, 'rev-parse', '--abbrev-ref', 'HEAD').trim();
    git(folder, 'checkout', '-qb', 'branch');
    writeFiles(folder, { 'specs/get.md': `${files['specs/get.md']}\nMore.\n` });
    git(folder, 'commit', '-qam', 'get');
    git(folder, 'checkout', '-q', main);
    writeFiles(folder, { 'specs/list.md': `${files['specs/list.md']}\nMore.\n` });
    git(folder, 'commit', '-qam', 'list');
    git(folder, 'checkout', '-q', 'branch');
    expect(await changedIn(folder, main)).toEqual(['get']);
  });

  test('does not take a verdict that a run wrote for a change', async () => {
    const folder = repository();
    await verify(folder, 'specs --contract off');
    expect(git(folder, 'status', '--short')).toContain('specs/list.md');
    git(folder, 'add', '.');
    git(folder, 'commit', '-qm', 'verdicts');
    writeFiles(folder, { 'specs/get.md': `${files['specs/get.md']}\nMore.\n` });
    expect(await changedIn(folder, 'HEAD~1')).toEqual(['get']);
  });

  test('runs a spec whose rows changed', async () => {
    expect(await concernedBy({ 'specs/rows.csv': 'name\ntwo\n' })).toEqual(['rows']);
  });

  test('runs what uses a spec that changed, also through another', async () => {
    expect(await concernedBy({ 'specs/alone.md': `${files['specs/alone.md']}\nMore.\n` })).toEqual([
      'alone',
      'parts/part',
      'uses',
    ]);
  });

  test('runs the specs of an operation that reads differently in its document', async () => {
    const changed = structuredClone(document);
    changed.paths['/payment-links'].get.responses['404'] = {};
    expect(await concernedBy({ 'swagger/links.json': JSON.stringify(changed) })).toEqual(['list']);
  });

  test('runs them when what the operation refers to does, in another file, too', async () => {
    expect(await concernedBy({ 'swagger/shared.yaml': 'ok: { description: changed }\n' })).toEqual(['other']);
  });

  test('reads documents up to --max-document, and runs the specs of one that is larger', async () => {
    const folder = repository();
    const padding = 'x'.repeat(1_200_000);
    const write = (more: object) =>
      writeFiles(folder, { 'swagger/links.json': JSON.stringify({ ...document, padding, ...more }) });
    write({});
    git(folder, 'commit', '-qam', 'a large document');
    write({ info: { title: 'another' } });
    expect(await changedIn(folder, 'HEAD', '--max-document', '2')).toEqual([]);
    expect(await changedIn(folder, 'HEAD', '--max-document', '1')).toEqual(['get', 'list', 'other']);
  });

  test('runs them all when the document says something else of all its operations', async () => {
    const changed = { ...structuredClone(document), security: [{ token: [] }] };
    expect(await concernedBy({ 'swagger/links.json': JSON.stringify(changed) })).toEqual([
      'get',
      'list',
      'other',
    ]);
  });

  test('runs them when the document cannot be read any more', async () => {
    expect(await concernedBy({ 'swagger/links.json': '{' })).toEqual(['get', 'list', 'other']);
  });

  test('runs nothing for a document that is only written differently', async () => {
    expect(await concernedBy({ 'swagger/links.json': JSON.stringify(document) })).toEqual([]);
  });

  test('compares with the revision that it is given', async () => {
    const folder = repository();
    writeFiles(folder, { 'specs/get.md': `${files['specs/get.md']}\nMore.\n` });
    git(folder, 'commit', '-qam', 'more');
    expect(await changedIn(folder)).toEqual([]);
    expect(await changedIn(folder, 'HEAD~1')).toEqual(['get']);
  });

  test('works in a folder below that of the repository', async () => {
    const folder = makeProject(
      Object.fromEntries(Object.entries(files).map(([path, text]) => [`api/${path}`, text])),
    );
    writeFiles(folder, {
      'api/specs/environments.yaml': 'default: a\nenvironments: { a: { sandbox: true } }\n',
    });
    git(folder, 'init', '-q');
    git(folder, 'add', '.');
    git(folder, 'commit', '-qm', 'all');
    writeFiles(folder, {
      'api/swagger/shared.yaml': 'ok: {}\n',
      'api/specs/get.md': 'gone\n',
      'specs/list.md': 'x',
    });
    rmSync(join(folder, 'api/specs/list.md'));
    expect(await changedIn(join(folder, 'api'))).toEqual(['other']);
  });

  test('goes together with other criteria, which do not hide what a spec uses', async () => {
    const folder = repository();
    writeFiles(folder, { 'specs/alone.md': `${files['specs/alone.md']}\nMore.\n` });
    const { stdout } = await verify(folder, ['specs/uses.md', '--list', '--changed']);
    expect(stdout).toBe(`pending  specs/uses.md  ${LINKS}\n`);
  });

  test.each([
    ['a revision that there is none of', 'nowhere', /git says: .*nowhere/],
    ['an option of git', '--output=stolen', /"--output=stolen" is no revision/],
  ])('refuses %s', async (_what, ref, problem) => {
    const { exit, stderr, text } = await verify(repository(), ['specs', `--changed=${ref}`]);
    expect(stderr).toMatch(problem);
    expect(exit).toBe(3);
    expect(text('stolen')).toBeUndefined();
  });

  test('needs a repository', async () => {
    const { exit, stderr } = await verify(makeProject(files), 'specs --changed');
    expect(stderr).toMatch(/--changed: git says/i);
    expect(exit).toBe(3);
  });
});
