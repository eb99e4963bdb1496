import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeFiles } from '../temp-folder.ts';
import { REPORT_FILES } from '../../report/formats.ts';
import { ALL_FORMATS } from '../all-formats.ts';
import { type Called, EXPIRED, LINKS, makeProject, specOf, verify } from './project.ts';

const BROKEN = { faults: [`${LINKS} status=500`] };
const RUN = ['specs', '--contract', 'off', '--gate'];

const project = (files: Readonly<Record<string, string>> = {}): string =>
  makeProject({
    'specs/links.md': specOf(LINKS),
    'specs/expired.md': specOf(EXPIRED),
    ...files,
  });

const gateOf = (stdout: string): string => stdout.slice(stdout.indexOf('gate: '));

describe('a night on which one behaviour of the API breaks', () => {
  test('closes the gate with the one regression, its line, its last proof, since when and why', async () => {
    const folder = project();
    expect(await verify(folder, RUN)).toMatchObject({
      exit: 0,
      stdout: expect.stringContaining('gate: open'),
    });
    const broken = await verify(folder, [...RUN], { night: 1, ...BROKEN });
    expect(gateOf(broken.stdout)).toBe(
      `gate: closed
  regression: specs/links.md:14 failed (last proven 2026-03-02 12:00 UTC, failing since 2026-03-03 12:00 UTC): test main_request: status: expected 200, got 500
`,
    );
    expect(broken.exit).toBe(5);
    expect(broken.text('specs/links.md')).toContain('status: failed');
  });

  test('says since when on the nights that follow, though the spec now says "failed" itself', async () => {
    const folder = project();
    await verify(folder, RUN);
    await verify(folder, [...RUN], { night: 1, ...BROKEN });
    const still = await verify(folder, [...RUN], { night: 4, ...BROKEN });
    expect(gateOf(still.stdout)).toContain(
      'last proven 2026-03-02 12:00 UTC, failing since 2026-03-03 12:00 UTC',
    );
    expect(still.stdout).toContain('still failing: specs/links.md (since 2026-03-03 12:00 UTC)');
    expect(still.exit).toBe(5);
    const mended = await verify(folder, RUN, { night: 5 });
    expect(mended.stdout).toContain('fixed: specs/links.md');
    expect(mended.exit).toBe(0);
  });

  test('is not kept where --fault was the one that broke it: not in documents, nor in what the gate reads', async () => {
    const folder = project();
    const kept = [
      'specs/links.md',
      'specs/expired.md',
      'reports/history.ndjson',
      'reports/proven.json',
      'reports/observed.json',
    ];
    const before = await verify(folder, RUN);
    const fault = ['--fault', `${LINKS} status=500`];
    const broken = await verify(folder, [...RUN, ...fault], { night: 1 });
    expect(broken.exit).toBe(5);
    expect(broken.stdout).toContain('--fault: the documents and the history are left as they are');
    expect(kept.map(broken.text)).toEqual(kept.map(before.text));
    await verify(folder, [...RUN, ...fault, '--shard', '1/1'], { night: 2 });
    const merged = await verify(folder, 'merge reports/shard-1-of-1.jsonl', { night: 2 });
    expect(merged.exit).toBe(1);
    expect(kept.map(merged.text)).toEqual(kept.map(before.text));
    const mended = await verify(folder, RUN, { night: 3 });
    expect(mended.stdout).not.toContain('fixed');
  });

  test('leaves the gate open for a spec that was never proven, and shows its failure', async () => {
    const folder = project();
    for (const night of [0, 1]) {
      const ran = await verify(folder, [...RUN], { night, ...BROKEN });
      expect(ran.stdout).toContain('failed  specs/links.md:');
      expect(ran.stdout).toContain('2 specs: 1 passed, 1 failed');
      expect(gateOf(ran.stdout)).toBe('gate: open\n');
      expect(ran.exit).toBe(0);
    }
  });

  test('closes the gate for a spec that was proven once, though it says pending now', async () => {
    const folder = project({
      'specs/links.md': specOf(LINKS, { head: 'verifiedAt: "2026-01-01T00:00:00.000Z"' }),
    });
    const ran = await verify(folder, [...RUN, '--no-write'], BROKEN);
    expect(ran.stdout).toContain('failed  specs/links.md');
    expect(gateOf(ran.stdout)).toContain('(last proven 2026-01-01 00:00 UTC): test main_request');
    expect(ran.exit).toBe(5);
  });

  test('without --gate the verdicts decide', async () => {
    expect((await verify(project(), ['specs', '--contract', 'off'], BROKEN)).exit).toBe(1);
  });
});

