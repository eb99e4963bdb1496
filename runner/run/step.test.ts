import { describe, expect, test } from 'vitest';
import { environmentOf, type FakeAnswer, fakeClock, fakeHost, runSpec, stepOf } from '../test/run-fixture.ts';
import { createRedactor } from './secrets/redact.ts';

async function run(
  yaml: string,
  answer: Parameters<typeof fakeHost>[0] = () => 200,
  more: Parameters<typeof runSpec>[2] = {},
) {
  const host = fakeHost(answer);
  const { clock, sleeps } = fakeClock();
  const { spec } = stepOf(`method: GET\npath: /x\n${yaml}`);
  const ran = await runSpec(spec, host.send, { clock, ...more });
  return { ran, step: ran.step('main'), host, sleeps };
}

describe('polling', () => {
  const ready =
    (atTurn: number) =>
    (_request: unknown, turn: number): FakeAnswer => ({
      json: { state: turn >= atTurn ? 'done' : 'waiting' },
    });
  const until = (more = '') => `retry: { until: { body: { $.state: done } }, interval: 100ms${more} }\n`;

  test('ends as soon as the condition holds', async () => {
    const { step, sleeps } = await run(until(), ready(3));
    expect(step).toMatchObject({ verdict: 'passed', attempts: 3 });
    expect(sleeps).toEqual([100, 100]);
  });

  test('waits longer each time with a backoff', async () => {
    expect((await run(until(', backoff: 2'), ready(4))).sleeps).toEqual([100, 200, 400]);
  });

  test('that never holds fails, although the answer is as promised', async () => {
    const { step, sleeps } = await run(until(', attempts: 3'), ready(99));
    expect(step).toMatchObject({
      verdict: 'failed',
      attempts: 3,
      reason: expect.stringContaining('3 attempts'),
    });
    expect(step.checks.map(({ name, outcome }) => [name, outcome])).toContainEqual(['until', 'failed']);
    expect(sleeps).toHaveLength(2);
  });

  test('starts no attempt after its time', async () => {
    expect((await run(until(', maxMs: 250'), ready(99))).step.attempts).toBe(3);
  });

  test('checks the last answer', async () => {
    const { step } = await run(`${until()}expect: { status: 201 }`, ready(2));
    expect(step).toMatchObject({ verdict: 'failed', attempts: 2, reason: 'status: expected 201, got 200' });
  });

  test('goes on when there is no answer, and is errored when there is none at last', async () => {
    const flaky = (request: unknown, turn: number): FakeAnswer =>
      turn === 1 ? { error: 'reset' } : ready(2)(request, turn);
    expect((await run(until(), flaky)).step).toMatchObject({ verdict: 'passed', attempts: 2 });
    expect((await run(until(', attempts: 2'), () => ({ error: 'reset' }))).step).toMatchObject({
      verdict: 'errored',
      attempts: 2,
    });
  });

  test('does not go on when the question cannot be put', async () => {
    const { step, sleeps } = await run(`token: nowhere\n${until()}`);
    expect(step).toMatchObject({ verdict: 'errored', attempts: 0 });
    expect(sleeps).toEqual([]);
  });

  test('waits for what an expression says, with variables', async () => {
    const answers = (_request: unknown, turn: number): FakeAnswer => (turn < 3 ? 404 : 200);
    expect(
      (await run('retry: { until: "status == {{wanted}}" }', answers, { vars: { wanted: 200 } })).step
        .attempts,
    ).toBe(3);
  });

  test('ends with the run', async () => {
    const stop = new AbortController();
    const { step } = await run(
      until(),
      (_request, turn) => {
        if (turn === 2) stop.abort();
        return { json: { state: 'waiting' } };
      },
      { signal: stop.signal },
    );
    expect(step).toMatchObject({ verdict: 'failed', attempts: 2 });
  });
});

