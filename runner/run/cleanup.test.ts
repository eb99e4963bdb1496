import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { sleep } from '../http/timer.ts';
import { expandUses } from '../plan/uses.ts';
import { environmentOf, fakeHost, runSpec, specOf } from '../test/run-fixture.ts';
import type { RunOptions } from './run-options.ts';

const MAKE = '- id: make\n  method: POST\n  path: /items\n  extract: { item: $.id }';
const GET = '- id: main\n  method: GET\n  path: /items';
/** A host on which nothing can be made. */
const down = () => fakeHost(({ method }) => (method === 'POST' ? 500 : { json: {} }));
const base = 'baseUrl: https://api.test\ndefaultToken: none\n';

describe('a cleanup step that needs what was not extracted is not sent', () => {
  test.each([
    ['its path', 'path: /items/{item}'],
    ['its path, as a variable', 'path: "/items/{{item}}"'],
    ['its query', 'path: /items\n  params: { item: "{{item}}" }'],
    ['a header', 'path: /items\n  headers: { x-item: "<<item>>" }'],
    ['a key of its body', 'path: /items\n  body: { "{{item}}": 1 }'],
    ['its body, by a helper', 'path: /items\n  body: { ids: ["{{uppercase item}}"] }'],
    ['a dotted name', 'path: "/items/{{item.id}}"'],
    ['a form field', 'path: /items\n  content_type: form\n  form_fields: { item: "{{item}}" }'],
    ['the list it goes through', 'path: "/items/{{each}}"\n  forEach: { in: "{{item}}", as: each }'],
    ['a variable that is made of it', 'path: "/items/{{target}}"'],
  ])('%s', async (_, request) => {
    const host = down();
    const spec = specOf({
      prerequisites: MAKE,
      test: GET,
      cleanup: `- id: drop\n  method: DELETE\n  ${request}`,
    });
    const environment = environmentOf(`${base}variables: { item: { id: 1 }, target: "x-{{item}}" }`);
    const ran = await runSpec(spec, host.send, { environment });
    expect(ran.outcome).toMatchObject({ make: 'failed', drop: 'skipped' });
    expect(ran.step('drop').reason).toMatch(/nothing to clean: \{\{item(\.id)?\}\} was never extracted/);
    expect(host.paths()).toEqual(['POST /items']);
  });

  test('though the name is known from --var, or is that of a built-in', async () => {
    for (const [name, vars] of [
      ['item', { item: 1 }],
      ['uuid', {}],
    ] as const) {
      const cleanup = `- id: drop\n  method: DELETE\n  path: "/items/{{${name}}}"`;
      const spec = specOf({ prerequisites: MAKE.replace('item:', `${name}:`), test: GET, cleanup });
      expect((await runSpec(spec, down().send, { vars })).outcome).toMatchObject({ drop: 'skipped' });
    }
  });

  test.each(['optional: true', 'default: of-another', 'optional: true, default: [1, 2]'])(
    'nor is a default found: %s',
    async (more) => {
      const host = fakeHost(() => ({ json: {} }));
      const spec = specOf({
        test: `- id: make\n  method: POST\n  path: /items\n  extract: { item: { path: $.id, ${more} } }`,
        cleanup: '- id: drop\n  method: DELETE\n  path: /items/{item}',
      });
      expect((await runSpec(spec, host.send)).outcome).toEqual({ make: 'passed', drop: 'skipped' });
    },
  );

  test('a default after a value takes the value away', async () => {
    const host = fakeHost((_, turn) => ({ json: turn === 1 ? { id: 1 } : {} }));
    const again =
      '- id: again\n  method: GET\n  path: /items\n  extract: { item: { path: $.id, default: 2 } }';
    const spec = specOf({
      test: `${MAKE}\n${again}`,
      cleanup: '- id: drop\n  method: DELETE\n  path: /items/{item}',
    });
    expect((await runSpec(spec, host.send)).outcome).toMatchObject({ drop: 'skipped' });
  });
});

