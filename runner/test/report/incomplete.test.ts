import { describe, expect, test } from 'vitest';
import { conclusionOf } from '../../report/conclusion.ts';
import { withMissing } from '../../report/gate.ts';
import { renderReport, type FormatName } from '../../report/formats.ts';
import { createTrends } from '../../report/history/trend.ts';
import type { Report } from '../../report/report.ts';
import { noticeOf } from '../../report/writers/notice.ts';
import { CUTS, NOT_STARTED } from '../../run/events.ts';
import { problemsOfJson } from './json-schema.ts';
import { problemsOfJunit } from './junit-schema.ts';
import { makeReport, makeSpec } from './sample-report.ts';
import { readXml } from './xml-reader.ts';

const passed = makeSpec({ file: 'a.md' });
const unfinished = makeSpec({ file: 'b.md', verdict: 'errored', reason: 'test x: aborted', cut: true });
const notStarted = makeSpec({ file: 'c.md', verdict: 'errored', reason: NOT_STARTED, cut: true, steps: [] });

const concluded = (report: Report): Report => ({ ...report, conclusion: conclusionOf(report, []) });
const cutBy = (by: (typeof CUTS)[number], specs = [passed, unfinished, notStarted]): Report =>
  concluded(makeReport(specs, { cutBy: by }));
const inPart = concluded(makeReport([passed], { part: 'up to create_link' }));
const lacking = withMissing(concluded(makeReport([passed])), [
  'the report "junit" is missing: it is a folder',
]);

async function render(format: FormatName, report: Report): Promise<string> {
  const rendered = await renderReport(format, report, { version: '1.0.0' });
  if (rendered.kind === 'github') return [...rendered.commands, rendered.summary()].join('\n');
  const { text } = rendered;
  return typeof text === 'string'
    ? text
    : Array.from(text, (piece) => (typeof piece === 'string' ? piece : new TextDecoder().decode(piece))).join(
        '',
      );
}

const IN_WORDS: readonly FormatName[] = [
  'json',
  'junit',
  'ctrf',
  'html',
  'markdown',
  'tap',
  'har',
  'sarif',
  'events',
  'github',
];

describe.each(IN_WORDS)('%s', (format) => {
  test.each(CUTS)('says that the run was cut by %s, and what it left without a verdict', async (by) => {
    const text = await render(format, cutBy(by));
    expect(text).toContain(`the run was cut by ${by}: 1 spec not finished, 1 spec not started`);
    expect(text).toContain('not finished: b.md');
    expect(text).toContain('not started: c.md');
  });

  test('says that the run was one in part, and which report is missing', async () => {
    expect(await render(format, inPart)).toMatch(/run in part: up to create_link; proves nothing/);
    expect(await render(format, lacking)).toMatch(/the report \S{1,2}junit.{1,6} is missing: it is a folder/);
  });
});

