import { expect, test } from 'vitest';
import { plain } from '../../report/text/paint.ts';
import type { Page } from '../../report/text/failure.ts';
import type { Drift } from '../drift.ts';
import { DRIFT_RULES, type DriftFinding } from '../finding.ts';
import { renderDriftJson } from './groups.ts';
import { renderDriftMarkdown } from './markdown.ts';
import { renderDriftSarif } from './sarif.ts';
import { renderDriftText as renderLines } from './text.ts';

const finding = (more: Partial<DriftFinding> = {}): DriftFinding => ({
  rule: 'status-undocumented',
  severity: 'error',
  disagrees: 'document-only',
  document: 'swagger/things.json',
  method: 'POST',
  template: '/things',
  subject: '202',
  message: 'status 202 is expected, and not documented',
  hint: 'document it',
  says: { spec: 'expects 202', document: '201, 422', observed: 'answered 202' },
  at: {
    spec: { path: 'specs/a b.md', line: 12, column: 5 },
    document: { path: 'swagger/things.json', line: 40, column: 9 },
  },
  also: [],
  ...more,
});

const without = (template: string, document = 'swagger/things.json'): DriftFinding =>
  finding({
    rule: 'operation-without-spec',
    severity: 'info',
    document,
    method: 'GET',
    template,
    subject: 'operation',
    message: `no spec tests GET ${template}`,
    says: { spec: null, document: `has GET ${template}`, observed: null },
    at: { spec: null, document: { path: document, line: 3, column: 1 } },
  });

const driftOf = (...findings: readonly DriftFinding[]): Drift => ({
  version: 1,
  specs: 2,
  documents: [
    { path: 'swagger/other.json', operations: 7 },
    { path: 'swagger/things.json', operations: 3 },
  ],
  observed: 1,
  findings,
});

const renderDriftText = (drift: Drift, on: Page): string =>
  renderLines(drift, on)
    .map((line) => `${line}\n`)
    .join('');

const page = (columns: number) => ({ paint: plain, columns, readLine: () => undefined });

test('the text has counts first, the worst document first, and three columns', () => {
  const text = renderDriftText(
    driftOf(
      finding({ also: [{ path: 'specs/c.md', line: 3, column: 1 }] }),
      finding({
        severity: 'warn',
        document: null,
        method: 'GET',
        template: '/x',
        message: 'GET /x is in no API document',
        subject: 'x',
      }),
      without('/a'),
      without('/o', 'swagger/other.json'),
    ),
    page(100),
  );
  expect(text).toBe(`drift: 1 error, 1 warning, 2 notes
2 specs, 2 documents with 10 operations, 1 operation observed

swagger/things.json
  1 error, 1 note

  error   POST /things: status 202 is expected, and not documented
          document-only
    spec      specs/a b.md:12:5  expects 202
    document  swagger/things.json:40:9  201, 422
    observed  answered 202
          → document it
          also specs/c.md:3

  no spec for 1 of 3 operations: GET /a

in no API document
  1 warning

  warning GET /x is in no API document
          document-only
    spec      specs/a b.md:12:5  expects 202
    document  swagger/things.json:40:9  201, 422
    observed  answered 202
          → document it

operations without a spec
  1 of 7  swagger/other.json
`);
});

test('nothing found is said in one line', () => {
  expect(renderDriftText(driftOf(), page(80))).toContain('drift: the specs and the documents agree\n');
});

test.each([30, 44, 60])('no line is longer than %i columns', (columns) => {
  const long = finding({
    template: '/business/payments/v1/payment_requests/{payment_request_uid}/send_link',
    says: { spec: `expects ${'2'.repeat(90)}`, document: 'x'.repeat(90), observed: null },
    also: [{ path: `specs/${'deep/'.repeat(20)}a.md`, line: 3, column: 1 }],
  });
  const note = finding({ severity: 'info', template: `/${'very-long-'.repeat(9)}` });
  const text = renderDriftText(driftOf(long, note, without(`/${'w'.repeat(80)}`)), page(columns));
  const longest = Math.max(...text.split('\n').map((line) => line.length));
  expect(longest).toBeLessThanOrEqual(columns);
});

test('many findings of one document are cut, and said to be', () => {
  const many = Array.from({ length: 25 }, (_, index) => finding({ subject: String(index) }));
  const text = renderDriftText(driftOf(...many), page(100));
  expect(text.match(/^ {2}error /gm)).toHaveLength(20);
  expect(text).toContain('… and 5 more findings: see --format json');
});

test('control characters of a document do not reach the terminal', () => {
  expect(renderDriftText(driftOf(finding({ message: 'a\u001b[2Jb' })), page(80))).toContain('a\\x1b[2Jb');
});

test('the JSON has counts and every finding', () => {
  const data = JSON.parse(renderDriftJson(driftOf(finding(), without('/a'))));
  expect(data.summary).toEqual({ error: 1, warn: 0, info: 1, specs: 2, observed: 1 });
  expect(data.findings).toEqual([finding(), without('/a')]);
});

test('the Markdown keeps its table whatever a message holds', () => {
  const text = renderDriftMarkdown(
    driftOf(
      finding({ message: 'a | b `c` <img>\nnext\u202e ::x:: ##vso[y]', template: '/a|b' }),
      without('/a'),
    ),
  );
  const rows = text.split('\n').filter((line) => line.startsWith('| error'));
  expect(rows).toHaveLength(1);
  expect(rows[0]?.match(/\|/g)).toHaveLength(7);
  expect(text).toContain(
    'a &#124; b &#96;c&#96; &#60;img&#62; next&#92;u202e &#58;&#58;x&#58;: &#35;&#35;vso&#91;y&#93;',
  );
  expect(text).toContain('- `GET /a`');
});

test('SARIF: every result has a rule, a level, a place, and points at the other side', () => {
  const log = JSON.parse(
    renderDriftSarif(
      driftOf(finding({ also: [{ path: 'specs/c.md', line: 3, column: 1 }] }), without('/a')),
      '1.2.3',
    ),
  );
  expect(log).toMatchObject({ version: '2.1.0', $schema: expect.stringContaining('sarif-2.1.0') });
  const [run] = log.runs;
  expect(run.tool.driver.rules.map((rule: { id: string }) => rule.id)).toEqual(Object.keys(DRIFT_RULES));
  const [first, second] = run.results;
  expect(run.tool.driver.rules[first.ruleIndex].id).toBe(first.ruleId);
  expect(first.locations).toEqual([
    {
      physicalLocation: {
        artifactLocation: { uri: 'specs/a%20b.md' },
        region: { startLine: 12, startColumn: 5 },
      },
    },
  ]);
  expect(first.relatedLocations.map((place: { id: number }) => place.id)).toEqual([1, 2]);
  expect(first.level).toBe('error');
  expect(second).toMatchObject({ level: 'note', ruleId: 'operation-without-spec' });
  expect(second.locations[0].physicalLocation.region).toEqual({ startLine: 3, startColumn: 1 });
  for (const result of run.results) {
    expect(['error', 'warning', 'note']).toContain(result.level);
    expect(result.message.text).not.toBe('');
    expect(Object.values(result.partialFingerprints)).not.toContain('');
  }
});
