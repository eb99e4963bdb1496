import { junitText } from './text-of.ts';
import { describe, expect, it } from 'vitest';
import { problemsOfJunit } from './junit-schema.ts';
import { hostileReport, largeReport, makeReport, makeSpec, makeStep, sampleReport } from './sample-report.ts';
import { readXml, type XmlElement } from './xml-reader.ts';
import { ABOUT_LINEAR, growthOf } from '../growth.ts';

const render = (report = sampleReport): XmlElement => readXml(junitText(report, { version: '1.0.0' }));
const suiteNamed = (root: XmlElement, name: string): XmlElement =>
  root.children.find((suite) => suite.attributes['name'] === name)!;
const casesOf = (suite: XmlElement): readonly XmlElement[] =>
  suite.children.filter(({ name }) => name === 'testcase');
const caseOf = (root: XmlElement, file: string): XmlElement =>
  root.children.flatMap(casesOf).find(({ attributes }) => attributes['name']!.includes(file))!;

describe('junit.xml', () => {
  it('is what Jenkins accepts', () => {
    expect(problemsOfJunit(render())).toEqual([]);
  });

  it('would not be accepted with an attribute for GitLab', () => {
    const xml = junitText(sampleReport, { version: '1' }).replace('<testcase ', '<testcase file="x" ');
    expect(problemsOfJunit(readXml(xml))).toEqual([
      '/testsuites/testsuite/testcase: no attribute file there',
    ]);
  });

  it('counts blocked and errored specs as errors, in all and in each folder', () => {
    const root = render();
    expect(root.attributes).toMatchObject({ tests: '7', failures: '1', errors: '3', time: '1.500' });
    expect(suiteNamed(root, 'specs/links').attributes).toMatchObject({
      tests: '4',
      errors: '2',
      skipped: '1',
      failures: '0',
    });
    expect(root.children.map(casesOf).map(({ length }) => length)).toEqual([2, 1, 4]);
  });

  it('names a case by its endpoint and file, and its class by the folder', () => {
    expect(caseOf(render(), 'wrong_price').attributes).toEqual({
      name: 'GET /v1/items (wrong_price.md)',
      classname: 'specs.sales',
      time: '0.025',
    });
  });

  it('says which verdict it was in the type', () => {
    const root = render();
    const outcomes = ['wrong_price', 'blocked', 'unreachable', 'later', 'get_items'].map((file) => {
      const [outcome] = caseOf(root, file).children;
      return [outcome?.name, outcome?.attributes['type']];
    });
    expect(outcomes).toEqual([
      ['failure', 'failed'],
      ['error', 'blocked'],
      ['error', 'errored'],
      ['skipped', undefined],
      ['system-out', undefined],
    ]);
  });

  it('says the place, both values and the request of a failure', () => {
    const [failure, output] = caseOf(render(), 'wrong_price').children;
    expect(failure!.attributes['message']).toBe('body $.data.items[0].price: expected 11, got 10.5');
    expect(failure!.text).toContain('specs/sales/wrong_price.md:31:15');
    expect(failure!.text).toMatch(/expected 11\n {2}actual {3}10\.5\n/);
    expect(output!.text).toMatch(
      /^warning: main_request: response-schema.*\n# prerequisites get_item\ncurl .*\n# test main_request\ncurl .*\$STAFF_TOKEN/,
    );
  });

  it.each([
    ['passed', ['flakyFailure', 'flakyError']],
    ['failed', ['failure', 'rerunFailure', 'rerunError']],
    ['errored', ['error', 'rerunFailure', 'rerunError']],
  ] as const)('names the tries before the last of a spec that %s', (verdict, names) => {
    const retried = [
      { durationMs: 5, status: 503 },
      { durationMs: 7, error: 'connection refused' },
    ] as const;
    const root = render(makeReport([makeSpec({ verdict, steps: [makeStep({ retried })] })]));
    expect(problemsOfJunit(root)).toEqual([]);
    const told = root.children.flatMap(casesOf)[0]!.children.filter(({ name }) => name !== 'system-out');
    expect(told.map(({ name }) => name)).toEqual(names);
    expect(told.at(-2)!.attributes).toEqual({
      message: 'test main_request: answered 503; tried again',
      type: 'retry',
    });
  });

  it('keeps every text inside its place, whatever it is', () => {
    const root = render(hostileReport);
    expect(problemsOfJunit(root)).toEqual([]);
    const [failure] = root.children.flatMap(casesOf)[0]!.children;
    expect(failure!.attributes['message']).toContain(']]> | `` ``` </script>');
    expect(failure!.attributes['message']).toContain('\\x00\\x07\\x1b[31m');
    expect(failure!.attributes['message']).toContain('\u{1f600} \ufffd');
  });

  it('gives a spec at the top a class, and none of its dots a meaning', () => {
    const report = makeReport([makeSpec({ file: 'a.md' }), makeSpec({ file: '../v1.2/x/b.md' })]);
    expect(
      render(report)
        .children.flatMap(casesOf)
        .map(({ attributes }) => attributes['classname']),
    ).toEqual(['specs', 'v1_2.x']);
  });

  it('renders 10,000 specs in a time that grows with their number', () => {
    expect(junitText(largeReport(10_000), { version: '1' }).match(/<testcase /g)).toHaveLength(10_000);
    expect(growthOf((count) => junitText(largeReport(count), { version: '1' }), 10_000)).toBeLessThan(
      ABOUT_LINEAR,
    );
  });
});