describe('the rules of the gate', () => {
  test('are those of gate.yaml, nearest to all the specs that run', async () => {
    const folder = project({ 'gate.yaml': 'maxFailures: 5\n', 'specs/gate.yaml': 'maxFailures: 0\n' });
    const ran = await verify(folder, [...RUN], BROKEN);
    expect(gateOf(ran.stdout)).toBe('gate: closed\n  max failures: at most 0 allowed, 1 did not pass\n');
    expect(ran.exit).toBe(5);
  });

  test('are else those of `gate:` in environments.yaml', async () => {
    const rules = 'gate: { regressions: false, maxFailures: 0 }\n';
    const folder = project({
      'environments.yaml': `${rules}environments: {}\n`,
      'specs/links.md': specOf(LINKS, { status: 'verified' }),
    });
    expect(gateOf((await verify(folder, [...RUN], BROKEN)).stdout)).toBe(
      'gate: closed\n  max failures: at most 0 allowed, 1 did not pass\n',
    );
  });

  test('--max-age is a gate of its own', async () => {
    const folder = project({
      'specs/links.md': specOf(LINKS, { status: 'verified', head: 'verifiedAt: "2026-01-01T00:00:00.000Z"' }),
    });
    const ran = await verify(
      folder,
      ['specs', '--contract', 'off', '--max-age', '30d', '--no-write'],
      BROKEN,
    );
    expect(gateOf(ran.stdout)).toContain(
      'max age: specs/links.md was last proven 60 days ago, 30 days are allowed',
    );
    expect(ran.exit).toBe(5);
  });

  test('see that the steps are others than those last proven', async () => {
    const folder = project();
    await verify(folder, RUN);
    const { text } = await verify(folder, 'specs --list');
    writeFiles(folder, {
      'specs/links.md': text('specs/links.md')!.replace('status: 200 }', 'status: [200, 206] }'),
    });
    const ran = await verify(folder, [...RUN, '--max-age', '30d', '--no-write'], { night: 1, ...BROKEN });
    expect(gateOf(ran.stdout)).toContain('max age: specs/links.md has other steps than those last proven');
  });

  test('ask for coverage, and take nothing for it that was not measured', async () => {
    const folder = project({ 'gate.yaml': 'coverage: { operations: 50 }\n' });
    const ran = await verify(folder, RUN);
    expect(gateOf(ran.stdout)).toBe(
      'gate: closed\n  coverage: operations could not be measured, 50 % is asked for\n',
    );
    expect(ran.exit).toBe(5);
  });

  test.each<[string, string]>([
    ['maxFailure: 3\n', 'gate.yaml:1:1 unknown key "maxFailure" in the gate'],
    ['maxFailures: -1\n', 'gate.yaml:1:14 "maxFailures": expected a number'],
    ['maxFailures: 1.5\n', 'gate.yaml:1:14 "maxFailures": expected a whole number, found 1.5'],
    ['maxAge: soon\n', 'gate.yaml:1:9 "maxAge": expected milliseconds or a duration'],
    ['coverage: { operations: 120 }\n', '"operations": expected a percentage from 0 to 100, found 120'],
    ['coverage: { lines: 12 }\n', 'unknown key "lines"'],
    ['- regressions\n', 'gate.yaml:1:1 expected a map of rules, found a list'],
    ['flaky: perhaps\n', '"flaky": expected true or false, found "perhaps"'],
    ['a: [\n', 'gate.yaml:'],
  ])('that cannot be read open no gate: %j', async (rules, problem) => {
    const folder = project({ 'gate.yaml': rules });
    const ran = await verify(folder, RUN);
    expect(ran.stderr).toContain(problem);
    expect(ran.exit).toBe(3);
    expect(ran.text('reports/report.json')).toBeUndefined();
  });

  test('of an empty file are the usual ones', async () => {
    const folder = project({
      'gate.yaml': '# nothing yet\n',
      'specs/links.md': specOf(LINKS, { status: 'verified' }),
    });
    expect((await verify(folder, [...RUN], BROKEN)).exit).toBe(5);
  });
});

test('a spec that cannot be put any more is a regression, too', async () => {
  const folder = project({
    'specs/links.md': specOf(LINKS, { status: 'verified', step: 'params: { page: "{{gone}}" }' }),
  });
  const ran = await verify(folder, RUN);
  expect(gateOf(ran.stdout)).toContain(
    'regression: specs/links.md:12 errored (verified): test main_request: variables',
  );
  expect(ran.exit).toBe(5);
});

test('an expired known issue closes the gate, also on a pending spec', async () => {
  const knownIssues = 'knownIssues:\n  - check: status\n    reason: they are on it\n    until: 2026-03-01';
  const folder = project({ 'specs/links.md': specOf(LINKS, { head: knownIssues }) });
  const ran = await verify(folder, [...RUN], BROKEN);
  expect(gateOf(ran.stdout)).toMatch(
    /expired known issue: specs\/links\.md:\d+ status, forgiven until 2026-03-01/,
  );
  expect(ran.exit).toBe(5);
});

