import type { Report } from '../../report/report.ts';
import { conclusionOf } from '../../report/conclusion.ts';
import {
  HOSTILE,
  hostileReport,
  makeCheck,
  makeReport,
  makeSpec,
  makeStep,
  sampleReport,
} from './sample-report.ts';

const answer = (status: number, type: string, body: string) => ({
  status,
  headers: { 'content-type': type, location: '/next?a=b c' },
  body,
  bodyBytes: Buffer.byteLength(body),
});

/** What a report must support besides results of every kind and hostile texts. */
const specs = [
  ...sampleReport.specs,
  ...hostileReport.specs,
  makeSpec({
    file: 'specs/odd/retried.md',
    flaky: true,
    steps: [
      makeStep({
        attempts: 2,
        retried: [
          { durationMs: 5, status: 503 },
          { durationMs: 7, error: HOSTILE },
        ],
      }),
    ],
  }),
  makeSpec({
    file: 'specs/odd/retried_in_vain.md',
    verdict: 'failed',
    decidedBy: 'main_request',
    steps: [
      makeStep({
        verdict: 'failed',
        attempts: 3,
        retried: [{ durationMs: 5, status: 502 }],
        checks: [makeCheck({ outcome: 'failed' }), makeCheck({ outcome: 'known', line: 0, column: 0 })],
      }),
    ],
  }),
  ...['one', '', 'zwei\n"3"', '\ud83d'].map((row) =>
    makeSpec({
      file: 'specs/odd/rows.md',
      row,
      verdict: 'failed',
      decidedBy: 'main_request',
      steps: [
        makeStep({ verdict: 'failed', checks: [makeCheck({ outcome: 'failed', message: `row ${row}` })] }),
      ],
    }),
  ),
  makeSpec({
    file: 'specs/odd/redirected.md',
    steps: [
      makeStep({
        request: {
          method: 'POST',
          url: 'https://api.test/form',
          headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
          body: 'a=1&b=x+y&=%zz',
        },
        redirects: [
          { status: 303, durationMs: 4, method: 'GET', url: 'https://api.test/next?q=ü' },
          { status: 302, durationMs: 5, method: 'GET', url: 'https://other.test/' },
        ],
      }),
    ],
  }),
  ...[1, 2].map((turn) => makeSpec({ file: 'specs/odd/turns.md', turn })),
  ...[
    '-.md',
    '../..md',
    '#1 %41.md',
    'a  b\t.md',
    'specs/naïve/日本語 \u{1f600}.md',
    '/absolute/a.md',
    'C:\\a.md',
  ].map((file) => makeSpec({ file, verdict: 'errored', reason: '', steps: [] })),
  ...[
    answer(200, 'application/octet-stream', '(4 bytes of application/octet-stream)'),
    answer(204, '', ''),
    answer(302, 'text/html; charset=latin1', '<html>\u00e9\u0000</html>'),
    answer(200, 'image/png', 'iVBORw0KGgo='),
  ].map((response, index) =>
    makeSpec({ file: `specs/odd/answer_${index}.md`, steps: [makeStep({ response })] }),
  ),
  ...['$API_URL/v1/x y?a=ü&a=%zz&b', 'http://[::1]:8080/|?q={"a":1}#x', 'not a url', ''].map((url, index) =>
    makeSpec({
      file: `specs/odd/url_${index}.md`,
      steps: [
        makeStep({ request: { method: 'M-SEARCH', url, headers: {}, body: '(3 bytes of image/png)' } }),
      ],
    }),
  ),
  makeSpec({
    file: 'specs/odd/no_time.md',
    startedAt: '',
    durationMs: Number.MIN_VALUE,
    steps: [makeStep({ durationMs: 1e12 })],
  }),
];

const gate = {
  decision: 'closed',
  lines: [HOSTILE, 'specs/odd/retried_in_vain.md:12: failed'],
  notJudged: [HOSTILE],
} as const;

const plain = makeReport(specs, {
  environment: HOSTILE,
  seed: HOSTILE,
  interrupted: true,
  cutBy: 'a signal',
  gate,
});

/** A run with every oddity. */
export const oddReport: Report = { ...plain, conclusion: conclusionOf(plain, [HOSTILE]) };
