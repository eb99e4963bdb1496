import { chmodSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeFiles } from '../temp-folder.ts';
import { EXPIRED, LINKS, makeProject, specOf, verify } from './project.ts';

const PROVEN = 'verifiedAt: "2026-01-01T00:00:00.000Z"';
const sound = specOf(LINKS, { status: 'verified', head: `tags: [money]\ndomain: links\n${PROVEN}` });

const utf16 = (text: string, order: 'le' | 'be', mark: boolean): Uint8Array => {
  const bytes = Buffer.from(`${mark ? '\ufeff' : ''}${text}`, 'utf16le');
  return order === 'le' ? bytes : bytes.swap16();
};

/** What can happen to a document so that it cannot be read as a spec any more. */
const damages: Readonly<Record<string, (text: string) => string | Uint8Array>> = {
  'conflict markers': (text) =>
    text.replace(
      'status: verified',
      '<<<<<<< HEAD\nstatus: verified\n=======\nstatus: pending\n>>>>>>> main',
    ),
  'a colon in a note': (text) => text.replace('status: verified', 'status: verified\nnotes: see: this'),
  'a tab': (text) => text.replace('tags:', '\ttags:'),
  'a duplicate key': (text) => text.replace('status: verified', 'status: verified\nstatus: pending'),
  'an unclosed frontmatter': (text) => text.replace('\n---\n##', '\n##'),
  'a misspelt status': (text) => text.replace('status: verified', 'status: verfied'),
  'UTF-16, little end first': (text) => utf16(text, 'le', true),
  'UTF-16, big end first': (text) => utf16(text, 'be', true),
  'UTF-16 without a mark': (text) => utf16(text, 'le', false),
  'NUL bytes': (text) => text.replace('status:', '\0status:'),
  'Latin-1': (text) => Buffer.from(text.replace('tags: [money]', 'tags: [größe]'), 'latin1'),
  'too many characters': (text) => text + 'x'.repeat(1_000_000),
  'no text at all': () => '',
  'no frontmatter any more': (text) => text.replace(/^---[\s\S]*?\n---\n/, ''),
  'nothing but prose': () => '# Links\n\nThis was a spec.\n',
};

/** The ways in which it may be known that the spec passed. */
const proofs = {
  'the document': { isRun: false, text: sound },
  'earlier runs': { isRun: true, text: specOf(LINKS, { head: 'tags: [money]\ndomain: links' }) },
} as const;

/** Criteria that the spec would meet none of, could it be read. */
const SELECTION = [
  ['--tag', 'other'],
  ['--tag', 'not money'],
  ['--domain', 'other'],
  ['--status', 'failed'],
  ['--grep', 'SANDBOXEXPIRED'],
  ['--method', 'post'],
  ['--token', 'other'],
  ['--endpoint', '/elsewhere'],
  ['--last-failed'],
].flat();

/** Where nothing of the frontmatter is left, only what earlier runs remember knows that it was proven. */
const saysNothing = (damage: string): boolean =>
  ['nothing but prose', 'no text at all', 'no frontmatter any more'].includes(damage);

describe.each(Object.entries(damages))('a proven spec that has become %s', (damage, change) => {
  test.each(Object.entries(proofs))(
    'keeps the gate closed, as %s knows',
    async (_knower, { isRun, text }) => {
      if (saysNothing(damage) && !isRun) return;
      const folder = makeProject({ 'specs/links.md': text, 'specs/fine.md': specOf(EXPIRED) });
      if (isRun) await verify(folder, 'specs --contract off');
      const before = (await verify(folder, 'history')).text('specs/links.md')!;
      // What the run itself wrote into the document must not be the only proof.
      const proven = isRun ? before.replace(/^verifiedAt:.*\n/m, '') : before;
      writeFiles(folder, { 'specs/links.md': change(proven) });
      const ran = await verify(folder, 'specs --contract off --no-write --gate', { night: 1 });
      expect(ran.stdout).toContain('gate: closed\n');
      expect(ran.stdout).toMatch(/^ {2}(regression|unreadable): specs\/links\.md:\d+/m);
      expect(ran.report().gate).toMatchObject({ decision: 'closed', lines: [expect.any(String)] });
      expect(ran.exit).toBe(5);
    },
  );

  test('is dropped by no selection', async () => {
    const folder = makeProject({ 'specs/links.md': sound, 'specs/fine.md': specOf(EXPIRED) });
    await verify(folder, 'specs --contract off --no-write');
    writeFiles(folder, { 'specs/links.md': change(sound) });
    const words = ['specs', '--contract', 'off', '--no-write', '--gate', ...SELECTION];
    const ran = await verify(folder, words, { night: 1 });
    expect(ran.stdout).toMatch(/^ {2}(regression|unreadable): specs\/links\.md:\d+/m);
    expect(ran.stdout).toContain('not judged: 1 spec left out by the selection');
    expect(ran.exit).toBe(5);
  });
});

/** The user root may read everything. */
test.skipIf(process.getuid?.() === 0)('one that may not be read keeps the gate closed', async () => {
  const folder = makeProject({ 'specs/links.md': sound, 'specs/fine.md': specOf(EXPIRED) });
  chmodSync(join(folder, 'specs/links.md'), 0);
  expect((await verify(folder, 'specs --contract off --no-write --gate')).exit).toBe(5);
});