test.each([
  ['an empty text', { id: '' }],
  ['null', { id: null }],
])('%s that was extracted cleans nothing up', async (_, json) => {
  const host = fakeHost(({ method }) => (method === 'POST' ? { json } : { json: {} }));
  const spec = specOf({
    prerequisites: MAKE,
    test: GET,
    cleanup: '- id: drop\n  method: DELETE\n  path: "/items?id={{item}}"',
  });
  const ran = await runSpec(spec, host.send, { environment: environmentOf(base) });
  expect(host.requests.map(({ method }) => method)).toEqual(['POST', 'GET']);
  expect(ran.step('drop').reason).toBe('nothing to clean: {{item}} is empty');
});

test('what was extracted goes into the cleanup, alone or through a variable made of it', async () => {
  const host = fakeHost(() => ({ json: { id: 7 } }));
  const cleanup =
    '- id: drop\n  method: DELETE\n  path: /items/{item}\n- id: also\n  method: DELETE\n  path: "/{{target}}"';
  const environment = environmentOf(`${base}variables: { item: 1, target: "x-{{item}}" }`);
  await runSpec(specOf({ test: MAKE, cleanup }), host.send, { environment });
  expect(host.paths()).toEqual(['POST /items', 'DELETE /items/7', 'DELETE /x-7']);
});

test('what turns before a failure made is cleaned up', async () => {
  const host = fakeHost((_, turn) => (turn === 2 ? 500 : { json: { id: `i${turn}` } }));
  const spec = specOf({
    test: '- id: make\n  method: POST\n  path: /items\n  forEach: { in: [a, b], as: name }\n  extract: { made: $.id }',
    cleanup:
      '- id: drop\n  method: DELETE\n  path: "/items/{{each}}"\n  forEach: { in: "{{made}}", as: each }',
  });
  expect((await runSpec(spec, host.send)).verdict).toBe('failed');
  expect(host.paths()).toEqual(['POST /items', 'POST /items', 'DELETE /items/i1']);
});

test('the id of the spec that uses another is not that of the other', async () => {
  const used = specOf({
    test: '- id: make\n  method: POST\n  path: /broken\n  extract: { item: $.id }',
    cleanup: '- id: drop\n  method: DELETE\n  path: /inner/{item}',
  });
  const own = specOf({
    test: `${MAKE}\n- { id: use, uses: other.md }`,
    cleanup: '- id: drop\n  method: DELETE\n  path: /outer/{item}',
  });
  const spec = expandUses(own, () => ({ ...used, source: { ...used.source, path: 'specs/other.md' } }));
  expect(spec.diagnostics).toEqual([]);
  const host = fakeHost(({ path }) => (path === '/broken' ? 500 : { json: { id: 7 } }));
  await runSpec(spec, host.send);
  expect(host.paths()).toEqual(['POST /items', 'POST /broken', 'DELETE /outer/7']);
});

test('what a used spec made although its answer was not as promised is cleaned up by its own step', async () => {
  const used = specOf({
    test: `${MAKE}\n  expect: { status: 201 }`,
    cleanup: '- id: drop\n  method: DELETE\n  path: /items/{item}',
  });
  const spec = expandUses(specOf({ test: '- { id: use, uses: other.md }' }), () => ({
    ...used,
    source: { ...used.source, path: 'specs/other.md' },
  }));
  const host = fakeHost(() => ({ json: { id: 7 } }));
  await runSpec(spec, host.send);
  expect(host.paths()).toEqual(['POST /items', 'DELETE /items/7']);
});

