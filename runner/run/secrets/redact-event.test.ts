import { expect, test } from 'vitest';
import { fakeHost, runSpec, specOf } from '../../test/run-fixture.ts';
import { createRedactor } from './redact.ts';

const spec = specOf(
  {
    test: `- id: create-canary-1
  method: POST
  path: /x
  description: says canary-1
  body: { name: canary-1 }
  extract: { canary-1: $.id }
  expect: { status: 200, body: { $.echo: canary-1 } }
- id: later
  method: GET
  path: /y
  extract: { fresh: { path: $.fresh, redact: true } }`,
  },
  'tags: [canary-1]\ndomain: of-canary-1\n',
);

const answer = ({ path }: { readonly path: string }) =>
  path === '/x'
    ? { json: { id: 'i', echo: 'canary-1', early: 'canary-2' } }
    : { json: { fresh: 'canary-2' } };

test('no field of any event holds a secret, whichever it is', async () => {
  const redactor = createRedactor();
  redactor.add('canary-1', 'ONE');
  const { events } = await runSpec(spec, fakeHost(answer).send, { redactor });
  expect(JSON.stringify(events)).not.toContain('canary-1');
  expect(JSON.stringify(events)).toContain('create-$ONE');
});

test('what becomes a secret later is not in the result of its spec', async () => {
  const { events, ...result } = await runSpec(spec, fakeHost(answer).send);
  expect(JSON.stringify(result)).not.toContain('canary-2');
  expect(events.filter(({ type }) => type === 'step-finished')).toHaveLength(2);
});

test('a secret that is one of our own words changes no verdict, number or name', async () => {
  const plain = await runSpec(spec, fakeHost(answer).send);
  const redactor = createRedactor();
  const words = ['passed', 'status', '200', 'GET', 'POST', 'test', 'primary', 'error', 'body'];
  for (const word of words) redactor.add(word, `WORD_${word.toUpperCase()}`);
  const ran = await runSpec(spec, fakeHost(answer).send, { redactor });
  const facts = ({ verdict, steps }: typeof ran) => [
    verdict,
    steps.map((step) => [
      step.section,
      step.verdict,
      step.api,
      step.line,
      step.request?.method,
      step.response?.status,
    ]),
    steps.map((step) => step.checks.map((check) => [check.outcome, check.severity, check.line])),
    steps[0]!.checks[0],
  ];
  expect(facts(ran)).toEqual(facts(plain));
});
