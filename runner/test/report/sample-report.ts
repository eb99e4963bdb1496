import { countVerdicts } from '../../report/fold.ts';
import { wellFormed } from '../../report/text/well-formed.ts';
import type { Check, SpecResult, StepResult } from '../../run/events.ts';
import type { Report } from '../../report/report.ts';

/** Text that tries to escape from every format. */
export const HOSTILE =
  '\u0000\u0007\u001b[31m]]> | `` ``` </script><!-- <img src=x onerror=alert(1)> \r\n::error::x\u2028\u2029 @team #1 $x$ \ud83d\ude00 \ud83d %0A';

/** A check that held, with changes. */
export const makeCheck = (changes: Partial<Check> = {}): Check => ({
  name: 'status',
  outcome: 'passed',
  severity: 'error',
  expected: [200],
  actual: 200,
  message: '',
  line: 12,
  column: 15,
  length: 3,
  ...changes,
});

/** A step that was sent and passed, with changes. */
export const makeStep = (changes: Partial<StepResult> = {}): StepResult => ({
  id: 'main_request',
  section: 'test',
  verdict: 'passed',
  reason: null,
  line: 10,
  token: 'staff',
  api: 'primary',
  apiReason: 'nothing asks for another API',
  request: {
    method: 'GET',
    url: 'https://api.example.com/v1/items?page=1&filter[a]=b%20c',
    headers: { Accept: 'application/json', Authorization: 'Bearer $STAFF_TOKEN' },
  },
  response: {
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: '{"data":{"items":[{"id":"i1","price":10.50}]},"success":true}',
    bodyBytes: 62,
  },
  durationMs: 12.6,
  attempts: 1,
  retried: [],
  extracted: {},
  checks: [makeCheck()],
  ...changes,
});

/** A spec of one passing step, with changes. */
export const makeSpec = (changes: Partial<SpecResult> = {}): SpecResult => ({
  file: 'specs/sales/get_items.md',
  endpoint: 'GET /v1/items',
  tags: [],
  status: 'pending',
  environment: 'sandbox',
  verdict: 'passed',
  reason: null,
  flaky: false,
  startedAt: '2026-03-01T10:00:00.000Z',
  durationMs: 25.4,
  diagnostics: [],
  warnings: [],
  steps: [makeStep()],
  ...changes,
});

export const makeReport = (specs: readonly SpecResult[], changes: Partial<Report> = {}): Report => ({
  version: 1,
  environment: 'sandbox',
  startedAt: '2026-03-01T10:00:00.000Z',
  durationMs: 1_500,
  seed: '42',
  interrupted: false,
  summary: countVerdicts(specs),
  specs,
  ...changes,
});

/** A spec whose step polled: shortly, or for long and with traces. */
export const makePolled = (file: string, polled: StepResult['polled']): SpecResult => {
  const check = makeCheck({
    name: 'until',
    outcome: 'failed',
    message: 'what the step waits for did not come in 3 attempts',
  });
  const reason = `until: ${check.message}`;
  const step = makeStep({
    verdict: 'failed',
    reason,
    attempts: polled!.polls.length + (polled!.leftOut?.count ?? 0),
    retried: [{ durationMs: 5, status: 503, span: 'a1b2c3d4e5f60718' }],
    polled: polled!,
    checks: [check],
  });
  return makeSpec({
    file,
    verdict: 'failed',
    reason: `test main_request: ${reason}`,
    decidedBy: 'main_request',
    decidedIn: 'test',
    steps: [step],
  });
};

/** Polls of one path, a second apart. */
export const makePolls = (seen: readonly string[], span?: string): NonNullable<StepResult['polled']> => ({
  paths: ['$.data.status'],
  polls: seen.map((each, at) => ({
    atMs: at * 1_000,
    status: 200,
    values: [JSON.stringify(each)],
    ...(span !== undefined && { span }),
  })),
});

const getItem = makeStep({
  id: 'get_item',
  section: 'prerequisites',
  description: 'Find an item',
  line: 8,
  durationMs: 30,
  extracted: { item_id: 'i1' },
  checks: [
    makeCheck({ line: 9 }),
    makeCheck({ name: 'extract item_id', expected: '$.data.items[0].id', actual: 'i1' }),
  ],
});

const wrongPrice = makeStep({
  verdict: 'failed',
  reason: 'body $.data.items[0].price: expected 11, got 10.5',
  checks: [
    makeCheck(),
    makeCheck({
      name: 'body $.data.items[0].price',
      outcome: 'failed',
      expected: 11,
      actual: 10.5,
      message: 'expected 11, got 10.5',
      line: 31,
      hint: 'prices are in euros',
    }),
    makeCheck({
      name: 'response-schema',
      outcome: 'failed',
      severity: 'warn',
      expected: 'boolean',
      actual: 'true',
      message: 'expected a boolean',
      pointer: '/success',
      side: 'api',
      document: { path: 'swagger/sales/items.json', line: 7, column: 3 },
    }),
  ],
});

const unanswered = makeStep({
  verdict: 'errored',
  reason: 'send: connection refused',
  response: null,
  checks: [
    makeCheck({
      name: 'send',
      outcome: 'not-made',
      expected: null,
      actual: null,
      message: 'connection refused',
    }),
  ],
});

