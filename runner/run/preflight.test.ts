import { describe, expect, test } from 'vitest';
import { environmentOf, fakeHost, runSpec, specOf } from '../test/run-fixture.ts';

describe('a condition or a path that reads a secret is refused before anything is sent', () => {
  const environment = environmentOf(
    'baseUrl: https://api.test\ntokens: { staff: "{{env.KEY}}" }\nvariables: { made: "x{{env.KEY}}", nested: { in: { it: "{{made}}" } }, plain: 1 }',
  );
  const run = async (step: string, section: 'test' | 'cleanup' = 'test') => {
    const host = fakeHost(() => ({ json: { id: 1 } }));
    const plain = '- id: plain\n  method: GET\n  path: /x';
    const reading = `- id: reads\n  method: GET\n  path: /x\n${step.replaceAll(/^/gm, '  ')}`;
    const spec = specOf(
      section === 'test' ? { prerequisites: plain, test: reading } : { test: plain, cleanup: reading },
    );
    const ran = await runSpec(spec, host.send, {
      environment,
      readSecret: () => () => 'key-of-the-team',
      vars: { mine: 'mine-of-the-caller', open: 'o' },
      secretVars: new Set(['mine']),
    });
    return {
      ran,
      sent: host.requests.length,
      check: ran.steps.find(({ id }) => id === 'reads')?.checks[0],
      spec,
    };
  };

  test.each([
    ['when', `when: "match('{{env.KEY}}', 'k.*')"`, '"when" must not read {{env.KEY}}: whether'],
    ['when, by a helper', `when: "'{{uppercase env.KEY}}' == 'K'"`, '"when" must not read {{env.KEY}}'],
    ['when, in angles', `when: "'<<env.KEY>>' == 'K'"`, '"when" must not read {{env.KEY}}'],
    ['when, given by --secret', `when: "'{{mine}}' == 'm'"`, '"when" must not read {{mine}}'],
    [
      'when, in a turn',
      `forEach: { in: ["{{env.KEY}}"], as: each }\nwhen: "'{{each}}' == 'm'"`,
      '"when" must not read {{each}}, which is made of {{env.KEY}}',
    ],
    [
      'until',
      `retry: { until: "$.id == '{{made}}'", attempts: 2 }`,
      '"until" must not read {{made}}, which is made of {{env.KEY}}: how long',
    ],
    [
      'a path of until',
      `retry: { until: { body: { "$.a[?@.b == '{{made}}']": 1 } }, attempts: 2 }`,
      'a path of "until" must not read {{made}}',
    ],
    [
      'a path of expect',
      `expect: { body: { "$.c[?match('{{nested.in.it}}', @.re)]": { exists: true } } }`,
      'a path of "expect.body" must not read {{nested.in.it}}, which is made of {{env.KEY}}: what',
    ],
    [
      'a path of extract',
      `extract: { c: "$.c[?match('{{env.KEY}}', @.re)].c" }`,
      'the path of extract c must not read {{env.KEY}}: what',
    ],
    [
      'a header of extract',
      'extract: { c: { header: "x-{{made}}" } }',
      'the path of extract c must not read',
    ],
  ])('%s', async (_, step, message) => {
    for (const section of ['test', 'cleanup'] as const) {
      const { ran, sent, check } = await run(step, section);
      expect([sent, ran.verdict]).toEqual([0, 'errored']);
      expect(check?.message).toContain(message);
      expect(check?.hint).not.toBe('');
    }
  });

  test.each([
    [
      'a plain variable',
      `when: "'{{plain}}{{open}}' == '1o'"\nexpect: { body: { "$[?@ == {{plain}}]": 1 } }`,
    ],
    ['a secret that is compared', 'expect: { body: { $.id: { not: "{{env.KEY}}" } } }'],
    ['a secret that is sent', 'headers: { a: "{{env.KEY}}{{made}}{{mine}}" }'],
  ])('%s is fine', async (_, step) => {
    const { sent, ran } = await run(step);
    expect([sent, ran.verdict, ran.reason]).toEqual([2, 'passed', null]);
  });

  test('the place is that of the variable', async () => {
    const { check, spec } = await run('body: ["{{env.KEY}}"]\nwhen: "\'{{ env.KEY }}\' == 1"');
    const lines = spec.source.text.split('\n');
    expect(lines[check!.line - 1]).toContain('when:');
  });
});