describe('a condition', () => {
  test.each([
    ['when: "{{a}} == \'x\'"', 'passed'],
    ['when: "{{a}} != \'x\'"', 'skipped'],
    ["when: \"'{{a}}' == 'x'\"", 'passed'],
    ['when: "{{uppercase a}} == \'X\'"', 'passed'],
  ])('%s: %s', async (yaml, verdict) => {
    const { step, host } = await run(yaml, () => 200, { vars: { a: 'x' } });
    expect(step.verdict).toBe(verdict);
    expect(host.requests).toHaveLength(verdict === 'passed' ? 1 : 0);
  });
});

describe('the token', () => {
  const environment = environmentOf(
    'baseUrl: https://api.test\ndefaultToken: client\ntokens: { staff: s, client: c, admin: a, directory: d }',
  );

  test.each([
    ['token: admin', 'tokens: [directory]\n', 'admin', 'Admin a'],
    ['', 'tokens: [directory, admin]\n', 'directory', 'Bearer d'],
    ['', '', 'client', 'Bearer c'],
    ['token: none', 'tokens: [directory]\n', 'none', undefined],
  ])('%j with %j', async (yaml, frontmatter, token, header) => {
    const host = fakeHost(() => 200);
    const ran = await runSpec(stepOf(`method: GET\npath: /x\n${yaml}`, frontmatter).spec, host.send, {
      environment,
    });
    expect(ran.step('main').token).toBe(token);
    expect(host.requests[0]?.headers['Authorization']).toBe(header);
  });

  test('that nobody chooses is staff', async () => {
    expect((await run('')).step.token).toBe('staff');
  });

  test('that is unknown is errored at its place', async () => {
    const { step, host } = await run('token: staf');
    expect(step.checks).toMatchObject([
      { name: 'token', outcome: 'not-made', hint: 'did you mean "staff"?', length: 4 },
    ]);
    expect(host.requests).toEqual([]);
  });
});

test.each([
  ['a refused connection', 'refused', 'is the API running'],
  ['a host that is unknown', 'not-found', 'baseUrl'],
  ['a timeout', 'timeout', 'timeoutMs'],
  ['an answer that is too large', 'too-large', 'maxResponseBytes'],
] as const)('%s is errored, with a hint', async (_name, error, hint) => {
  const { step } = await run('', () => ({ error }));
  expect(step).toMatchObject({ verdict: 'errored', response: null, request: { method: 'GET' } });
  expect(step.checks).toMatchObject([
    { name: 'answer', outcome: 'not-made', hint: expect.stringContaining(hint) },
  ]);
});

describe('what is shown', () => {
  test('of a request: credentials by the name of their secret, and a body as it was sent', async () => {
    const { step } = await run('body: { a: "{{env.S}}" }', () => 200, { secrets: { S: 'deep-secret' } });
    expect(step.request).toMatchObject({
      method: 'GET',
      url: 'https://api.test/x',
      headers: { Authorization: 'Bearer $HIDDEN_STAFF_TOKEN' },
      body: '{"a":"$S"}',
    });
  });

  test('of an answer: text, redacted and cut; of bytes only how many', async () => {
    const long = await run('', () => ({
      text: 'x'.repeat(5_000),
      headers: { 'content-type': 'text/plain' },
    }));
    expect(long.step.response?.body).toMatch(/^x{2000}… \(3000 more characters\)$/);
    const bytes = await run('', () => ({ text: 'abc', headers: { 'content-type': 'image/png' } }));
    expect(bytes.step.response).toMatchObject({ body: '(3 bytes of image/png)', bodyBytes: 3 });
    const cookie = await run('', () => ({ text: 'staff-secret', headers: { 'set-cookie': 's=1' } }));
    expect(cookie.step.response).toMatchObject({
      body: '$HIDDEN_STAFF_TOKEN',
      headers: { 'set-cookie': '***' },
    });
  });

  test('extracted values and checks are redacted, and outcomes are not', async () => {
    const redactor = createRedactor();
    for (const secret of ['passed', 'status', 'line', 'error'])
      redactor.add(secret, `THE_${secret.toUpperCase()}`);
    const { step } = await run(
      'extract: { v: $.v }\nexpect: { body: { $.v: passed } }',
      () => ({ json: { v: 'passed' } }),
      { redactor },
    );
    expect(step.verdict).toBe('passed');
    expect(step.extracted).toEqual({ v: '$THE_PASSED' });
    for (const check of step.checks)
      expect(check).toMatchObject({ outcome: 'passed', severity: 'error', line: expect.any(Number) });
    expect(step.checks.find(({ name }) => name === 'body $.v')).toMatchObject({
      expected: '$THE_PASSED',
      actual: '$THE_PASSED',
    });
  });
});

