import { describe, expect, test } from 'vitest';
import { environmentOf, fakeClock, fakeHost, type FakeAnswer, runSpec, specOf } from '../test/run-fixture.ts';
import { NOT_STARTED } from './events.ts';

const step = (id: string, more = '') =>
  `- id: ${id}\n  method: GET\n  path: /${id}\n${more.replaceAll(/^(?=.)/gm, '  ')}`;
const hostThat = (answers: Readonly<Record<string, FakeAnswer>>) =>
  fakeHost(({ path }) => answers[path.split('?')[0]!] ?? { json: { id: `id of ${path}` } });

describe('a prerequisite that does not hold', () => {
  const spec = (onFail: string, more = '') =>
    specOf({
      prerequisites: `${step('before')}\n${step('bad', `onFail: ${onFail}\n${more}`)}`,
      test: step('main'),
      cleanup: step('after'),
    });

  test('blocks the spec, names the step, and the test is not sent', async () => {
    const host = hostThat({ '/bad': 500 });
    const ran = await runSpec(spec('abort'), host.send);
    expect(ran).toMatchObject({
      verdict: 'blocked',
      decidedBy: 'bad',
      decidedIn: 'prerequisites',
      reason: 'prerequisites bad: status: expected any 2xx, got 500',
    });
    expect(ran.outcome).toEqual({ before: 'passed', bad: 'failed', main: 'blocked', after: 'passed' });
    expect(host.paths()).toEqual(['GET /before', 'GET /bad', 'GET /after']);
  });

  test('and was never answered leaves everything unknown', async () => {
    const ran = await runSpec(spec('abort'), hostThat({ '/bad': { error: 'refused' } }).send);
    expect(ran).toMatchObject({ verdict: 'errored', decidedBy: 'bad' });
    expect(ran.step('main')).toMatchObject({ verdict: 'skipped', request: null });
  });

  test.each(['continue', 'warn', 'skip'])(
    'with onFail: %s, the spec goes on with a warning',
    async (onFail) => {
      for (const answer of [500, { error: 'refused' } as const]) {
        const ran = await runSpec(spec(onFail), hostThat({ '/bad': answer }).send);
        expect(ran.verdict).toBe('passed');
        expect(ran.outcome).toMatchObject({ main: 'passed' });
        expect(ran.warnings).toEqual([
          expect.stringContaining(`bad did not hold, and the spec goes on (onFail: ${onFail})`),
        ]);
      }
    },
  );

  test('because an extraction finds nothing, blocks as well', async () => {
    const ran = await runSpec(spec('abort', 'extract: { x: $.nowhere }'), hostThat({}).send);
    expect(ran).toMatchObject({
      verdict: 'blocked',
      reason: 'prerequisites bad: extract x: $.nowhere finds nothing in the answer',
    });
  });
});