test('a proof is known when the status was removed, and only the memory is left', async () => {
  const folder = makeProject({ 'specs/links.md': specOf(LINKS), 'specs/fine.md': specOf(EXPIRED) });
  await verify(folder, 'specs --contract off --no-write');
  writeFiles(folder, { 'specs/links.md': specOf(LINKS).replace('status: pending\n', '') });
  const words = ['specs', '--contract', 'off', '--no-write', '--gate', '--fault', `${LINKS} status=500`];
  const ran = await verify(folder, words, { night: 1 });
  expect(ran.stdout).toContain('failed (last proven 2026-03-02 12:00 UTC, failing since 2026-03-03');
  expect(ran.exit).toBe(5);
});

test('a day in the future is no proof', async () => {
  const future = specOf(LINKS, { status: 'failed', head: 'verifiedAt: "2031-01-01T00:00:00.000Z"' });
  const folder = makeProject({ 'specs/links.md': future, 'specs/fine.md': specOf(EXPIRED) });
  const words = ['specs', '--contract', 'off', '--no-write', '--gate', '--fault', `${LINKS} status=500`];
  expect((await verify(folder, words)).exit).toBe(0);
});

test('a file of prose that was named once does not count as a spec from then on', async () => {
  const folder = makeProject({ 'specs/links.md': specOf(LINKS), 'specs/readme.md': '# Links\n' });
  expect((await verify(folder, 'specs/readme.md --contract off')).exit).toBe(2);
  expect((await verify(folder, 'specs --contract off --gate')).exit).toBe(0);
});

test('what lies in the place of a proven spec and is no file keeps the gate closed', async () => {
  const folder = makeProject({ 'specs/links.md': specOf(LINKS), 'specs/fine.md': specOf(EXPIRED) });
  await verify(folder, 'specs --contract off');
  rmSync(join(folder, 'specs/links.md'));
  const gone = await verify(folder, 'specs --contract off --gate', { night: 1 });
  expect(gone.stdout).toContain(
    'not judged: 1 proven spec no longer there (deleted or renamed): specs/links.md',
  );
  expect(gone.exit).toBe(0);
  mkdirSync(join(folder, 'specs/links.md'));
  const displaced = await verify(folder, 'specs --contract off --gate', { night: 2 });
  expect(displaced.stdout).toContain(
    'specs/links.md was proven, and what lies there now is not read as a spec',
  );
  expect(displaced.exit).toBe(5);
});

describe('a run that is started in another folder', () => {
  const prose = { 'specs/links.md': '# Links\n\nThis was a spec.\n' };
  const runIn = (folder: string, words: string) =>
    verify(folder, `${words} --contract off --no-write --gate`, { night: 1 });

  test.each([
    ['the folder of the specs', 'specs', '. --reports ../reports'],
    ['a folder beside it', 'elsewhere', '../specs --reports ../reports'],
    ['the folder above', '..', '<name> --reports <name>/reports'],
  ])('knows what was proven: %s', async (_where, start, words) => {
    const folder = makeProject({
      'elsewhere/notes.txt': '',
      'specs/links.md': specOf(LINKS),
      'specs/fine.md': specOf(EXPIRED),
    });
    await verify(folder, 'specs --contract off');
    writeFiles(folder, prose);
    const { exit, stdout } = await runIn(
      join(folder, start),
      words.replaceAll('<name>', folder.split(/[\\/]/).at(-1)!),
    );
    expect(stdout).not.toContain('no longer there');
    expect(stdout).toMatch(/^ {2}regression: \S*links\.md:1 errored/m);
    expect(exit).toBe(5);
  });

  test('is known to those that are started above it', async () => {
    const folder = makeProject({ 'specs/links.md': specOf(LINKS), 'specs/fine.md': specOf(EXPIRED) });
    await verify(join(folder, 'specs'), '. --reports ../reports --contract off');
    writeFiles(folder, prose);
    expect((await runIn(folder, 'specs')).exit).toBe(5);
  });

  test('adds to what is kept under the names that are there', async () => {
    const folder = makeProject({ 'specs/links.md': specOf(LINKS), 'specs/fine.md': specOf(EXPIRED) });
    await verify(folder, 'specs --contract off');
    await verify(join(folder, 'specs'), '. --reports ../reports --contract off');
    const { text } = await verify(folder, 'history');
    const files = text('reports/history.ndjson')!.match(/"file":"[^"]+"/g);
    expect([...new Set(files)]).toEqual(['"file":"specs/fine.md"', '"file":"specs/links.md"']);
    expect(Object.keys(JSON.parse(text('reports/proven.json')!) as object)).toEqual([
      'specs/fine.md',
      'specs/links.md',
    ]);
  });
});

test('a link to a spec beside it is counted once, and what was proven under its name is there', async () => {
  const folder = makeProject({ 'specs/links.md': specOf(LINKS), 'specs/other.md': specOf(LINKS) });
  await verify(folder, 'specs --contract off');
  rmSync(join(folder, 'specs/other.md'));
  symlinkSync('links.md', join(folder, 'specs/other.md'));
  const ran = await verify(folder, 'specs --contract off --gate', { night: 1 });
  expect(ran.stdout).toContain('\n1 spec: 1 passed\n');
  expect(ran.stdout).not.toContain('not updated');
  expect(ran.stdout).not.toContain('no longer there');
  expect(ran.exit).toBe(0);
});
