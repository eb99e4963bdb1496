import { describe, expect, test } from 'vitest';
import { parseSpec } from './parse.ts';

const read = (yaml: string) => {
  const { metadata, diagnostics } = parseSpec({
    path: 'a.md',
    text: `---\nendpoint: GET /x\n${yaml}\n---\n`,
  });
  const found = diagnostics.filter(({ rule }) => rule !== 'no-test');
  return {
    metadata,
    rules: found.map(({ rule }) => rule),
    severities: found.map(({ severity }) => severity),
  };
};

describe('status', () => {
  test.each([
    ['verified', 'verified'],
    ['success', 'verified'],
    ['pass', 'verified'],
    ['working', 'verified'],
    ['Verified', 'verified'],
    ['pending', 'pending'],
    ['failed', 'failed'],
    ['skipped', 'skipped'],
    ['skip', 'skipped'],
    ['deprecated', 'skipped'],
  ])('%s is read as %s', (word, status) => {
    expect(read(`status: ${word}\nskipReason: later`)).toMatchObject({ metadata: { status }, rules: [] });
  });

  test('skipped without a reason is a warning, in whichever words', () => {
    const skipped = (more: string) => read(`${more}\ntags: [a]`).rules;
    expect(skipped('status: skipped')).toEqual(['skip-reason']);
    expect(skipped('skip: true')).toEqual(['skip-reason']);
    expect(skipped('status: skipped\nskipReason: ""')).toEqual(['skip-reason']);
    expect(skipped('status: skipped\nskip_reason: broken')).toEqual([]);
    expect(read('status: skipped\nskip_reason: broken').metadata.skipReason).toBe('broken');
  });

  test('skip: true skips, whatever the status', () => {
    expect(read('status: verified\nskip: true').metadata.status).toBe('skipped');
    expect(read('status: verified\nskip: false').metadata.status).toBe('verified');
  });

  test('none is pending', () => {
    expect(read('').metadata.status).toBe('pending');
    expect(read('status:').metadata.status).toBe('pending');
  });

  test.each(['verifid', 'done', 'constructor', '__proto__', 'true'])('%s is a mistake', (word) => {
    expect(read(`status: ${word}`)).toMatchObject({ metadata: { status: 'pending' } });
    expect(read(`status: ${word}`).rules).toHaveLength(1);
  });
});

describe('endpoint', () => {
  const endpoint = (text: string) => {
    const { metadata, diagnostics } = parseSpec({
      path: 'a.md',
      text: `---\nendpoint: ${text}\nstatus: skip\nskipReason: x\n---\n`,
    });
    return [metadata.method, metadata.path, diagnostics.map(({ rule }) => rule)];
  };

  test('is a method and a path, without its query', () => {
    expect(endpoint('POST /v1/a/{id}')).toEqual(['POST', '/v1/a/{id}', []]);
    expect(endpoint('get  /v1/a?x=1')).toEqual(['GET', '/v1/a', []]);
  });

  test.each(['/v1/a', 'FETCH /v1', 'GET v1', 'GET', 'GET /a b'])('%s is none', (text) => {
    expect(endpoint(text)[2]).toEqual(['endpoint']);
  });

  test('is required', () => {
    expect(endpoint('')[2]).toEqual(['missing-key']);
  });
});

test('tags and tokens are lists, or words with commas between', () => {
  expect(read('tokens: [staff, admin]\ntags: a, b').metadata).toMatchObject({
    tokens: ['staff', 'admin'],
    tags: ['a', 'b'],
  });
  expect(read('tokens: staff').metadata.tokens).toEqual(['staff']);
  expect(read('tokens: { a: 1 }').rules).toEqual(['wrong-type']);
});

test.each([
  ['422', [422]],
  ['[400, 422]', [400, 422]],
  ['4xx', ['4xx']],
  ['"200-204"', ['200-204']],
])('expectedOutcome: %s', (text, statuses) => {
  expect(read(`expectedOutcome: ${text}`).metadata.expectedOutcome).toEqual(statuses);
});

test('unknown keys are no mistake', () => {
  expect(read('notes: x\nmine: { a: [1] }\n__proto__: 1').rules).toEqual([]);
});

test('dates stay texts', () => {
  expect(read('savedAt: 2026-02-07T07:05:00.000Z\nverifiedAt: 2026-02-07').metadata).toMatchObject({
    savedAt: '2026-02-07T07:05:00.000Z',
    verifiedAt: '2026-02-07',
  });
});

describe('known issues', () => {
  test.each([
    ['knownIssues: [{ reason: r, check: status }]', ['known-issue']],
    ['knownIssues: [{ reason: r, check: status, until: }]', ['known-issue']],
    ['knownIssues: [{ reason: r, check: status, until: 2026-02-30 }]', ['wrong-type']],
    ['knownIssues: [{ reason: r, check: status, until: soon }]', ['wrong-type']],
    ['knownIssues: [{ reason: r, check: stauts, until: 2026-12-31 }]', ['known-issue']],
    ['knownIssues: [{ reason: r, check: transport, until: 2026-12-31 }]', ['known-issue']],
    ['knownIssues: [{ reason: r, check: variables, until: 2026-12-31 }]', ['known-issue']],
    ['knownIssues: [{ reason: r, check: document-found, until: 2026-12-31 }]', ['known-issue']],
    ['knownIssues: [{ reason: r, check: status, until: 2028-02-29 }]', []],
    ['knownIssues: [{ reason: r, check: body $.a.b, until: 2026-12-31 }]', []],
    ['knownIssues: [{ reason: r, check: endpoint-called, until: 2026-12-31 }]', []],
    ['knownDataIssues: [{ path: /a, until: 2026-12-31 }]', []],
    ['knownDataIssues: [{ path: /a }]', ['known-issue']],
    ['knownDataIssues: [{ path: /a, until: 2026-02-30 }]', ['wrong-type']],
    ['knownIssues: [{ check: status, until: 2026-12-31 }]', ['known-issue']],
    ['knownIssues: [{ reason: "", check: status, until: 2026-12-31 }]', ['known-issue']],
    ['knownIssues: [{ reason: r, check: body, until: 2026-12-31 }]', ['known-issue']],
    ['knownIssues: [{ reason: r, check: header, until: 2026-12-31 }]', ['known-issue']],
    ['knownIssues: [{ reason: r, check: body, at: $.a, until: 2026-12-31 }]', []],
    ['knownIssues: [{ reason: r, check: header X-A, until: 2026-12-31 }]', []],
  ])('%s', (yaml, rules) => {
    expect(read(yaml).rules).toEqual(rules);
  });
});

test('a known issue without a reason is a warning, one that forgives every body check an error', () => {
  const severities = (yaml: string) => read(yaml).severities;
  expect(severities('knownIssues: [{ check: status, until: 2026-12-31 }]')).toEqual(['warning']);
  expect(severities('knownIssues: [{ reason: r, check: body, until: 2026-12-31 }]')).toEqual(['error']);
});

test('an outcome that every answer has is refused', () => {
  expect(read('expectedOutcome: [2xx, 3xx, 4xx, 5xx]').rules).toEqual(['wrong-type']);
  expect(read('expectedOutcome: 200-599').rules).toEqual(['wrong-type']);
  expect(read('expectedOutcome: [2xx, 4xx]').rules).toEqual([]);
});