describe('a step that needs what a failed prerequisite would have extracted', () => {
  const extract = 'extract: { x: $.x }';

  test.each([
    ['abort', 'blocked'],
    ['continue', 'blocked'],
    ['warn', 'blocked'],
    ['skip', 'skipped'],
  ])('with onFail: %s makes the spec %s', async (onFail, verdict) => {
    const host = hostThat({ '/source': 404 });
    const ran = await runSpec(
      specOf({
        prerequisites: step('source', `onFail: ${onFail}\n${extract}`),
        test: step('main', 'params: { x: "{{x}}" }'),
      }),
      host.send,
    );
    expect(ran).toMatchObject({ verdict, decidedBy: 'source' });
    expect(host.paths()).toEqual(['GET /source']);
  });

  test('is errored when the prerequisite was never answered', async () => {
    const ran = await runSpec(
      specOf({
        prerequisites: step('source', `onFail: continue\n${extract}`),
        test: step('main', 'params: { x: "{{x}}" }'),
      }),
      hostThat({ '/source': { error: 'timeout' } }).send,
    );
    expect(ran).toMatchObject({ verdict: 'errored', decidedBy: 'source' });
  });

  test.each([
    ['the step says why', 'onFail: skip\nskipReason: none today\n', '', 'none today'],
    ['the spec says why', 'onFail: skip\n', 'skipReason: never\n', 'never'],
    ['nobody says why', 'onFail: skip\n', '', 'prerequisites source: status: expected any 2xx, got 404'],
  ])('is skipped, and %s', async (_name, more, frontmatter, reason) => {
    const ran = await runSpec(
      specOf(
        { prerequisites: step('source', more + extract), test: step('main', 'body: { x: "{{x}}" }') },
        frontmatter,
      ),
      hostThat({ '/source': 404 }).send,
    );
    expect(ran).toMatchObject({ verdict: 'skipped', reason });
  });

  test('is skipped also when that step is a prerequisite itself, or one of its own victims', async () => {
    const aborting = specOf({
      prerequisites: `${step('source', `onFail: skip\n${extract}`)}\n${step('second', 'params: { x: "{{x}}" }')}`,
      test: step('main'),
    });
    expect(await runSpec(aborting, hostThat({ '/source': 404 }).send)).toMatchObject({
      verdict: 'skipped',
      decidedBy: 'source',
    });
    const chained = specOf({
      prerequisites: `${step('source', `onFail: skip\n${extract}`)}\n${step('second', 'onFail: continue\nparams: { x: "{{x}}" }\nextract: { y: $.id }')}`,
      test: step('main', 'params: { y: "{{y}}" }'),
    });
    expect(await runSpec(chained, hostThat({ '/source': 404 }).send)).toMatchObject({
      verdict: 'skipped',
      decidedBy: 'source',
    });
  });

  test('is errored when it was a condition that kept the prerequisite from being sent', async () => {
    const ran = await runSpec(
      specOf({
        prerequisites: step('source', `when: "false"\n${extract}`),
        test: step('main', 'params: { x: "{{x}}" }'),
      }),
      hostThat({}).send,
    );
    expect(ran).toMatchObject({ verdict: 'errored', decidedBy: 'main' });
  });

  test('finds a name with odd characters', async () => {
    const ran = await runSpec(
      specOf({
        prerequisites: step('source', 'onFail: skip\nextract: { "a+b(": $.x }'),
        test: step('main', 'params: { x: "{{[a+b(]}}" }'),
      }),
      hostThat({ '/source': 404 }).send,
    );
    expect(ran).toMatchObject({ verdict: 'skipped', decidedBy: 'source' });
  });
});

describe('an unresolved variable', () => {
  test.each([
    ['path', 'path: /x/{{nobody}}'],
    ['path parameter', 'path: /x/{nobody}'],
    ['query', 'path: /x\n  params: { a: "{{nobody}}" }'],
    ['header', 'path: /x\n  headers: { A: "<<nobody>>" }'],
    ['body', 'path: /x\n  body: { a: ["x {{nobody}}"] }'],
    ['key of the body', 'path: /x\n  body: { "{{nobody}}": 1 }'],
    ['expectation', 'path: /x\n  expect: { body: { $.a: "{{nobody}}" } }'],
    ['status', 'path: /x\n  expect: { status: "{{nobody}}" }'],
    ['extraction', 'path: /x\n  extract: { a: "$.a[?(@.id==\'{{nobody}}\')].id" }'],
    ['poll', 'path: /x\n  retry: { until: { body: { $.a: "{{nobody}}" } } }'],
    ['condition', 'path: /x\n  when: "{{nobody}} == 1"'],
    [
      'file',
      'path: /x\n  content_type: multipart\n  file_fields: [{ field_name: a, file_path: "{{nobody}}.txt" }]',
    ],
    ['business', 'path: /x\n  x_on_behalf_of: true'],
    ['until', 'path: /x\n  retry: { until: { body: { $.a: "{{nobody}}" } } }'],
    ['until as an expression', 'path: /x\n  retry: { until: "$.a == \'{{nobody}}\'" }'],
    ['extract', 'path: /x\n  extract: { id: "$.items[?(@.a == \'{{nobody}}\')].id" }'],
  ])('of a test (%s) keeps even the prerequisites from being sent', async (what, lines) => {
    const host = hostThat({});
    const ran = await runSpec(
      specOf({
        prerequisites: step('before'),
        test: `- id: main\n  method: POST\n  ${lines}`,
        cleanup: step('after'),
      }),
      host.send,
    );
    expect(ran).toMatchObject({ verdict: 'errored', decidedBy: 'main' });
    expect(ran.reason).toContain(what === 'business' ? '{{business_uid}}' : '{{nobody}}');
    expect(host.requests).toEqual([]);
    expect(ran.step('main').checks).toMatchObject([{ name: 'variables', outcome: 'not-made' }]);
  });

  test('of an environment says nothing of the API either', async () => {
    const environment = environmentOf(
      'baseUrl: https://api.test\ntokens: { staff: x }\nvariables: { a: { b: 1 } }',
    );
    const host = hostThat({});
    const ran = await runSpec(
      specOf({ prerequisites: step('before'), test: step('main', 'params: { a: "{{a.c}}" }') }),
      host.send,
      { environment },
    );
    expect(ran.verdict).toBe('errored');
    expect(host.requests).toEqual([]);
  });

  test('that an optional extraction left open is not sent', async () => {
    const host = hostThat({});
    const spec = specOf({
      prerequisites: step('before', 'extract: { x: { path: $.nowhere, optional: true } }'),
      test: step('main', 'expect: { body: { $.id: "{{x}}" } }'),
    });
    expect((await runSpec(spec, host.send)).verdict).toBe('errored');
    expect(host.paths()).toEqual(['GET /before']);
  });

  test('of a prerequisite that may fail keeps only that one from being sent', async () => {
    const host = hostThat({});
    const spec = specOf({
      prerequisites: step('before', 'onFail: continue\nparams: { a: "{{nobody}}" }'),
      test: step('main'),
    });
    expect((await runSpec(spec, host.send)).outcome).toEqual({ before: 'errored', main: 'passed' });
    expect(host.paths()).toEqual(['GET /main']);
  });
});

