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
