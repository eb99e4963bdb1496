import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { problemsOfJson } from '../report/json-schema.ts';
import { problemsOfJunit } from '../report/junit-schema.ts';
import { readXml } from '../report/xml-reader.ts';
import { writeFiles } from '../temp-folder.ts';
import { REPORT_FILES } from '../../report/formats.ts';
import { ALL_FORMATS } from '../all-formats.ts';
import { EXPIRED, LINKS, makeProject, specOf, verify } from './project.ts';
import type { Report } from '../../report/report.ts';

const FORMATS = ALL_FORMATS.join(',');

/** Those that say the same when they are made again, byte by byte, and are text as they are. */
const TEXTS = REPORT_FILES.filter((file) => file !== 'report.json' && file !== 'report.html');

const project = () =>
  makeProject({
    'specs/passes.md': specOf(EXPIRED),
    'specs/fails.md': specOf(LINKS, { step: 'expect: { status: 204 }' }),
    'specs/errored.md': specOf(LINKS, { step: 'params: { a: "{{gone}}" }' }),
    'specs/skipped.md': specOf(LINKS, { status: 'skipped', head: 'skipReason: not deployed yet' }),
    'specs/rows.md': specOf(LINKS, {
      head: 'data: [{ name: euro, c: EUR }, { name: yen, c: JPY }]',
      step: 'params: { currency: "{{c}}" }\nexpect: { status: 200 }',
    }),
    'summary.md': '',
  });

/** A report without what only an archive shows. */
const withoutExchanges = (report: Report): Report => ({
  ...report,
  specs: report.specs.map((spec) => ({
    ...spec,
    steps: spec.steps.map(({ exchanges: _exchanges, ...step }) => step),
  })),
});

/** The report as the script of report.html finds it. */
function reportIn(html: string): Report {
  const [, type, text] = /<script id="data" type="([^"]+)">([^<]*)<\/script>/.exec(html)!;
  const json = type === 'application/json' ? text! : gunzipSync(Buffer.from(text!, 'base64')).toString();
  return (JSON.parse(json) as { report: Report }).report;
}