describe('the test request', () => {
  test('passes when every step of it does', async () => {
    expect(
      await runSpec(specOf({ test: `${step('one')}\n${step('two')}` }), hostThat({}).send),
    ).toMatchObject({
      verdict: 'passed',
      reason: null,
      outcome: { one: 'passed', two: 'passed' },
    });
  });

  test.each(['one', 'two', 'three'])('fails when step %s of three does', async (bad) => {
    const spec = specOf({ test: ['one', 'two', 'three'].map((id) => step(id)).join('\n') });
    expect(await runSpec(spec, hostThat({ [`/${bad}`]: 404 }).send)).toMatchObject({
      verdict: 'failed',
      decidedBy: bad,
    });
  });

  test.each(['continue', 'warn', 'skip'])('fails although a failed step says onFail: %s', async (onFail) => {
    const spec = specOf({ test: `${step('one', `onFail: ${onFail}`)}\n${step('two')}` });
    expect(await runSpec(spec, hostThat({ '/one': 404 }).send)).toMatchObject({
      verdict: 'failed',
      outcome: { one: 'failed', two: 'passed' },
    });
  });

  test('is errored when it gets no answer', async () => {
    expect(
      (await runSpec(specOf({ test: step('main') }), hostThat({ '/main': { error: 'reset' } }).send)).verdict,
    ).toBe('errored');
  });

  test('without a step that was sent is never passed', async () => {
    const host = hostThat({});
    const ran = await runSpec(
      specOf({ prerequisites: step('before'), test: step('main', 'when: "false"') }),
      host.send,
    );
    expect(ran.verdict).toBe('skipped');
    expect(ran.reason).toContain('its condition does not hold');
    expect(host.paths()).toEqual(['GET /before']);
  });

  test('without any step is errored, and nothing is sent', async () => {
    const host = hostThat({});
    expect((await runSpec(specOf({ prerequisites: step('before') }), host.send)).verdict).toBe('errored');
    expect(host.requests).toEqual([]);
  });

  test('of a spec with a mistake is not sent', async () => {
    const host = hostThat({});
    const ran = await runSpec(specOf({ test: step('main', 'expct: 1') }), host.send);
    expect(ran).toMatchObject({
      verdict: 'errored',
      diagnostics: [{ rule: 'unknown-key', line: 10, column: 5 }],
    });
    expect(host.requests).toEqual([]);
  });

  test.each(['status: skipped\n', 'status: deprecated\n', 'skip: true\n'])(
    'of a spec with %j is not sent',
    async (frontmatter) => {
      const host = hostThat({});
      const ran = await runSpec(
        specOf({ test: step('main') }, `${frontmatter}skipReason: later\n`),
        host.send,
      );
      expect(ran).toMatchObject({ verdict: 'skipped', reason: 'later', steps: [] });
      expect(host.requests).toEqual([]);
    },
  );

  test.each([
    ['422', 422, 'passed'],
    ['422', 200, 'failed'],
  ])('with expectedOutcome %s and an answer of %i is %s', async (expected, status, verdict) => {
    const spec = specOf(
      { prerequisites: step('before'), test: step('main') },
      `expectedOutcome: ${expected}\n`,
    );
    expect((await runSpec(spec, hostThat({ '/main': status }).send)).verdict).toBe(verdict);
  });
});

