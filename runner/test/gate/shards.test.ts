import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { linksDocument } from '../comparison.ts';
import { writeFiles } from '../temp-folder.ts';
import { REPORT_FILES } from '../../report/formats.ts';
import { ALL_FORMATS } from '../all-formats.ts';
import { EXPIRED, LINKS, makeProject, specOf, verify } from './project.ts';

const FORMATS = ['console', ...ALL_FORMATS].join(',');
const RUN = ['specs', '--no-write', '--seed', '7', '--jobs', '1'];
const SHARDS = ['one/shard-1-of-3.jsonl', 'two/shard-2-of-3.jsonl', 'three/shard-3-of-3.jsonl'];

const documented = { head: 'swagger: swagger/links.json' };

/** Specs whose answers are the same, whoever else asks: some pass, one fails, one cannot be put, one has rows, one uses another. */
const project = (): string =>
  makeProject({
    'swagger/links.json': linksDocument(),
    'specs/a_links.md': specOf(LINKS, documented),
    'specs/b_expired.md': specOf(EXPIRED, { ...documented, step: 'extract: { link_id: $.id }' }),
    'specs/c_fails.md': specOf(LINKS, { ...documented, status: 'verified', step: 'expect: { status: 204 }' }),
    'specs/d_errored.md': specOf(LINKS, { step: 'params: { a: "{{gone}}" }' }),
    'specs/e_skipped.md': specOf(LINKS, { status: 'skipped' }),
    'specs/f_rows.md': specOf(LINKS, {
      head: 'data: [{ name: one, n: 1 }, { name: two, n: 2 }, { name: three, n: 3 }]',
      step: 'params: { page: "{{n}}", who: "{{random_email}}" }',
    }),
    'specs/g_uses.md': specOf(LINKS).replace(
      '## Test',
      '## Prerequisites\n\n```yaml\nsteps:\n  - { id: earlier, uses: b_expired.md, outputs: { link: link_id } }\n```\n\n## Test',
    ),
  });

const folders = ['one', 'two', 'three'];

async function runShards(
  folder: string,
  env: (index: number) => Readonly<Record<string, string>> = () => ({}),
  reporter = 'json',
  night = 0,
) {
  const exits: number[] = [];
  for (const [index, reports] of folders.entries()) {
    const words = [...RUN, '--reporter', reporter, '--reports', reports, '--shard', `${index + 1}/3`];
    exits.push((await verify(folder, words, { env: env(index + 1), night })).exit);
  }
  return exits;
}

test('three shards, merged, equal one run in every format, byte by byte', async () => {
  const folder = project();
  const env = { GITHUB_STEP_SUMMARY: join(folder, 'summary.md') };
  const whole = await verify(folder, [...RUN, '--reporter', FORMATS, '--reports', 'whole'], { env });
  const summary = readFileSync(join(folder, 'summary.md'), 'utf8');
  writeFiles(folder, { 'summary.md': '' });
  // Only a part that is told to keeps every exchange for the archive.
  expect(new Set(await runShards(folder, undefined, 'har'))).toEqual(new Set([0, 1, 2]));
  const merged = await verify(folder, ['merge', ...SHARDS, '--reports', 'merged', '--reporter', FORMATS], {
    env,
  });
  for (const file of REPORT_FILES)
    expect([file, merged.text(`merged/${file}`)]).toEqual([file, whole.text(`whole/${file}`)]);
  expect(merged.text('summary.md')).toBe(summary);
  expect(merged.stdout).toBe(whole.stdout);
  expect([merged.exit, whole.exit]).toEqual([1, 1]);
  expect(JSON.parse(merged.text('merged/report.json')!)).toMatchObject({
    summary: { total: 9, passed: 6, failed: 1, errored: 1, skipped: 1 },
    coverage: { total: { operations: { covered: 2, total: 3 } } },
  });
});