test('a gate that is closed is said where nothing else is printed for people', async () => {
  const folder = project({ 'specs/links.md': specOf(LINKS, { status: 'verified' }) });
  const ran = await verify(folder, [...RUN, '--reporter', 'junit'], BROKEN);
  expect(ran.stdout).toBe('');
  expect(ran.stderr).toBe(
    'verify: gate: regression: specs/links.md:13 failed (verified): test main_request: status: expected 200, got 500\n',
  );
  expect(ran.exit).toBe(5);
});

test('nothing selected opens no gate, and every report says why nothing ran', async () => {
  const why = 'nothing to run: none of the 2 specs in specs is selected';
  const formats = ['console', ...ALL_FORMATS].join(',');
  const ran = await verify(project(), [...RUN, '--tag', 'nowhere', '--reporter', formats]);
  expect(ran.stdout).toBe(
    `${why}\n::error title=gate%3A closed::gate: closed%0A${why}\ngate: closed\n  ${why}\n`,
  );
  expect(ran.exit).toBe(4);
  expect(ran.report()).toMatchObject({
    summary: { total: 0 },
    gate: { decision: 'closed', lines: [why] },
    conclusion: { verdict: 'skipped', leftOut: [why] },
  });
  for (const file of REPORT_FILES)
    expect(ran.text(`reports/${file}`)).toMatch(
      file === 'report.prom' ? /^verify_gate_open 0$/m : /nothing to run/,
    );
});

test('without a gate, a run without specs writes its reports as well', async () => {
  const ran = await verify(project(), 'specs --tag nowhere --reporter console,markdown');
  expect(ran.stdout).toBe('nothing to run: none of the 2 specs in specs is selected\n');
  expect(ran.text('reports/report.md')).toContain('## ⏭️ 0 specs: nothing was run');
  expect(ran.exit).toBe(4);
});

describe('the rules of a nested folder', () => {
  const nested = (outer: string, inner: string) =>
    project({
      'gate.yaml': outer,
      'specs/gate.yaml': inner,
      'specs/links.md': specOf(LINKS, { status: 'verified' }),
    });

  test('only make those above it stricter, and it is said where they would not', async () => {
    const ran = await verify(
      nested('maxFailures: 0\n', 'maxFailures: 3\nregressions: false\n'),
      [...RUN],
      BROKEN,
    );
    expect(ran.stdout).toContain(
      'specs/gate.yaml: maxFailures has no effect, because the rules above it are stricter',
    );
    expect(ran.stdout).toContain('specs/gate.yaml: regressions has no effect');
    expect(gateOf(ran.stdout)).toMatch(/regression: .*\n {2}max failures: at most 0 allowed/);
    expect(ran.exit).toBe(5);
  });

  test('count for the whole run, where several folders are named', async () => {
    const folder = makeProject({
      'specs/a/links.md': specOf(LINKS),
      'specs/a/gate.yaml': 'regressions: false\n',
      'specs/b/expired.md': specOf(EXPIRED),
      'specs/b/gate.yaml': 'maxFailures: 0\n',
    });
    const ran = await verify(folder, ['specs/a', 'specs/b', ...RUN.slice(1)], BROKEN);
    expect(gateOf(ran.stdout)).toContain('max failures: at most 0 allowed');
    expect(ran.exit).toBe(5);
  });

  test.each([
    ['gate.yaml', 'maxAge:\n', '"maxAge": expected a value, found none'],
    ['gate.yml', 'maxAge: 3d\n', 'gate.yml: expected the rules of the gate in gate.yaml'],
  ])('that would be asked in vain are refused: %s', async (file, rules, problem) => {
    const ran = await verify(project({ [file]: rules }), RUN);
    expect(ran.stderr).toContain(problem);
    expect(ran.exit).toBe(3);
  });
});

describe('a run that was cut', () => {
  test('by --bail keeps the gate closed, though only pending specs failed', async () => {
    const ran = await verify(project(), [...RUN, '--bail', '--jobs', '1', '--shuffle', '2'], BROKEN);
    expect(gateOf(ran.stdout)).toContain('the run was cut by --bail');
    expect(ran.report()).toMatchObject({ cutBy: '--bail', gate: { decision: 'closed' } });
    expect(ran.exit).toBe(5);
  });
});

describe('what could not be written', () => {
  test.each(['report.json', 'junit.xml', 'history.ndjson', 'proven.json'])(
    'keeps the gate closed: a folder in the place of %s',
    async (file) => {
      const folder = project({ [`reports/${file}/inside`]: '' });
      const ran = await verify(folder, [...RUN, '--reporter', 'console,junit']);
      expect(gateOf(ran.stdout)).toMatch(new RegExp(`^gate: closed\n {2}not complete: .*${file}`));
      expect(ran.exit).toBe(5);
    },
  );

  test('as report.json makes a run without a gate unknown', async () => {
    const folder = project({ 'reports/report.json/inside': '' });
    expect((await verify(folder, 'specs --contract off')).exit).toBe(2);
  });
});