describe('every format at once', () => {
  const run = async () => {
    const folder = project();
    const env = { GITHUB_STEP_SUMMARY: `${folder}/summary.md` };
    return verify(folder, ['specs', '--contract', 'off', '--no-write', '--reporter', FORMATS], { env });
  };

  test('is written, and each is what its readers accept', async () => {
    const { exit, text, stdout, stderr, report } = await run();
    expect(exit).toBe(1);
    expect(stderr).toBe('');
    expect(report().summary).toEqual({ total: 6, passed: 3, failed: 1, blocked: 0, errored: 1, skipped: 1 });
    const junit = readXml(text('reports/junit.xml')!);
    expect(problemsOfJunit(junit)).toEqual([]);
    expect(junit.attributes).toMatchObject({ tests: '6', failures: '1', errors: '1' });
    const ctrf = JSON.parse(text('reports/ctrf.json')!);
    expect(problemsOfJson('ctrf.schema.json', ctrf)).toEqual([]);
    expect(ctrf.results.summary).toMatchObject({ tests: 6, passed: 3, failed: 1, other: 1, skipped: 1 });
    const har = JSON.parse(text('reports/report.har')!);
    expect(problemsOfJson('har.schema.json', har)).toEqual([]);
    expect(har.log.entries).toHaveLength(4);
    expect(reportIn(text('reports/report.html')!)).toEqual(withoutExchanges(report()));
    const tap = text('reports/report.tap')!;
    expect(tap.split('\n').slice(0, 2)).toEqual(['TAP version 14', '1..6']);
    expect(tap.match(/^(not )?ok \d+/gm)).toHaveLength(6);
    for (const [, yaml] of tap.matchAll(/^ {2}---\n([\s\S]*?)^ {2}\.\.\.$/gm))
      expect(parse(yaml!)).toBeTypeOf('object');
    expect(text('reports/report.md')).toContain('## ❌ 6 specs: 1 failed, 1 errored, 1 skipped, 3 passed');
    expect(text('summary.md')).toBe(text('reports/report.md'));
    expect(stdout.split('\n').filter(Boolean)).toEqual([
      expect.stringMatching(/^::error file=specs\/fails\.md,line=12,col=\d+,title=failed%3A GET /),
      expect.stringMatching(/^::error file=specs\/errored\.md,line=12,col=\d+,title=errored%3A GET /),
    ]);
  });

  test('leaves what other steps wrote into the summary', async () => {
    const folder = project();
    writeFiles(folder, { 'summary.md': 'from another step\n' });
    const env = { GITHUB_STEP_SUMMARY: `${folder}/summary.md` };
    const { text } = await verify(folder, 'specs --contract off --no-write --reporter github', { env });
    expect(text('summary.md')).toMatch(/^from another step\n## ❌ 6 specs/);
  });

  test('a summary with little room left is cut, with a line that counts what did not fit', async () => {
    const folder = project();
    writeFiles(folder, { 'summary.md': 'x'.repeat(1_047_000) });
    const env = { GITHUB_STEP_SUMMARY: `${folder}/summary.md` };
    const words = 'specs --contract off --no-write --reporter github';
    const { text, stderr } = await verify(folder, words, { env });
    expect(stderr).not.toContain('missing');
    expect(text('summary.md')).toMatch(
      /x## ❌ 6 specs[\s\S]*\*\*Cut here: \d+ of \d+ parts did not fit into 1576 bytes/,
    );
    expect(text('summary.md')!.length).toBeLessThanOrEqual(1_048_576);
  });

  test('a summary that has no room left is said, and nothing is lost of what is there', async () => {
    const folder = project();
    const full = 'x'.repeat(1_048_576);
    writeFiles(folder, { 'summary.md': full });
    const env = { GITHUB_STEP_SUMMARY: `${folder}/summary.md` };
    const { text, stderr, exit } = await verify(folder, 'specs --contract off --no-write --reporter github', {
      env,
    });
    expect(stderr).toContain(
      'the report "github" is missing: <folder>/summary.md would become larger than GitHub accepts',
    );
    expect(text('summary.md')).toBe(full);
    expect(exit).toBe(1);
  });
});

test('no output calls a gate open that a full summary closes', async () => {
  const folder = makeProject({
    'specs/passes.md': specOf(EXPIRED),
    'summary.md': 'x'.repeat(1_048_576),
  });
  const env = { GITHUB_STEP_SUMMARY: `${folder}/summary.md` };
  const words = `specs --contract off --no-write --gate --reporter ${FORMATS}`;
  const { exit, stdout, text, report } = await verify(folder, words, { env });
  expect(exit).toBe(5);
  expect(report().gate?.decision).toBe('closed');
  expect(stdout).toMatch(/^::error title=gate%3A closed::gate: closed%0Anot complete: the report "github"/);
  const files = TEXTS;
  for (const said of [stdout, ...files.map((file) => text(`reports/${file}`)!)])
    expect(said).not.toMatch(/gate(: |%3A |": ")open/);
});

describe('verify show', () => {
  const shown = async (words: string) => {
    const folder = project();
    await verify(folder, 'specs --contract off --no-write --reporter json');
    return verify(folder, words);
  };

  test('prints an old run as it was printed then', async () => {
    const folder = project();
    const { stdout } = await verify(folder, 'specs --contract off --no-write');
    expect(await verify(folder, 'show')).toMatchObject({ exit: 0, stdout });
  });

  test('makes every other format of it, beside it or elsewhere', async () => {
    const folder = project();
    const words = ['specs', '--contract', 'off', '--no-write'];
    const { text } = await verify(folder, [...words, '--reporter', FORMATS]);
    await verify(folder, `show reports/report.json --reporter ${FORMATS} --reports again`);
    for (const file of TEXTS) expect(text(`again/${file}`)).toBe(text(`reports/${file}`));
    expect(reportIn(text('again/report.html')!)).toEqual(reportIn(text('reports/report.html')!));
    expect(text('again/report.json')).toBeUndefined();
  });

  test('overwrites no file of another program', async () => {
    const folder = project();
    await verify(folder, 'specs --contract off --no-write --reporter json,junit');
    writeFiles(folder, { 'reports/report.html': '<h1>mine</h1>' });
    const { exit, stdout, text } = await verify(folder, 'show --reporter console,html,junit');
    expect(stdout).toContain(
      'the report "html" is missing: reports/report.html is not what a run of verify writes, and is left as it is',
    );
    expect(stdout).not.toContain('"junit"');
    expect(text('reports/report.html')).toBe('<h1>mine</h1>');
    expect(exit).toBe(2);
  });

  test('--quiet prints what did not pass', async () => {
    const { stdout } = await shown('show --quiet');
    expect(stdout).toContain('specs/fails.md');
    expect(stdout).not.toContain('specs/passes.md');
  });

  test.skipIf(process.platform !== 'linux')(
    '--open says why it opened nothing, and changes no exit code',
    async () => {
      const { exit, stderr, text } = await shown('show --open --quiet');
      expect(text('reports/report.html')).toBeDefined();
      expect(stderr).toMatch(/^verify: reports\/report\.html was not opened: .+\n$/);
      expect(exit).toBe(0);
    },
  );

  test.each<[string, string, string]>([
    ['of a later version', '{"version":2}', 'of version 2, and this program reads version 1'],
    ['without a version', '{}', 'of version undefined'],
    ['that is half written', '{"version":1,"specs":[', 'is not JSON, so it is no report'],
    [
      'that is none',
      '{"version":1,"specs":[null],"summary":{}}',
      'is damaged: specs[0]: expected a result, found null',
    ],
    [
      'whose counts are not those of its specs',
      '{"version":1,"specs":[],"summary":{"total":1,"passed":1}}',
      'is damaged: its summary says 1 total, and its specs are 0',
    ],
    [
      'whose gate was changed',
      '{"version":1,"environment":"","startedAt":"","durationMs":1,"seed":"","interrupted":false,"summary":{"total":0,"passed":0,"failed":0,"blocked":0,"errored":0,"skipped":0},"gate":{"decision":"ajar"},"specs":[]}',
      'is damaged: unknown decision "ajar", expected one of open, closed',
    ],
    ['that is null', 'null', 'is not a report of verify'],
  ])('refuses a report %s', async (_name, text, problem) => {
    const folder = makeProject({ 'old.json': text });
    const { exit, stderr } = await verify(folder, 'show old.json');
    expect(stderr).toContain(`old.json`);
    expect(stderr).toContain(problem);
    expect(stderr).not.toContain('defect');
    expect(exit).toBe(3);
  });

  test('says that there is none', async () => {
    const { exit, stderr } = await verify(makeProject({}), 'show');
    expect(stderr).toContain('reports/report.json does not exist');
    expect(exit).toBe(3);
  });
});