test('the cut of a shard is said by the merged run, which remembers nothing of what it left', async () => {
  const folder = makeProject(
    Object.fromEntries(
      ['a', 'b', 'c', 'd'].map((name) => [
        `specs/${name}.md`,
        specOf(LINKS, { step: `expect: { status: ${name < 'c' ? 204 : 200} }` }),
      ]),
    ),
  );
  for (const index of [1, 2]) await verify(folder, [...RUN, '--bail', '--shard', `${index}/2`]);
  const files = [1, 2].map((index) => `reports/shard-${index}-of-2.jsonl`);
  const merged = await verify(folder, ['merge', ...files, '--reporter', 'console,markdown']);
  const left = merged.report().specs.filter(({ cut }) => cut);
  expect(merged.stdout).toContain(`the run was cut by --bail: ${left.length} spec`);
  expect(merged.text('reports/report.md')).toMatch(/^## ❌ cut by --bail · 4 specs/);
  expect(merged.text('reports/history.ndjson')).not.toMatch(/errored/);
  expect(merged.report()).not.toHaveProperty('shard');
});

test('a merged run is remembered like one run', async () => {
  const folder = project();
  await verify(folder, [...RUN, '--reports', 'whole']);
  await runShards(folder);
  const { text } = await verify(folder, ['merge', ...SHARDS, '--reports', 'merged']);
  expect(text('merged/history.ndjson')).toBe(text('whole/history.ndjson'));
  await runShards(folder, undefined, 'json', 1);
  const again = await verify(folder, ['merge', ...SHARDS, '--reports', 'merged'], { night: 1 });
  expect(again.stdout).toContain('still failing: specs/c_fails.md (since 2026-03-02 12:00 UTC)');
});

test('a run that is merged twice, and after newer ones, is remembered once and at its time', async () => {
  const folder = project();
  await runShards(folder);
  const merge = ['merge', ...SHARDS, '--reports', 'merged', '--gate'];
  await verify(folder, [...RUN, '--reports', 'merged'], { night: 1 });
  const newer = (await verify(folder, 'history')).text('merged/history.ndjson')!;
  const first = await verify(folder, merge, { night: 2 });
  const history = first.text('merged/history.ndjson')!;
  expect(history.endsWith(newer)).toBe(true);
  expect(history).toHaveLength(2 * newer.length);
  expect(first.stdout).not.toMatch(/newly failing|still failing|fixed|failing since/);
  const second = await verify(folder, merge, { night: 3 });
  expect(second.text('merged/history.ndjson')).toBe(history);
  expect(second.stdout).toBe(first.stdout);
});

test('shards of a run with a history take about the same time, and together everything', async () => {
  const folder = project();
  await verify(folder, [...RUN, '--reports', 'one']);
  for (const each of ['two', 'three'])
    writeFiles(folder, { [`${each}/history.ndjson`]: readFileSync(join(folder, 'one/history.ndjson')) });
  await runShards(folder);
  const { exit, text } = await verify(folder, [
    'merge',
    ...SHARDS,
    '--reports',
    'merged',
    '--reporter',
    'json',
  ]);
  expect(exit).toBe(1);
  expect(JSON.parse(text('merged/report.json')!).summary.total).toBe(9);
});

test('what the shards observed becomes what one run would have observed', async () => {
  const folder = project();
  await verify(folder, [...RUN, '--reports', 'whole']);
  await runShards(folder);
  const { text } = await verify(folder, ['merge', ...SHARDS, '--reports', 'merged']);
  expect(folders.map((reports) => text(`${reports}/observed.json`))).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  const { operations } = JSON.parse(text('whole/observed.json')!);
  expect(operations.length).toBeGreaterThan(1);
  expect(JSON.parse(text('merged/observed.json')!)).toEqual({ version: 1, operations });
});

test('specs that share a key of their environment are in one shard', async () => {
  const folder = project();
  writeFiles(folder, {
    'specs/environments.yaml':
      'default: sandbox\nenvironments:\n  sandbox: { sandbox: true, defaultToken: connect, concurrency: one-tenant }\n',
  });
  expect(await runShards(folder)).toEqual([1, 0, 0]);
  const { text } = await verify(folder, ['merge', ...SHARDS, '--reports', 'merged']);
  expect(JSON.parse(text('merged/report.json')!).summary.total).toBe(9);
});

test('a shard says which part of the limits it keeps to; one that has the whole plan says nothing', async () => {
  const limit = 'rateLimit: { perSecond: 300, burst: 6, maxConcurrent: 2 }';
  const folder = project();
  writeFiles(folder, {
    'specs/environments.yaml': `default: sandbox\nenvironments:\n  sandbox: { sandbox: true, defaultToken: connect, ${limit} }\n`,
  });
  const { stdout } = await verify(folder, [...RUN, '--reports', 'one', '--shard', '1/3']);
  expect(stdout).toContain(
    'rateLimit of sandbox: shard 1 of 3 keeps to 100/s, burst 2, 1 at once of 300/s, burst 6, 2 at once; each shard sends at least 1 at once',
  );
  expect((await verify(folder, RUN)).stdout).not.toContain('keeps to');
  const one = ['specs/a_links.md', ...RUN.slice(1), '--reports', 'one', '--shard', '1/3'];
  expect((await verify(folder, one)).stdout).not.toContain('keeps to');
});

describe('the gate of a merge', () => {
  test('has the rules that lie beside the specs', async () => {
    const folder = project();
    writeFiles(folder, {
      'specs/gate.yaml': 'regressions: false\nmaxFailures: 1\ncoverage: { operations: 90 }\n',
    });
    await runShards(folder);
    const { exit, stdout } = await verify(folder, ['merge', ...SHARDS, '--reports', 'merged', '--gate']);
    expect(stdout.slice(stdout.indexOf('gate: '))).toBe(
      'gate: closed\n  max failures: at most 1 allowed, 2 did not pass\n  coverage: 66.6 % of operations, 90 % is asked for\n',
    );
    expect(exit).toBe(5);
  });

  test('names the regression and its line', async () => {
    const folder = project();
    await runShards(folder);
    const { exit, stderr } = await verify(folder, ['merge', ...SHARDS, '--gate', '--reporter', 'json']);
    expect(stderr).toBe(
      'verify: gate: regression: specs/c_fails.md:13 failed (verified): test main_request: status: expected 204, got 200\n',
    );
    expect(exit).toBe(5);
  });

  test('knows which steps changed since they were proven', async () => {
    const folder = project();
    const proving = 'specs/b_expired.md --contract off --reports'.split(' ');
    for (const reports of folders) await verify(folder, [...proving, reports]);
    const { text } = await verify(folder, 'specs --list');
    writeFiles(folder, {
      'specs/b_expired.md': text('specs/b_expired.md')!.replace(
        'extract:',
        'expect: { status: 204 }\n    extract:',
      ),
    });
    await runShards(folder);
    const { stdout } = await verify(folder, ['merge', ...SHARDS, '--max-age', '30d']);
    expect(stdout).toContain('max age: specs/b_expired.md has other steps than those last proven');
  });
});

describe('merge refuses', () => {
  const refused = async (change: (folder: string) => unknown, files = SHARDS) => {
    const folder = project();
    await runShards(folder);
    await change(folder);
    const ran = await verify(folder, ['merge', ...files, '--reports', 'merged']);
    expect(ran.exit).toBe(3);
    expect(ran.text('merged/report.json')).toBeUndefined();
    expect(ran.stderr).not.toContain('defect');
    return ran.stderr;
  };
  const nothing = (): void => undefined;

  test('when a shard is left out', async () => {
    expect(await refused(nothing, SHARDS.slice(1))).toContain('merge: shard 1 of 3 is missing');
  });

  test('when one is there twice', async () => {
    expect(await refused(nothing, [...SHARDS, SHARDS[0]!])).toContain('are both shard 1 of 3');
  });

  test('when a file is not there, or none is named', async () => {
    expect(await refused(nothing, ['nowhere.jsonl'])).toContain('merge: nowhere.jsonl does not exist');
    expect(await refused(nothing, [])).toContain('merge: no files');
  });

  test('when one is cut off', async () => {
    const cut = (folder: string): void => {
      const text = readFileSync(join(folder, SHARDS[1]!), 'utf8');
      writeFiles(folder, { [SHARDS[1]!]: text.slice(0, -100) });
    };
    expect(await refused(cut)).toMatch(/two\/shard-2-of-3\.jsonl:\d+ is damaged/);
  });

  test('when one is a report', async () => {
    expect(await refused(nothing, [SHARDS[0]!, SHARDS[1]!, 'three/report.json'])).toContain(
      'three/report.json:1 is damaged',
    );
  });

  test('when one ran other steps', async () => {
    const again = async (folder: string): Promise<void> => {
      writeFiles(folder, {
        'specs/a_links.md': specOf(LINKS, { ...documented, step: 'expect: { status: 418 }' }),
      });
      await verify(folder, [...RUN, '--reports', 'three', '--shard', '3/3']);
    };
    expect(await refused(again)).toContain('its text of a spec or its environment differs');
  });

  test('when one is of another run, by the name that the CI system gives it', async () => {
    const folder = project();
    await runShards(folder, (index) => ({ GITHUB_RUN_ID: index === 2 ? '1001' : '1002' }));
    const { exit, stderr } = await verify(folder, ['merge', ...SHARDS]);
    expect(stderr).toContain('its run (1001, not 1002) differs');
    expect(exit).toBe(3);
  });

  test.each([
    [['--seed', '9'], 'its seed (9, not 7) differs'],
    [['--var', 'n=2'], 'its list of variables (--var, --secret) differs'],
    [['--secret', 'key=hidden-value'], 'its list of variables (--var, --secret) differs'],
    [['--severity', 'document-found=warn'], 'its list of options differs'],
    [['--read-only'], 'its list of options differs'],
  ])('when one was run with %j', async (more, message) => {
    const folder = makeProject({ 'specs/a.md': specOf(LINKS), 'specs/b.md': specOf(EXPIRED) });
    const common = ['specs', '--contract', 'off', '--no-write'];
    const seed = more.includes('--seed') ? [] : ['--seed', '7'];
    await verify(folder, [...common, '--seed', '7', '--shard', '1/2']);
    await verify(folder, [...common, ...seed, ...more, '--shard', '2/2']);
    const shards = ['reports/shard-1-of-2.jsonl', 'reports/shard-2-of-2.jsonl'];
    const { exit, stderr, text } = await verify(folder, ['merge', ...shards, '--gate']);
    expect(stderr).toContain(message);
    expect(exit).toBe(3);
    expect(text(shards[1]!)).not.toContain('hidden-value');
  });
});

describe('a shard', () => {
  test('takes its number from the CI system', async () => {
    const folder = project();
    const env = { CI_NODE_INDEX: '2', CI_NODE_TOTAL: '3' };
    const { text } = await verify(folder, [...RUN, '--shard', 'auto'], { env });
    expect(text('reports/shard-2-of-3.jsonl')).toContain('"index":2,"total":3');
  });

  test('that has nothing to run says so, and is merged like the others', async () => {
    const folder = makeProject({ 'specs/links.md': specOf(LINKS) });
    const run = async (index: number) =>
      verify(folder, ['specs', '--contract', 'off', '--no-write', '--shard', `${index}/2`]);
    await run(1);
    expect(await run(2)).toMatchObject({ exit: 0, stdout: 'nothing to run: shard 2 of 2 is empty\n' });
    const merged = await verify(folder, 'merge reports/shard-1-of-2.jsonl reports/shard-2-of-2.jsonl');
    expect(merged.exit).toBe(0);
    expect(merged.report().summary.total).toBe(1);
  });

  test('that breaks off leaves no file of an earlier night behind', async () => {
    const folder = project();
    writeFiles(folder, { 'reports/shard-1-of-3.jsonl': 'of the night before' });
    const breaksOff = verify(folder, [...RUN, '--shard', '1/3', '--reporter', 'json', '--fault', 'nonsense']);
    expect((await breaksOff).exit).toBe(3);
    expect((await breaksOff).text('reports/shard-1-of-3.jsonl')).toBeUndefined();
  });

  test('does not judge a fault that another shard may need, merge does', async () => {
    const folder = makeProject({ 'specs/links.md': specOf(LINKS), 'specs/expired.md': specOf(EXPIRED) });
    const merged = async (fault: string) => {
      const run = ['specs', '--contract', 'off', '--no-write', '--fault', fault, '--shard'];
      for (const shard of ['1/3', '2/3', '3/3']) expect((await verify(folder, [...run, shard])).exit).toBe(0);
      return verify(folder, ['merge', ...[1, 2, 3].map((index) => `reports/shard-${index}-of-3.jsonl`)]);
    };
    expect((await merged(`${LINKS} header:x-trace=1`)).exit).toBe(0);
    const idle = await merged(`${LINKS} when=404 status=500`);
    expect(idle.stdout).toContain(`--fault '${LINKS} when=404 status=500' changed no answer of this run`);
    expect(idle.exit).toBe(3);
  });

  test('that nothing was selected for leaves no file', async () => {
    const ran = await verify(project(), [...RUN, '--shard', '1/3', '--tag', 'nowhere']);
    expect(ran.exit).toBe(4);
    expect(ran.text('reports/shard-1-of-3.jsonl')).toBeUndefined();
  });

  test('proves a document with all its rows or not at all', async () => {
    const folder = project();
    for (const shard of ['1/3', '2/3', '3/3'])
      await verify(folder, ['specs', '--contract', 'off', '--reports', 'all', '--shard', shard]);
    const { text } = await verify(folder, 'specs --list');
    const taken = [1, 2, 3].map((index) => text(`all/shard-${index}-of-3.jsonl`)!.split('"row":').length - 1);
    expect(taken.toSorted((a, b) => a - b)).toEqual([0, 0, 3]);
    expect(text('specs/f_rows.md')).toContain('status: verified');
  });

  test.each([
    ['--shard 4/3', 'there is no shard 4 of 3'],
    ['--shard auto', 'none of CI_NODE_INDEX'],
    ['--shard', 'value is missing'],
  ])('%s is a mistake in the call', async (words, problem) => {
    const { exit, stderr } = await verify(project(), ['specs', ...words.split(' ')]);
    expect(stderr).toContain(problem);
    expect(exit).toBe(3);
  });
});