test('what is not JSON in UTF-8 is not read as JSON', async () => {
  const { step } = await run('expect: { body: { $: { exists: true } } }', () => ({ text: '{"a": ' }));
  expect(step.verdict).toBe('failed');
});

test('values that cannot be sent are errored, not thrown', async () => {
  const { step } = await run('params: { a: "\\ud800" }');
  expect(step).toMatchObject({ verdict: 'errored', request: null });
});

describe('what could not be checked makes a step errored', () => {
  const nested = `{"id":1,"in":${'['.repeat(20_000)}${']'.repeat(20_000)}}`;
  const endless = `{"id":1,"a":"${'a'.repeat(60)}!"}`;
  const slow = "$[?search(@, '^(a+)+$')]";
  const answering = (text: string) => () => ({ text, headers: { 'content-type': 'application/json' } });

  test.each([
    [`expect: { body: { "${slow}": { exists: false } } }`, endless],
    [`expect: { body: { "${slow}": { count: 0 } } }`, endless],
    ['extract: { x: $.in }', nested],
    [`extract: { x: { path: "${slow}", optional: true } }`, endless],
    [`extract: { x: { path: "${slow}", default: 1 } }`, endless],
    [`retry: { until: { body: { "${slow}": { exists: false } } }, attempts: 2 }`, endless],
    [`retry: { until: "${slow} != 1", attempts: 2 }`, endless],
    ["expect: { body: { $.a: { not: { matches: '^(a+)+$' } } } }", endless],
    ["retry: { until: { body: { $.a: { not: { matches: '^(a+)+$' } } } }, attempts: 2 }", endless],
  ])('%s', async (yaml, text) => {
    const { step } = await run(yaml, answering(text));
    expect(step.verdict).toBe('errored');
    expect(step.reason).not.toContain('the runner itself');
    expect(step.checks.map(({ outcome }) => outcome)).toContain('not-made');
    expect(step.checks.some(({ outcome }) => outcome === 'failed')).toBe(false);
  });

  test('but a pattern that took too long is tried again on the next answer', async () => {
    const { step } = await run(
      "retry: { until: { body: { $.a: { matches: '^(a+)+$' } } }, attempts: 2 }",
      (_request, turn) => answering(turn === 1 ? endless : '{"a":"aaa"}')(),
    );
    expect(step).toMatchObject({ verdict: 'passed', attempts: 2 });
  });

  test('but a value beside the depth can be checked and kept', async () => {
    const { step } = await run('expect: { body: { $.id: 1 } }\nextract: { id: $.id }', answering(nested));
    expect(step).toMatchObject({ verdict: 'passed', extracted: { id: 1 } });
  });

  test('an operand that a variable leaves empty is not sent', async () => {
    const { step, host } = await run('expect: { body: { $.a: { contains: "{{word}}" } } }', () => 200, {
      vars: { word: '' },
    });
    expect(step).toMatchObject({ verdict: 'errored', checks: [{ name: 'expect', outcome: 'not-made' }] });
    expect(host.requests).toEqual([]);
  });

  test('a condition that cannot be evaluated is not sent either', async () => {
    const { step, host } = await run('when: "!{{addDays word 1}}"', () => 200, { vars: { word: 'no date' } });
    expect(step).toMatchObject({ verdict: 'errored', checks: [{ name: 'when', outcome: 'not-made' }] });
    expect(host.requests).toEqual([]);
  });
});
