import { ctrfText, junitText, tapText } from './text-of.ts';
import { expect, test } from 'vitest';
import { renderMarkdown } from '../../report/writers/markdown.ts';
import { makeCheck, makeReport, makeSpec, makeStep } from './sample-report.ts';

const extras = { version: '1.0.0' };
const report = makeReport([
  makeSpec({
    verdict: 'failed',
    decidedBy: 'main_request',
    steps: [
      makeStep({
        verdict: 'failed',
        checks: [
          makeCheck({
            name: 'body $.deletedAt',
            outcome: 'failed',
            expected: null,
            actual: null,
            isAbsent: true,
            message: 'expected null, got nothing',
          }),
          makeCheck({
            name: 'operation-found',
            outcome: 'not-made',
            severity: 'warn',
            expected: null,
            actual: null,
            message: 'no API document has it',
          }),
        ],
      }),
    ],
  }),
]);

test.each([
  ['junit', junitText(report, extras)],
  ['tap', tapText(report)],
  ['ctrf', ctrfText(report, extras)],
])('%s shows a value that is not there as nothing', (_name, text) => {
  expect(text).toMatch(/ {2}actual {3}nothing/);
  expect(text).not.toMatch(/actual {3}null/);
});

test('markdown shows a value that is not there as nothing, and none where none was compared', () => {
  const text = renderMarkdown(report, extras);
  expect(text).toContain('got nothing | `null` | nothing |');
  expect(text).toMatch(/no API document has it \|\s+\|\s+\|/);
});