describe('the reports of the night before', () => {
  const stale = async (): Promise<Readonly<Record<string, string>>> => {
    const { text } = await verify(project(), [...RUN, '--reporter', ALL_FORMATS.join(',')]);
    const old = REPORT_FILES.map((file) => [`reports/${file}`, `${text(`reports/${file}`)}\nold`] as const);
    return { ...Object.fromEntries(old), 'reports/notes.md': 'kept' };
  };
  const staleIn = ({ text }: Called): readonly string[] =>
    REPORT_FILES.filter((file) => text(`reports/${file}`)?.endsWith('old') === true);

  test.each([
    [['specs', '--env', 'loacl'], 3],
    [['specs', '--gaet'], 3],
    [['specs', 'spces'], 3],
    [['specs', '--tag', 'nowhere'], 4],
  ])('are gone after %j, whichever the run was to write', async (words, exit) => {
    const folder = project(await stale());
    const ran = await verify(folder, [...words, '--reporter', 'json,junit', '--gate']);
    expect(ran.exit).toBe(exit);
    expect(staleIn(ran)).toEqual(['report.prom']);
    expect(ran.text('reports/notes.md')).toBe('kept');
  });

  test.each([
    ['specs --contract off --reporter console'],
    ['specs --contract off --shard 1/2'],
    ['merge gone.jsonl'],
  ])('are gone after %s', async (words) => {
    expect(staleIn(await verify(project(await stale()), words))).toEqual(['report.prom']);
  });

  test('do not take files of other programs for theirs', async () => {
    const foreign = Object.fromEntries(
      REPORT_FILES.map((file) => [`reports/${file}`, '<testsuites/> of others']),
    );
    const folder = project(foreign);
    expect((await verify(folder, 'specs --gaet')).exit).toBe(3);
    const { text, exit } = await verify(folder, 'specs --contract off --reporter html');
    expect(exit).toBe(0);
    const kept = REPORT_FILES.filter((file) => text(`reports/${file}`) === '<testsuites/> of others');
    expect(kept).toEqual(REPORT_FILES.filter((file) => !['report.json', 'report.html'].includes(file)));
  });

  test('do not take a document for one', async () => {
    const { text } = await verify(project({ 'report.md': 'kept' }), 'specs --contract off --reports .');
    expect(text('report.md')).toBe('kept');
  });

  test.each([['specs --list'], ['specs --dry-run'], ['shwo reports/report.json'], ['--help']])(
    'stay where nothing is run: %s',
    async (words) => {
      const ran = await verify(project(await stale()), words);
      expect(staleIn(ran)).toEqual(REPORT_FILES);
    },
  );
});

test('a mistake in the call leaves history and proofs alone', async () => {
  const folder = project();
  await verify(folder, RUN);
  const { text } = await verify(folder, 'history');
  const [history, proven] = [text('reports/history.ndjson'), text('reports/proven.json')];
  for (const words of [
    ['--env', 'loacl'],
    ['--config', 'gone.yaml'],
    ['--tga', 'x'],
  ]) {
    expect((await verify(folder, [...RUN, ...words], { night: 1 })).exit).toBe(3);
    expect([text('reports/history.ndjson'), text('reports/proven.json')]).toEqual([history, proven]);
  }
  expect((await verify(folder, RUN, { night: 2 })).stdout).not.toContain('fixed');
});

test('a shard does not judge, and says which command does', async () => {
  const ran = await verify(project(), [...RUN, '--shard', '1/2']);
  expect(ran.stdout).not.toContain('gate: ');
  expect(ran.stdout).toContain('verify merge --gate judges all shards together');
});

test('what is left out is not judged, and is counted', async () => {
  const folder = project({ 'specs/post.md': specOf('POST /connect/v1/payment-links') });
  await verify(folder, RUN);
  const ran = await verify(folder, [...RUN, '--read-only', '--no-write'], { night: 1 });
  expect(gateOf(ran.stdout)).toBe('gate: open\n  not judged: 1 spec left out by --read-only\n');
});

test.each([
  ['.', 'specs', 'specs/gate.yaml'],
  ['specs/gate.yaml', '..', '../gate.yaml'],
])('a folder that is named like the rules of the gate is said, from %s', async (start, words, shown) => {
  const folder = project({ 'specs/gate.yaml/notes.txt': '' });
  const { exit, stderr } = await verify(join(folder, start), [words, '--contract', 'off', '--gate']);
  expect(stderr).toContain(`verify: ${shown}: expected a file with the rules of the gate, found a folder\n`);
  expect(exit).toBe(3);
});