describe('once the run or the time of the spec is over, cleanup has five seconds', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const drop = (more = ''): string => `- id: drop\n  method: DELETE\n  path: /items/{item}\n${more}`;
  const POLL =
    '- id: poll\n  method: GET\n  path: /items/{item}\n' +
    '  retry: { until: { body: { $.state: gone } }, attempts: 1000, interval: 1s }\n';

  /** Creates item 7 and cleans up on a clock that only this test moves; returns the seconds that it took. */
  async function cleaning(
    cleanup: string,
    more: { readonly environment?: string } & Partial<RunOptions> = {},
  ) {
    const startedMs = Date.now();
    const clock = { nowMs: Date.now, elapsedMs: () => Date.now() - startedMs, sleep };
    const spec = specOf({ test: MAKE, cleanup });
    const host = fakeHost(() => ({ json: { id: 7, state: 'there' } }));
    const environment = environmentOf(`${base}${more.environment ?? ''}`);
    let seconds = 0;
    const ran = runSpec(spec, host.send, { clock, ...more, environment }).then((result) => {
      seconds = clock.elapsedMs() / 1_000;
      return result;
    });
    const later = async (passing: number, call: () => void): Promise<void> => {
      await vi.advanceTimersByTimeAsync(passing * 1_000);
      call();
    };
    const end = async () => {
      await vi.advanceTimersByTimeAsync(2_000_000);
      // A turn of the event loop takes a millisecond of these timers.
      return { ...(await ran), seconds: Math.floor(seconds) };
    };
    return { later, end, paths: host.paths };
  }

  const undone =
    'cleanup was cut off: the spec took longer than 2000 ms, and cleanup has 5000 ms after that; ' +
    'not done: poll (GET /items/7), drop (DELETE /items/7). What they delete may still be there: delete it by hand';

  test.each([
    ['polling', POLL + drop()],
    ['a sleep', `${drop('  sleep: 1000s\n').replace('drop', 'first')}${drop()}`],
    ['the sleep of the last step', drop('  sleep: 1000s\n')],
  ])('%s obeys them after --spec-timeout', async (_what, cleanup) => {
    const { end } = await cleaning(cleanup, { environment: 'specTimeout: 2s' });
    expect((await end()).seconds).toBe(7);
  });

  test('what it left undone is said, and the verdict stays', async () => {
    const { end, paths } = await cleaning(POLL + drop(), { environment: 'specTimeout: 2s' });
    const ran = await end();
    expect(ran).toMatchObject({ verdict: 'passed', reason: null });
    expect(ran.outcome).toEqual({ make: 'passed', poll: 'errored', drop: 'skipped' });
    expect(ran.warnings.at(-1)).toBe(undone);
    expect(paths()).not.toContain('DELETE /items/7');
  });

  test('a cleanup that ends in them changes nothing', async () => {
    const { end, paths } = await cleaning(POLL.replace('1000', '4') + drop(), {
      environment: 'specTimeout: 2s',
    });
    const ran = await end();
    expect([ran.verdict, ran.seconds, paths().at(-1)]).toEqual(['passed', 3, 'DELETE /items/7']);
  });

  test('a cleanup without an end of time goes on', async () => {
    const ran = await (await cleaning(POLL + drop())).end();
    expect([ran.verdict, ran.seconds]).toEqual(['passed', 999]);
  });

  test.each([
    ['a signal', 'interrupt'],
    ['--timeout', 'signal'],
  ])('after %s', async (_what, name) => {
    const stop = new AbortController();
    const { later, end } = await cleaning(POLL + drop(), { [name]: stop.signal });
    await later(3, () => stop.abort());
    const ran = await end();
    expect([ran.seconds, ran.verdict]).toEqual([8, 'passed']);
    expect(ran.warnings.at(-1)).toContain('not done: poll (GET /items/7), drop (DELETE /items/7).');
  });

  test('a second signal ends it at once', async () => {
    const [first, second] = [new AbortController(), new AbortController()];
    const signals = { interrupt: first.signal, cleanupSignal: second.signal };
    const { later, end } = await cleaning(POLL + drop(), signals);
    await later(3, () => first.abort());
    await later(1, () => second.abort());
    expect((await end()).seconds).toBe(4);
    expect(vi.getTimerCount()).toBe(0);
  });
});