describe('a run in which all passed until it was cut', () => {
  const report = cutBy('--timeout', [passed]);

  test('is green in no format', async () => {
    expect(report.conclusion?.verdict).toBe('errored');
    expect(await render('markdown', report)).toMatch(/^## ⚠️ cut by --timeout · 1 spec: 1 passed\n/);
    expect(readXml(await render('junit', report)).attributes).toMatchObject({ tests: '2', errors: '1' });
    expect(JSON.parse(await render('ctrf', report)).results.summary).toMatchObject({ tests: 2, other: 1 });
    expect(await render('tap', report)).toMatch(/^not ok 2 - cut by --timeout$/m);
    expect(await render('tap', report)).toMatch(/^Bail out! the run was cut by --timeout\n$/m);
    const [{ invocations }] = JSON.parse(await render('sarif', report)).runs;
    expect(invocations[0]).toMatchObject({ executionSuccessful: false });
    expect(invocations[0].toolExecutionNotifications).toContainEqual({
      level: 'error',
      message: { text: 'cut by --timeout' },
    });
    expect(await render('prometheus', report)).toContain(
      'verify_run_cut{by="--timeout",environment="sandbox"} 1',
    );
    expect(await render('html', report)).toContain('<title>cut by --timeout · verify report</title>');
    expect(await render('github', report)).toMatch(/^::error title=cut by --timeout::/);
  });

  test('is a test of its own within the schemas of JUnit and CTRF', async () => {
    for (const each of [report, inPart, lacking]) {
      expect(problemsOfJunit(readXml(await render('junit', each)))).toEqual([]);
      expect(problemsOfJson('ctrf.schema.json', JSON.parse(await render('ctrf', each)))).toEqual([]);
      expect(problemsOfJson('sarif.schema.json', JSON.parse(await render('sarif', each)))).toEqual([]);
    }
  });
});

describe('a run in part in which all passed', () => {
  test('is not simply green, and proves nothing', async () => {
    expect(inPart.conclusion?.verdict).toBe('skipped');
    expect(await render('markdown', inPart)).toMatch(
      /^## ⏭️ run in part: up to create_link · 1 spec: 1 passed\n/,
    );
    expect(readXml(await render('junit', inPart)).children[0]!.attributes).toMatchObject({ skipped: '1' });
    expect(await render('sarif', inPart)).toMatch(/"executionSuccessful": ?false/);
    expect(await render('tap', inPart)).toMatch(/^ok 2 - run in part: .* # SKIP run in part/m);
    const metrics = await render('prometheus', inPart);
    expect(metrics).toContain('verify_run_in_part{environment="sandbox"} 1');
    expect(metrics).not.toContain('verify_proof_age_seconds');
  });
});

test.each<[string, Report, string]>([
  ['was cut', cutBy('--bail'), 'cut by --bail · 3 specs: 2 errored, 1 passed · sandbox'],
  ['ran in part', inPart, 'run in part: up to create_link · 1 spec: 1 passed · sandbox'],
  [
    'is a shard',
    concluded(makeReport([passed], { shard: { index: 1, total: 3 } })),
    'shard 1 of 3 · 1 spec: 1 passed · sandbox',
  ],
  ['lacks a report', lacking, 'reports are missing · 1 spec: 1 passed · sandbox'],
])('a notice of a run that %s says so first', (_what, report, headline) => {
  expect(noticeOf('webhook', report)).toMatchObject({ headline });
  // A mark of a name does not format the message.
  expect(JSON.stringify(noticeOf('slack', report)).replaceAll('\u200b', '')).toContain(headline);
});

test('what was cut is neither newly failing nor a cause', () => {
  const withTrend = createTrends([
    {
      run: '2026-02-01T10:00:00.000Z',
      file: 'b.md',
      environment: 'sandbox',
      verdict: 'passed',
      durationMs: 1,
    },
  ]);
  const specs = [unfinished, { ...unfinished, file: 'd.md' }].map((spec) =>
    withTrend(spec, '2026-03-01T10:00:00.000Z'),
  );
  expect(conclusionOf(makeReport(specs, { cutBy: '--timeout' }), [])).toMatchObject({
    causes: [],
    newlyFailing: [],
  });
});

test('a failure without an earlier result is named with its reason, unless others share its cause', () => {
  const failed = makeSpec({
    verdict: 'failed',
    reason: 'test x: status: expected 200, got 500',
    file: 'f.md',
  });
  const [unread, other] = ['g.md', 'h.md'].map((file) =>
    makeSpec({
      file,
      verdict: 'errored',
      reason: 'nope.yaml: no such file',
      steps: [],
      diagnostics: [
        {
          rule: 'environment',
          severity: 'error',
          message: 'nope.yaml: no such file',
          line: 1,
          column: 1,
          length: 1,
        },
      ],
    }),
  );
  const report = concluded(makeReport([failed, unread!, other!]));
  expect(report.conclusion).toMatchObject({
    failing: ['f.md failed: test x: status: expected 200, got 500'],
    causes: [{ what: 'the environment', reason: 'nope.yaml: no such file', specs: ['g.md', 'h.md'] }],
  });
  const { lines } = noticeOf('webhook', report) as { readonly lines: readonly string[] };
  expect(lines.join('\n')).toContain('errored by the environment (nope.yaml: no such file)');
  expect(lines).toContain('  f.md failed: test x: status: expected 200, got 500');
});

test('a spec that passes in some turns only is flaky', () => {
  const verdicts = ['failed', 'passed', 'failed', 'passed'] as const;
  const specs = verdicts.map((verdict, index) => makeSpec({ file: 'a.md', turn: index + 1, verdict }));
  expect(conclusionOf(makeReport(specs), []).flaky).toEqual(['a.md (2 of 4 turns passed)']);
  expect(conclusionOf(makeReport([makeSpec({ turn: 1 }), makeSpec({ turn: 2 })]), []).flaky).toEqual([]);
});