describe('cleanup', () => {
  const spec = specOf({
    prerequisites: step('make', 'extract: { id: $.id }'),
    test: step('main'),
    cleanup: `${step('first')}\n${step('second', 'params: { id: "{{id}}" }')}`,
  });

  test('runs in order after a failure', async () => {
    const host = hostThat({ '/main': 500 });
    expect((await runSpec(spec, host.send)).verdict).toBe('failed');
    expect(host.paths()).toEqual([
      'GET /make',
      'GET /main',
      'GET /first',
      'GET /second?id=id%20of%20%2Fmake',
    ]);
  });

  test('that fails or gets no answer changes no verdict, stops no other cleanup, and is a warning', async () => {
    for (const answer of [500, { error: 'refused' } as const]) {
      const ran = await runSpec(spec, hostThat({ '/first': answer }).send);
      expect(ran).toMatchObject({ verdict: 'passed', reason: null });
      expect(ran.outcome).toMatchObject({ second: 'passed' });
      expect(ran.warnings).toEqual([expect.stringContaining('cleanup first:')]);
    }
  });

  test('runs after a stop, with a signal of its own', async () => {
    const stop = new AbortController();
    const host = fakeHost(({ path }) => {
      if (path === '/main') stop.abort();
      return { json: { id: 1 } };
    });
    const ran = await runSpec(
      specOf({ test: `${step('main')}\n${step('next')}`, cleanup: step('after') }),
      host.send,
      { signal: stop.signal },
    );
    expect(ran).toMatchObject({
      verdict: 'errored',
      outcome: { main: 'passed', next: 'errored', after: 'passed' },
    });
  });

  test.each<[string, string, true | undefined]>([
    ['while a spec runs, leaves it without a verdict', '/main', true],
    ['after its last test step, does not change its verdict', '/next', undefined],
  ])('a stop of the run %s', async (_what, at, cut) => {
    const stop = new AbortController();
    const host = fakeHost(({ path }) => {
      if (path === at) stop.abort();
      return path === '/next' ? 500 : { json: { id: 1 } };
    });
    const ran = await runSpec(specOf({ test: `${step('main')}\n${step('next')}` }), host.send, {
      stop: stop.signal,
    });
    expect({ verdict: ran.verdict, cut: ran.cut }).toEqual({
      verdict: cut === undefined ? 'failed' : 'errored',
      cut,
    });
  });

  test('has nothing to do when nothing was sent', async () => {
    const stop = new AbortController();
    stop.abort();
    const host = hostThat({});
    expect(await runSpec(spec, host.send, { stop: stop.signal })).toMatchObject({
      verdict: 'errored',
      reason: NOT_STARTED,
    });
    expect(host.requests).toEqual([]);
  });

  test('of what was never made is skipped', async () => {
    const ran = await runSpec(spec, hostThat({ '/make': 500 }).send);
    expect(ran.outcome).toMatchObject({ first: 'passed', second: 'skipped' });
    expect(ran.step('second').reason).toContain('{{id}} was never extracted');
  });

  test('removes what a step made although its answer was not as promised', async () => {
    const making = specOf({
      test: step('make', 'expect: { status: 201 }\nextract: { id: $.id }'),
      cleanup: step('remove', 'params: { id: "{{id}}" }'),
    });
    const host = hostThat({ '/make': { status: 200, json: { id: 7 } } });
    expect((await runSpec(making, host.send)).verdict).toBe('failed');
    expect(host.paths()).toEqual(['GET /make', 'GET /remove?id=7']);
  });

  test.each([302, 404, 500, 503])('touches nothing that an answer with %i merely names', async (status) => {
    const making = specOf({
      test: step('make', 'extract: { id: $.id }'),
      cleanup: step('remove', 'params: { id: "{{id}}" }'),
    });
    const host = hostThat({ '/make': { status, json: { id: 'of another' } } });
    expect((await runSpec(making, host.send)).outcome).toEqual({ make: 'failed', remove: 'skipped' });
    expect(host.paths()).toEqual(['GET /make']);
  });
});

