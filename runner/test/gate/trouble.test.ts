import { readFileSync, existsSync, readlinkSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { REPORT_FILES } from '../../report/formats.ts';
import { writeFiles } from '../temp-folder.ts';
import { ALL_FORMATS } from '../all-formats.ts';
import { EXPIRED, type Files, LINKS, makeProject, specOf, verify } from './project.ts';

/** What goes wrong on the disk, by the name of the file; nothing when empty. */
const disk = vi.hoisted(() => ({ failing: new Map<string, string>() }));

vi.mock('node:fs', async (importOriginal) => {
  const real = await importOriginal<typeof import('node:fs')>();
  return {
    ...real,
    mkdirSync: (...args: Parameters<typeof real.mkdirSync>) => {
      failFor(args[0]);
      return real.mkdirSync(...args);
    },
    renameSync: (...args: Parameters<typeof real.renameSync>) => {
      failFor(args[1]);
      real.renameSync(...args);
    },
  };
});

function failFor(path: unknown): void {
  for (const [name, code] of disk.failing)
    if (String(path).endsWith(name)) throw Object.assign(new Error(`${code}: of a test`), { code });
}

vi.mock('../../report/writers/tap.ts', () => ({
  renderTap: () => {
    throw new Error('this reporter is broken');
  },
}));

const ALL = ['console', ...ALL_FORMATS].filter((name) => name !== 'tap').join(',');
/** The files of the formats that are not broken. */
const OTHERS = REPORT_FILES.filter((file) => file !== 'report.tap');
const BROKEN = { faults: [`${LINKS} status=500`] };

const project = (files: Files = {}): string =>
  makeProject({
    'specs/links.md': specOf(LINKS, { status: 'verified' }),
    'specs/expired.md': specOf(EXPIRED),
    ...files,
  });

const run = async (
  folder: string,
  words: readonly string[] = [],
  broken: Readonly<Record<string, string>> = {},
) => {
  disk.failing = new Map(Object.entries(broken));
  try {
    return await verify(
      folder,
      ['specs', '--contract', 'off', '--no-write', '--reporter', ALL, ...words],
      BROKEN,
    );
  } finally {
    disk.failing.clear();
  }
};

describe('whatever cannot be written, the verdict stays, and the message says what is missing', () => {
  test.each([
    ['no gate', [], 1],
    ['a gate', ['--gate'], 5],
  ])('a reports folder that may not be written to, with %s', async (_what, words, exit) => {
    const ran = await run(project(), words, { reports: 'EACCES' });
    expect(ran.exit).toBe(exit);
    const names = ['json', ...ALL_FORMATS].filter((name) => !['github', 'tap', 'json'].includes(name));
    const why =
      '<folder>/reports may not be read or written (permissions); name another folder with --reports';
    const said = [
      `not kept for later runs: ${why}`,
      `the reports "json", ${names.map((name) => `"${name}"`).join(', ')} are missing: ${why}`,
    ];
    expect(ran.stdout.split('\n').filter((line) => line.includes(why) && !line.startsWith('::'))).toEqual(
      words.length > 0 ? said.map((line) => `  not complete: ${line}`) : said,
    );
    expect(ran.stdout).toContain('2 specs: 1 passed, 1 failed');
    expect(ran.stdout).toContain('::error file=specs/links.md');
  });

  test('a reports folder that is a file', async () => {
    const ran = await run(project({ reports: 'a file' }));
    expect(ran.exit).toBe(1);
    expect(ran.stdout).toMatch(
      /the reports "json", .*"junit".* are missing: <folder>\/reports is not a folder; name another folder with --reports/,
    );
    expect(ran.text('reports')).toBe('a file');
  });

  test('one report that is in the way of itself: the others are written', async () => {
    const ran = await run(project({ 'reports/junit.xml/inside': '' }));
    expect(ran.exit).toBe(1);
    // Once as a note, and once as an annotation.
    expect(ran.stdout.match(/^(?!::).*is missing/gm)).toHaveLength(1);
    expect(ran.stdout).toMatch(/^::warning title=reports are missing::the report "junit" is missing/m);
    expect(ran.text('reports/report.md')).toMatch(/^## ❌ reports are missing · /);
    expect(ran.stdout).toContain('the report "junit" is missing: ');
    for (const file of [...OTHERS.filter((name) => name !== 'junit.xml'), 'history.ndjson'])
      expect(ran.text(`reports/${file}`)).toBeDefined();
  });

  test('a report that is missing closes the gate, and all others say so', async () => {
    const folder = makeProject({ 'specs/links.md': specOf(LINKS) });
    const words = ['specs', '--contract', 'off', '--no-write', '--gate', '--reporter', `${ALL},tap`];
    const ran = await verify(folder, words);
    expect(ran.exit).toBe(5);
    // Metrics hold numbers only.
    for (const file of OTHERS.filter((name) => name !== 'report.prom'))
      expect(ran.text(`reports/${file}`)).toMatch(/not complete: the report .{1,8}tap.{1,8} is missing/);
    expect(ran.stdout).toContain(
      '::error title=gate%3A closed::gate: closed%0Anot complete: the report "tap"',
    );
  });

  test('a disk that is full for one report, and for the history', async () => {
    const folder = project({ 'reports/report.html': '<meta name="generator" content="verify-specs">' });
    const ran = await run(folder, [], { 'report.html': 'ENOSPC', 'history.ndjson': 'ENOSPC' });
    expect(ran.exit).toBe(1);
    expect(ran.stdout).toMatch(
      /the report "html" is missing: the disk is full, so .*report\.html was not written/,
    );
    expect(ran.stdout).toMatch(
      /not kept for later runs: the disk is full, so .*history\.ndjson was not written/,
    );
    expect(ran.text('reports/junit.xml')).toBeDefined();
    // What was there before must not be taken for a report of this run.
    expect(ran.text('reports/report.html')).toBeUndefined();
  });

  test('a shard whose file cannot be written keeps its verdict and leaves nothing behind', async () => {
    const ran = await run(project(), ['--shard', '1/1'], { 'shard-1-of-1.jsonl': 'ENOSPC' });
    expect(ran.exit).toBe(1);
    expect(ran.stdout).toMatch(
      /not kept for later runs: the disk is full, so .*shard-1-of-1\.jsonl was not written/,
    );
    expect(ran.text('reports/shard-1-of-1.jsonl')).toBeUndefined();
  });

  test('a reporter that breaks takes no other with it', async () => {
    const ran = await run(project(), ['--reporter', 'tap']);
    expect(ran.exit).toBe(1);
    expect(ran.stdout).toContain('the report "tap" is missing: Error: this reporter is broken');
    expect(ran.text('reports/report.tap')).toBeUndefined();
    expect(ran.text('reports/report.html')).toBeDefined();
    expect(ran.text('reports/junit.xml')).toBeDefined();
  });

  test('where nothing is printed for people, it is said all the same', async () => {
    const folder = project();
    const { exit, stdout, stderr } = await verify(folder, 'specs --contract off --no-write --reporter tap');
    expect(stdout).toBe('');
    expect(stderr).toBe('verify: the report "tap" is missing: Error: this reporter is broken\n');
    expect(exit).toBe(2);
  });

  test('a merge says so, too, and answers with the verdict of the run', async () => {
    const folder = project();
    await run(folder, ['--shard', '1/1']);
    disk.failing = new Map([['report.html', 'ENOSPC']]);
    const ran = await verify(folder, 'merge reports/shard-1-of-1.jsonl --reporter console,html,tap,junit');
    disk.failing.clear();
    expect(ran.stdout).toContain('the report "html" is missing: the disk is full');
    expect(ran.stdout).toContain('the report "tap" is missing: Error: this reporter is broken');
    expect(ran.text('reports/junit.xml')).toBeDefined();
    expect(ran.exit).toBe(1);
  });
});

describe('what earlier runs left', () => {
  const runs = ['specs', '--contract', 'off'];

  test('a history with damaged lines: each run names them, and the gate is closed, until they are removed', async () => {
    const folder = project();
    await verify(folder, runs);
    const { text } = await verify(folder, 'specs --list');
    const good = text('reports/history.ndjson')!;
    writeFiles(folder, { 'reports/history.ndjson': `{"half\n${good}${good.slice(0, 40)}` });
    const ran = await verify(folder, [...runs], { night: 1, ...BROKEN });
    expect(ran.stdout).toContain('reports/history.ndjson: 2 damaged lines were left out (lines 1, 2); ');
    expect(ran.stdout).toContain('newly failing: specs/links.md');
    expect(ran.exit).toBe(1);
    for (const night of [2, 3]) {
      const gated = await verify(folder, [...runs, '--gate'], { night });
      expect(gated.stdout).toMatch(/not complete: .*2 damaged lines were left out \(lines 1, 2\)/);
      expect(gated.exit).toBe(5);
    }
    const damaged = (await verify(folder, 'history')).text('reports/history.ndjson')!;
    writeFiles(folder, { 'reports/history.ndjson': damaged.split('\n').slice(2).join('\n') });
    expect(await verify(folder, [...runs, '--gate'], { night: 4 })).toMatchObject({ exit: 0 });
  });

  test.each([
    ['history.ndjson', new Uint8Array([0, 255, 254, 10, 0, 10])],
    ['history.ndjson', '{"level":"info"}\n{"level":"warn"}\n'],
    ['proven.json', '{"a":1}'],
    ['proven.json', '[]'],
    ['proven.json', '7'],
    ['proven.json', 'null'],
    ['proven.json', 'notes'],
    ['observed.json', '{"operations":[]}'],
    ['observed.json', 'notes'],
  ])(
    '%s of another program is neither read nor replaced, and one sentence says so',
    async (name, content) => {
      const folder = project();
      writeFiles(folder, { [`reports/${name}`]: content });
      const before = readFileSync(join(folder, 'reports', name));
      const ran = await verify(folder, ['specs']);
      expect(ran.exit).toBe(0);
      expect(readFileSync(join(folder, 'reports', name))).toEqual(before);
      expect(ran.stdout.split('\n').filter((line) => line.includes(name))).toEqual([
        expect.stringMatching(
          / is not what a run of verify writes, and is left as it is; move it away, or name/,
        ),
      ]);
    },
  );

  test('runs at the same time in one folder keep what each found, and the last says that reports are mixed', async () => {
    const folder = project();
    const gated = ['--contract', 'off', '--gate'];
    const [first, second] = await Promise.all([
      verify(folder, ['specs/links.md', ...gated]),
      verify(folder, ['specs/expired.md', ...gated]),
    ]);
    expect([first.exit, second.exit]).toEqual([0, 0]);
    const said = `${first.stdout}${second.stdout}`.match(/another run wrote its reports into .*--reports$/gm);
    expect(said).toHaveLength(1);
    const { text } = await verify(folder, 'history');
    expect(text('reports/history.ndjson')!.trimEnd().split('\n')).toHaveLength(2);
    expect(Object.keys(JSON.parse(text('reports/proven.json')!) as object)).toEqual([
      'specs/expired.md',
      'specs/links.md',
    ]);
    const alone = await verify(folder, [...runs, '--gate'], { night: 1, ...BROKEN });
    expect(alone.stdout).not.toContain('another run');
  });

  test('a history that cannot be read is left as it is', async () => {
    const folder = project({ 'reports/history.ndjson/inside': '' });
    const ran = await verify(folder, runs);
    expect(ran.stdout).toMatch(/not kept for later runs: .*history\.ndjson/);
    expect(ran.text('reports/history.ndjson/inside')).toBe('');
    expect(ran.exit).toBe(0);
  });

  test.each(['{"specs/links.md": {"sav', ''])('a damaged proven.json: %j', async (text) => {
    const folder = project({ 'reports/proven.json': text });
    const ran = await verify(folder, runs);
    expect(ran.stdout).toContain('reports/proven.json is damaged, so which steps were proven is forgotten');
    expect(ran.exit).toBe(0);
    expect(JSON.parse(ran.text('reports/proven.json')!)).toHaveProperty(['specs/links.md', 'proven']);
  });

  test.each([
    ['reports/proven.json is a folder', { 'reports/proven.json/inside': '' }],
    ['reports/history.ndjson is a folder', { 'reports/history.ndjson/inside': '' }],
    ['reports/history.ndjson is empty', { 'reports/history.ndjson': '' }],
    ['reports/history.ndjson is empty', { 'reports/history.ndjson': '\n \n' }],
  ])('keeps the gate closed: %s', async (problem, files) => {
    const ran = await verify(project(files), [...runs, '--no-write', '--gate']);
    expect(ran.stdout).toMatch(new RegExp(`^  not complete: .*${problem}`, 'm'));
    expect(ran.exit).toBe(5);
  });

  test.each(['proven.json', 'history.ndjson'])('keeps the gate closed: %s links to nothing', async (name) => {
    const folder = project({ 'reports/notes.txt': '' });
    symlinkSync('/gone/for/good', join(folder, 'reports', name));
    const ran = await verify(folder, [...runs, '--no-write', '--gate']);
    expect(ran.stdout).toMatch(new RegExp(`^  not complete: .*${name} does not exist`, 'm'));
    expect(ran.exit).toBe(5);
  });

  test.skipIf(!existsSync('/dev/zero'))('what has no end is not read', async () => {
    const folder = project({ 'reports/notes.txt': '' });
    for (const name of ['history.ndjson', 'proven.json', 'observed.json'])
      symlinkSync('/dev/zero', join(folder, 'reports', name));
    const ran = await verify(folder, [...runs, '--gate']);
    for (const name of ['history.ndjson', 'proven.json'])
      expect(ran.stdout).toMatch(
        new RegExp(`not complete: .*${name}: expected a file, found a device or a pipe; move it away`),
      );
    expect(ran.exit).toBe(5);
    expect(readlinkSync(join(folder, 'reports/history.ndjson'))).toBe('/dev/zero');
  });

  test('more history than is kept: it is said, and the gate stays open', async () => {
    const folder = project();
    await verify(folder, runs);
    const { text } = await verify(folder, 'specs --list');
    writeFiles(folder, { 'reports/history.ndjson': text('reports/history.ndjson')!.repeat(70) });
    const ran = await verify(folder, [...runs, '--gate'], { night: 1 });
    expect(ran.stdout).toContain(
      'reports/history.ndjson: 20 older lines were left out: kept are the last 60 runs of each spec, and 120000 lines of all',
    );
    expect(ran.stdout).toContain('gate: open');
    expect(ran.exit).toBe(0);
    expect((await verify(folder, runs, { night: 2 })).stdout).not.toContain('older lines');
  });

  test('a run that remembers nothing leaves no empty history', async () => {
    const folder = project({ 'specs/prose.md': '# Prose\n' });
    const ran = await verify(folder, 'specs/prose.md --contract off');
    expect(ran.text('reports/history.ndjson')).toBeUndefined();
  });

  test('a damaged observed.json is begun anew', async () => {
    const folder = project({ 'reports/observed.json': '{"operations":[' });
    const ran = await verify(folder, 'specs');
    expect(ran.exit).toBe(0);
    expect(JSON.parse(ran.text('reports/observed.json')!)).toHaveProperty('operations');
  });
});