const notSent = makeStep({
  verdict: 'blocked',
  reason: 'not sent: get_item came first',
  request: null,
  response: null,
  durationMs: 0,
  attempts: 0,
  checks: [],
});

/** One spec of each verdict, two of `errored`, and one that passed with a warning. */
export const sampleReport: Report = makeReport([
  makeSpec({ steps: [getItem, makeStep()] }),
  makeSpec({
    file: 'specs/sales/wrong_price.md',
    verdict: 'failed',
    reason: wrongPrice.reason,
    decidedBy: 'main_request',
    tags: ['money'],
    warnings: ['main_request: response-schema: expected a boolean'],
    steps: [getItem, wrongPrice],
  }),
  makeSpec({
    file: 'specs/sales/orders/blocked.md',
    endpoint: 'POST /v1/orders',
    verdict: 'blocked',
    reason: 'get_item: status: expected 200, got 500',
    decidedBy: 'get_item',
    steps: [
      {
        ...getItem,
        verdict: 'failed',
        reason: 'status: expected 200, got 500',
        extracted: {},
        response: { status: 500, headers: {}, body: 'oops', bodyBytes: 4 },
        checks: [makeCheck({ outcome: 'failed', actual: 500, message: 'expected 200, got 500', line: 9 })],
      },
      notSent,
    ],
  }),
  makeSpec({
    file: 'specs/links/unreachable.md',
    endpoint: 'GET /v1/links',
    verdict: 'errored',
    reason: 'send: connection refused',
    decidedBy: 'main_request',
    steps: [unanswered],
  }),
  makeSpec({
    file: 'specs/links/unreadable.md',
    endpoint: '',
    environment: null,
    verdict: 'errored',
    reason: 'unknown key "methd"',
    durationMs: 0,
    diagnostics: [
      {
        rule: 'unknown-key',
        severity: 'error',
        message: 'unknown key "methd"',
        hint: 'did you mean "method"?',
        line: 5,
        column: 3,
        length: 5,
      },
    ],
    steps: [],
  }),
  makeSpec({
    file: 'specs/links/later.md',
    endpoint: 'DELETE /v1/links/{id}',
    verdict: 'skipped',
    reason: 'not deployed yet',
    durationMs: 0,
    steps: [],
  }),
  makeSpec({
    file: 'specs/links/cleanup_fails.md',
    endpoint: 'POST /v1/links',
    warnings: ['cleanup remove: status: expected 2xx, got 404'],
    steps: [
      makeStep({
        request: {
          method: 'POST',
          url: 'https://api.example.com/v1/links',
          headers: { 'Content-Type': 'application/json' },
          body: '{"a":1}',
        },
        attempts: 3,
      }),
      makeStep({
        id: 'remove',
        section: 'cleanup',
        verdict: 'failed',
        reason: 'status: expected 2xx, got 404',
        checks: [
          makeCheck({
            outcome: 'failed',
            expected: ['2xx'],
            actual: 404,
            message: 'expected 2xx, got 404',
            line: 40,
          }),
        ],
      }),
    ],
  }),
]);

/** A failed spec in which every free text is {@link HOSTILE}. */
export const hostileReport: Report = makeReport([
  makeSpec({
    file: `specs/a,b:c/${wellFormed(HOSTILE).replaceAll('/', '')}.md`,
    endpoint: `GET ${HOSTILE}`,
    verdict: 'failed',
    reason: HOSTILE,
    decidedBy: HOSTILE,
    warnings: [HOSTILE],
    diagnostics: [
      { rule: 'x', severity: 'warning', message: HOSTILE, hint: HOSTILE, line: 1, column: 1, length: 1 },
    ],
    steps: [
      makeStep({
        id: HOSTILE,
        description: HOSTILE,
        verdict: 'failed',
        reason: HOSTILE,
        request: {
          method: 'POST',
          url: `https://api.example.com/${HOSTILE}`,
          headers: { 'X-A': HOSTILE },
          body: HOSTILE,
        },
        response: {
          status: 200,
          headers: { 'x-b': HOSTILE },
          body: `{"x":${JSON.stringify(HOSTILE)}}`,
          bodyBytes: 99,
        },
        extracted: { [HOSTILE]: HOSTILE },
        checks: [
          makeCheck({
            name: HOSTILE,
            outcome: 'failed',
            expected: HOSTILE,
            actual: HOSTILE,
            message: HOSTILE,
            hint: HOSTILE,
            pointer: '/x',
          }),
        ],
      }),
    ],
  }),
]);

/** A report of a large company's size: every seventh spec failed, every eleventh is blocked. */
export function largeReport(specs: number): Report {
  const [passing, failing, blocked] = sampleReport.specs;
  return makeReport(
    Array.from({ length: specs }, (_, index) => {
      const model = index % 7 === 3 ? failing! : index % 11 === 5 ? blocked! : passing!;
      return {
        ...model,
        file: `specs/system_${index % 12}/spec_${index}.md`,
        endpoint: `GET /v1/things/${index}`,
      };
    }),
  );
}