describe('waiting', () => {
  test('sleeps after a step that was sent, and not after one that was not', async () => {
    const { clock, sleeps } = fakeClock();
    await runSpec(
      specOf({
        prerequisites: step('a', 'sleep: 2s'),
        test: `${step('b', 'sleep: 5\nwhen: "false"')}\n${step('c')}`,
      }),
      hostThat({}).send,
      { clock },
    );
    expect(sleeps).toEqual([2_000]);
  });
});

test('a defect of the runner is errored, and cleanup still runs', async () => {
  const host = fakeHost(({ path }) => {
    if (path === '/main') throw new Error('out of cheese');
    return 200;
  });
  const ran = await runSpec(
    specOf({ prerequisites: step('before'), test: step('main'), cleanup: step('after') }),
    host.send,
  );
  expect(ran).toMatchObject({
    verdict: 'errored',
    outcome: { before: 'passed', main: 'errored', after: 'passed' },
  });
  expect(ran.reason).toContain('out of cheese');
});

test('a defect in looking at an answer hides neither the request nor the steps before it, and cleanup still runs', async () => {
  const host = hostThat({});
  const ran = await runSpec(
    specOf({ prerequisites: step('before'), test: step('main'), cleanup: step('after') }),
    host.send,
    {
      onExchange: ({ step: { id } }) => {
        if (id === 'main') throw new Error('out of cheese');
      },
    },
  );
  expect(ran).toMatchObject({
    verdict: 'errored',
    outcome: { before: 'passed', main: 'errored', after: 'passed' },
  });
  expect(ran.step('main').request).toMatchObject({ method: 'GET' });
  expect(ran.step('main').attempts).toBe(1);
  expect(ran.reason).toContain('out of cheese');
});

describe('events', () => {
  const spec = specOf({
    prerequisites: step('a', 'extract: { id: $.id }'),
    test: step('b', 'body: { s: "{{env.S}}" }'),
  });

  test('come in order, and are JSON', async () => {
    const { events } = await runSpec(spec, hostThat({}).send, { secrets: { S: 'hidden-secret' } });
    expect(events.map(({ type }) => type)).toEqual([
      'spec-started',
      'step-finished',
      'step-finished',
      'spec-finished',
    ]);
    expect(JSON.parse(JSON.stringify(events))).toEqual(events);
  });

  test('hold no secret, even one that the API repeats', async () => {
    const host = fakeHost(({ body }) => ({ json: { id: 1, echo: body, token: 'staff-secret' } }));
    const { events } = await runSpec(spec, host.send, { secrets: { S: 'hidden-secret' } });
    const text = JSON.stringify(events);
    expect(text).not.toContain('hidden-secret');
    expect(text).not.toContain('staff-secret');
    expect(text).toContain('$S');
    expect(host.requests[1]?.body).toContain('hidden-secret');
  });

  test('are the same for the same seed, clock and answers', async () => {
    const random = specOf({
      test: step('a', 'params: { a: "{{uuid}}", b: "{{random_email}}", c: "{{timestamp}}" }'),
    });
    const [one, two, other] = await Promise.all([
      runSpec(random, hostThat({}).send),
      runSpec(random, hostThat({}).send),
      runSpec(random, hostThat({}).send, { seed: '2' }),
    ]);
    expect(one.events).toEqual(two.events);
    expect(one.step('a').request?.url).not.toBe(other.step('a').request?.url);
  });
});