describe('a default and a row of data', () => {
  const environment = environmentOf(
    'baseUrl: https://api.test\ntokens: { staff: "{{env.KEY}}" }\nvariables: { made: "x{{env.KEY}}", plain: 7 }',
  );
  const run = async (extract: string, values: Readonly<Record<string, string>> = {}) => {
    const host = fakeHost(() => ({ json: {} }));
    const spec = specOf({
      prerequisites: `- id: first\n  method: GET\n  path: /x\n  extract: { a: { path: $.none, ${extract} } }`,
      test: '- id: main\n  method: POST\n  path: /y\n  body: { a: "{{a}}", row: "{{row}}" }',
    });
    const ran = await runSpec(spec, host.send, {
      environment,
      readSecret: () => () => 'key-of-the-team',
      row: { label: 'one', key: 'one', values: { row: 'r', ...values } },
    });
    return { ran, bodies: host.requests.flatMap(({ body }) => (body === undefined ? [] : [body])) };
  };

  test.each([
    ['default: "a-{{plain}}"', {}, '{"a":"a-7","row":"r"}'],
    ['default: { in: ["{{plain}}"] }', {}, '{"a":{"in":[7]},"row":"r"}'],
    ['default: "{{row}}"', { row: "{{uppercase 'x'}}<<plain>>" }, '{"a":"X7","row":"X7"}'],
    ['default: 1', { row: '{{other}}', other: '{{plain}}' }, '{"a":1,"row":7}'],
    ['default: 1', { row: '\\{{plain}}' }, '{"a":1,"row":"{{plain}}"}'],
  ])('are filled in: %s, %j', async (extract, values, body) => {
    expect((await run(extract, values)).bodies).toEqual([body]);
  });

  test.each([
    [
      'default: "{{env.KEY}}"',
      {},
      'the default of extract a must not read {{env.KEY}}: a default stands for what an answer does not give',
    ],
    ['default: ["b {{made}}"]', {}, 'the default of extract a must not read {{made}}'],
    ['default: "{{nowhere}}"', {}, 'nobody provides {{nowhere}}'],
    ['default: 1', { row: '{{env.KEY}}' }, 'nobody provides {{row}}'],
    ['default: 1', { row: 'b {{made}}' }, 'nobody provides {{row}}'],
    ['default: 1', { row: '{{nowhere}}' }, 'nobody provides {{row}}'],
    ['default: 1', { row: '{{row}}' }, 'nobody provides {{row}}'],
  ])('are refused before anything is sent: %s, %j', async (extract, values, message) => {
    const { ran, bodies } = await run(extract, values);
    const check = ran.steps.flatMap(({ checks }) => checks)[0];
    expect([ran.verdict, bodies]).toEqual(['errored', []]);
    expect(check?.message).toContain(message);
    if ('row' in values) expect(check?.hint).toContain('the row of data has it as');
  });
});

test.each([
  ['a value of "until"', 'retry: { until: { body: { $.id: "{{nowhere}}" } }, attempts: 2 }'],
  ['a path of "until"', 'retry: { until: { body: { "$.{{nowhere}}": 1 } }, attempts: 2 }'],
  ['an expression of "until"', `retry: { until: "$.id == '{{nowhere}}'", attempts: 2 }`],
  ['a path of "extract"', 'extract: { id: "$.{{nowhere}}" }'],
  ['a header of "extract"', 'extract: { id: { header: "X-{{nowhere}}" } }'],
])('a variable that only %s needs is asked for before anything is sent', async (_what, key) => {
  const host = fakeHost(() => ({ json: { id: 1 } }));
  const step = (id: string, more = '') => `- id: ${id}\n  method: GET\n  path: /x\n${more}`;
  const spec = specOf({ prerequisites: step('first'), test: step('asks', `  ${key}\n`) });
  const ran = await runSpec(spec, host.send, {});
  expect([ran.verdict, host.requests.length]).toEqual(['errored', 0]);
  expect(ran.reason).toContain('nobody provides {{nowhere}}');
});
