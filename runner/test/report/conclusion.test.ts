import { ctrfText, harText, junitText, tapText } from './text-of.ts';
import { describe, expect, it, test } from 'vitest';
import { parse } from 'yaml';
import { conclusionOf } from '../../report/conclusion.ts';
import { firstLines } from '../../report/conclusion.ts';
import { renderGithub } from '../../report/writers/github.ts';
import { renderHtml } from '../../report/html/render.ts';
import { renderMarkdown } from '../../report/writers/markdown.ts';
import { problemsOfJson } from './json-schema.ts';
import { problemsOfJunit } from './junit-schema.ts';
import { HOSTILE, makeReport, makeSpec, sampleReport } from './sample-report.ts';
import { readXml } from './xml-reader.ts';
import type { Report } from '../../report/report.ts';
import type { GateDecision } from '../../report/gate-rules.ts';

const extras = { version: '1.0.0' };
const closed: GateDecision = {
  decision: 'closed',
  lines: ['coverage: 50.0 % of operations, 80 % is asked for'],
  notJudged: ['2 specs left out by --read-only'],
};
const open: GateDecision = { decision: 'open', lines: [], notJudged: [] };

const withGate = (gate: GateDecision, report: Report = makeReport([makeSpec()])): Report => ({
  ...report,
  gate,
  conclusion: conclusionOf(report, []),
});

const RENDERERS: Readonly<Record<string, (report: Report) => string>> = {
  ctrf: (report) => ctrfText(report, extras),
  github: (report) => renderGithub(report, extras).commands.join('\n'),
  summary: (report) => renderGithub(report, extras).summary(),
  har: (report) => harText(report, extras),
  html: (report) => renderHtml({ script: '', style: '' }, report, extras),
  junit: (report) => junitText(report, extras),
  markdown: (report) => renderMarkdown(report, extras),
  tap: tapText,
};

describe.each(Object.entries(RENDERERS))('the gate in %s', (_name, render) => {
  it('is said with its reasons when it is closed', () => {
    const text = render(withGate(closed));
    expect(text).toMatch(/gate(: |%3A )closed/);
    expect(text).toMatch(/50\.0 %(25)? of operations/);
    expect(text).toContain('2 specs left out by');
  });

  it('is said when it is open', () => {
    expect(render(withGate(open))).toMatch(/gate(: |%3A )open/);
  });

  it('is not spoken of when none was asked for', () => {
    expect(render(makeReport([makeSpec()]))).not.toMatch(/\bgate\b/);
  });
});

test.each([
  ['a closed gate', closed, '## ❌ gate: closed · 1 spec: 1 passed'],
  ['an open gate', open, '## ✅ gate: open · 1 spec: 1 passed'],
])('the heading of %s is of one colour with it', (_what, gate, heading) => {
  expect(renderMarkdown(withGate(gate), extras).split('\n')[0]).toBe(heading);
});

test('an open gate over specs that are forgiven has no red heading', () => {
  const [heading] = renderMarkdown(withGate(open, sampleReport), extras).split('\n');
  expect(heading).toMatch(/^## ✅ gate: open · 7 specs: 1 failed/);
});

describe('the gate as a case', () => {
  it.each([
    ['fails', closed, '2', '1'],
    ['passes', open, '2', '0'],
  ])('%s in JUnit, within the schema, and is counted', (_what, gate, tests, failures) => {
    const root = readXml(junitText(withGate(gate), extras));
    expect(problemsOfJunit(root)).toEqual([]);
    expect(root.attributes).toMatchObject({ tests, failures });
    expect(root.children[0]!.attributes).toMatchObject({ name: 'gate', tests: '1', failures });
  });

  it.each([
    ['fails', closed, { tests: 2, passed: 1, failed: 1 }],
    ['passes', open, { tests: 2, passed: 2, failed: 0 }],
  ])('%s in CTRF, within the schema, and is counted', (_what, gate, counts) => {
    const ctrf = JSON.parse(ctrfText(withGate(gate), extras));
    expect(problemsOfJson('ctrf.schema.json', ctrf)).toEqual([]);
    expect(ctrf.results.summary).toMatchObject(counts);
    expect(ctrf.results.tests[0]).toMatchObject({
      name: `gate: ${gate.decision}`,
      status: gate === open ? 'passed' : 'failed',
    });
  });

  it('is no case of JUnit where none was asked for: causes are said beside the cases', () => {
    const specs = ['a.md', 'b.md'].map((file) => makeSpec({ ...sampleReport.specs[1]!, file }));
    const report = makeReport(specs);
    const root = readXml(junitText({ ...report, conclusion: conclusionOf(report, []) }, extras));
    expect(problemsOfJunit(root)).toEqual([]);
    expect(root.attributes).toMatchObject({ tests: '2', failures: '2' });
    expect(root.children[0]!.attributes).toMatchObject({ name: 'conclusion', tests: '0' });
    expect(root.children[0]!.children[0]!.text).toContain('one cause: 2 specs failed by');
  });

  it('is the last point of TAP, with its reasons', () => {
    const text = tapText(withGate(closed));
    expect(text).toContain('1..2\n');
    expect(text).toContain('not ok 2 - gate: closed\n');
    const [block] = /(?<=^ {2}---\n)[\s\S]*?(?=^ {2}\.\.\.$)/m.exec(text)!;
    expect(parse(block)).toMatchObject({ details: closed.lines });
  });
});

test('CTRF and HAR with a gate hold to their schemas', () => {
  const report = withGate(closed, sampleReport);
  expect(problemsOfJson('ctrf.schema.json', JSON.parse(ctrfText(report, extras)))).toEqual([]);
  expect(problemsOfJson('har.schema.json', JSON.parse(harText(report, extras)))).toEqual([]);
});

test('a hostile reason leaves no place it is put into', () => {
  const report = withGate({ decision: 'closed', lines: [HOSTILE], notJudged: [HOSTILE] });
  expect(problemsOfJunit(readXml(junitText(report, extras)))).toEqual([]);
  expect(renderGithub(report, extras).commands.join('').split('\n')).toHaveLength(1);
  expect(renderMarkdown(report, extras)).not.toContain('<img');
  for (const line of tapText(report).split('\n')) expect(line).not.toMatch(/[\u0000-\u001f\u2028]/);
});

test('a run that was stopped has not passed, and one in which nothing ran neither', () => {
  expect(conclusionOf(makeReport([makeSpec()], { interrupted: true }), []).verdict).toBe('errored');
  expect(conclusionOf(makeReport([]), []).verdict).toBe('skipped');
  expect(conclusionOf(sampleReport, []).verdict).toBe('failed');
});

test('what changed is told apart', () => {
  const since = '2026-02-01T10:00:00.000Z';
  const states = ['newly-failing', 'still-failing', 'fixed', 'still-passing', 'new'] as const;
  const specs = states.map((state) => makeSpec({ file: `${state}.md`, trend: { state, since } }));
  expect(conclusionOf(makeReport([...specs, makeSpec({ file: 'f.md', flaky: true })]), [])).toMatchObject({
    newlyFailing: ['newly-failing.md'],
    stillFailing: ['still-failing.md (since 2026-02-01 10:00 UTC)'],
    fixed: ['fixed.md'],
    flaky: ['f.md'],
  });
});

test('of many lines the first are shown, and the others counted', () => {
  expect(firstLines(['a', 'b', 'c'], 2)).toEqual(['a', 'b', 'and 1 more']);
  expect(firstLines(['a', 'b'], 2)).toEqual(['a', 'b']);
});
