import { expect, test } from 'vitest';
import { printConclusion } from '../../cli/print-conclusion.ts';
import { replay } from '../../cli/replay.ts';
import { conclusionOf } from '../../report/conclusion.ts';
import { plain } from '../../report/text/paint.ts';
import type { Screen } from '../../report/text/console.ts';
import { makeCheck, makeReport, makeSpec, makeStep } from './sample-report.ts';

const MANY = 2_000;

/** A failure of a request to a path; results of the same path have the same cause. */
const failureAt = (path: string, place: number) => {
  const check = makeCheck({ outcome: 'failed', actual: 500, message: 'expected 200, got 500' });
  const step = makeStep({ verdict: 'failed', reason: 'status: expected 200, got 500', checks: [check] });
  const request = { ...step.request!, url: `https://api.example.com${path}` };
  const response = { ...step.response!, status: 500 };
  const verdict = 'failed' as const;
  return makeSpec({
    file: `specs/s${place}.md`,
    verdict,
    reason: `test main_request: ${step.reason}`,
    decidedBy: 'main_request',
    decidedIn: 'test',
    steps: [{ ...step, request, response }],
  });
};

function printed(pathOf: (place: number) => string, verbose = false): readonly string[] {
  const specs = Array.from({ length: MANY }, (_, place) => failureAt(pathOf(place), place));
  const report = makeReport(specs);
  const lines: string[] = [];
  const screen: Screen = {
    print: (more) => void lines.push(...more),
    eraseLines: () => undefined,
    isLive: false,
    page: { paint: plain, columns: 120, readLine: () => undefined },
  };
  const regressions = specs.map(({ file }) => `regression: ${file}`);
  const gate = { decision: 'closed', lines: [...regressions, 'nothing passed'], notJudged: [] } as const;
  replay(report, screen, { quiet: false, verbose });
  printConclusion({ report: { ...report, gate, conclusion: conclusionOf(report, []) }, notes: [] }, screen);
  return lines;
}

const wholeIn = (lines: readonly string[]): number =>
  lines.filter((line) => line.startsWith('    sent  ')).length;

test('many failures with one cause: it is shown once, and another one all the same', () => {
  const lines = printed((place) => (place === MANY - 1 ? '/other' : '/things'));
  expect(wholeIn(lines)).toBe(2);
  expect(lines.length).toBeLessThan(120);
  expect(lines.filter((line) => line.includes('same cause as specs/s0.md'))).toHaveLength(50);
  expect(lines).toContain(
    `${MANY - 52} more did not pass and are not shown here: report.json has all of them, --verbose prints them`,
  );
});

test('many causes: the first are shown whole, some more with their reason, and the others are counted', () => {
  const lines = printed((place) => `/things/${place}`);
  expect(wholeIn(lines)).toBe(30);
  expect(lines.filter((line) => line.startsWith('failed '))).toHaveLength(100);
  expect(
    lines.filter((line) => line === '        test main_request: status: expected 200, got 500'),
  ).toHaveLength(70);
  expect(lines.length).toBeLessThan(500);
  expect(lines.find((line) => line.includes('not shown here'))).toMatch(/^1900 more did not pass/);
});

test('causes of several failures each: a cause that was not shown is not referred to', () => {
  const lines = printed((place) => `/things/${place >> 1}`);
  for (const line of lines.filter((each) => each.includes('same cause as'))) {
    const [file = ''] = /specs\/s\d+\.md$/.exec(line) ?? [];
    expect(lines.some((each) => each.startsWith('failed ') && each.includes(`${file}:`))).toBe(true);
  }
  expect(lines.filter((line) => line.startsWith('one cause: '))).toHaveLength(15);
  expect(lines).toContain('and 985 more');
});

test('the gate names the first of many reasons, and what is true of the whole run', () => {
  const lines = printed((place) => `/things/${place}`);
  const gate = lines.slice(lines.indexOf('gate: closed') + 1);
  expect(gate.slice(0, 14)).toEqual(
    Array.from({ length: 14 }, (_, place) => `  regression: specs/s${place}.md`),
  );
  expect(gate.slice(14)).toEqual(['  nothing passed', '  and 1986 more']);
});

test('--verbose shows all of them whole', () => {
  const lines = printed((place) => `/things/${place}`, true);
  expect(wholeIn(lines)).toBe(MANY);
  expect(lines.some((line) => line.includes('not shown here'))).toBe(false);
});
