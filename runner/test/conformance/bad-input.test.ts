import { expect, it } from 'vitest';
import { runVerify } from '../run-verify.ts';
import { serveHttp } from '../server.ts';
import { makeFolder } from '../temp-folder.ts';

const nested = (open: string, inner: string, close: string): string =>
  open.repeat(20_000) + inner + close.repeat(20_000);

const DIGITS = '1234567890'.repeat(1_000);

/** Answers that are larger, deeper or longer than any that an API means to give. */
const ANSWERS: Readonly<Record<string, string>> = {
  '/plain': `{ "a": 1, "text": "${'a'.repeat(40)}!" }`,
  '/lists': nested('[', '12345678901234567890', ']'),
  '/objects': `{ "id": 990000000262240065, "inner": ${nested('{"a":', '12345678901234567890', '}')} }`,
  '/twice': `{ "one": ${nested('[', '1', ']')}, "two": ${nested('[', '1', ']')} }`,
  '/digits': `{ "n": ${DIGITS} }`,
  '/exponent': `{ "n": 1e${DIGITS} }`,
};

type Expected = {
  readonly path?: string;
  /** What the step says beside its request. */
  readonly step: string;
  readonly verdict: 'passed' | 'failed' | 'errored';
  readonly reason?: string;
};

const inBody = (path: string, wanted = '{ exists: false }'): string =>
  `expect: { body: { ? ${JSON.stringify(path)} : ${wanted} } }`;

/** One spec each; what is wrong with one does not touch the others. */
const SPECS: Readonly<Record<string, Expected>> = {
  'an-ordinary-one': { step: inBody('$.a', '1'), verdict: 'passed' },
  'a-long-path': {
    step: inBody(`$${'.a'.repeat(50_000)}`),
    verdict: 'errored',
    reason: 'longer than 10000 characters',
  },
  'a-long-run-of-blanks': {
    step: inBody(`$.a${' '.repeat(100_000)}x`),
    verdict: 'errored',
    reason: 'longer than 10000 characters',
  },
  'a-run-of-blanks': {
    step: inBody(`$.a${' '.repeat(9_000)}x`),
    verdict: 'errored',
    reason: 'a blank cannot stand at the end',
  },
  'many-nested-filters': {
    step: inBody(`$${'[?@'.repeat(2_000)}${']'.repeat(2_000)}`),
    verdict: 'errored',
    reason: 'nested deeper than 50 levels',
  },
  'ten-thousand-nested-filters': {
    step: inBody(`$${'[?@'.repeat(10_000)}${']'.repeat(10_000)}`),
    verdict: 'errored',
    reason: 'longer than 10000 characters',
  },
  'a-condition-of-brackets': {
    step: `retry: { until: "${'('.repeat(4_000)}$.a == 1${')'.repeat(4_000)}", attempts: 2 }`,
    verdict: 'errored',
    reason: 'nested deeper than 50 levels',
  },
  'too-much-to-look-at': {
    path: '/lists',
    step: inBody('$..*..*..*', '{ exists: true }'),
    verdict: 'errored',
    reason: 'look at values of the answer more than',
  },
  'a-value-in-the-depth': {
    path: '/lists',
    step: inBody('$..[?@ == 12345678901234567890]', '12345678901234567890'),
    verdict: 'passed',
  },
  'a-value-beside-the-depth': {
    path: '/objects',
    step: inBody('$.id', '990000000262240065'),
    verdict: 'passed',
  },
  'another-value-beside-the-depth': {
    path: '/objects',
    step: inBody('$.id', '990000000262240066'),
    verdict: 'failed',
    reason: 'got 990000000262240065',
  },
  'a-deep-value-kept': {
    path: '/objects',
    step: 'extract: { inner: $.inner }',
    verdict: 'errored',
    reason: 'nested too deep to be kept',
  },
  'deep-values-compared-by-a-filter': {
    path: '/twice',
    step: inBody('$[?@ == $.two]', '{ count: 2 }'),
    verdict: 'errored',
    reason: 'nested too deep to be compared',
  },
  'deep-values-compared-by-a-condition': {
    path: '/twice',
    step: 'retry: { until: "$.one == $.two", attempts: 2, interval: 1 }',
    verdict: 'errored',
    reason: 'nested too deep to be compared',
  },
  'all-digits': { path: '/digits', step: inBody('$.n', DIGITS), verdict: 'passed' },
  'all-digits-but-one': {
    path: '/digits',
    step: inBody('$.n', DIGITS.replace(/0$/, '1')),
    verdict: 'failed',
    reason: 'expected 1234567890',
  },
  'all-digits-in-an-exponent': {
    path: '/exponent',
    step: inBody('$.n', `{ gt: ${DIGITS}, equals: 1e${DIGITS} }`),
    verdict: 'passed',
  },
  'all-digits-but-one-in-an-exponent': {
    path: '/exponent',
    step: inBody('$.n', `1e${DIGITS.replace(/0$/, '1')}`),
    verdict: 'failed',
    reason: 'expected 1e1234567890',
  },
  'a-pattern-that-backtracks': {
    step: inBody('$.text', '{ matches: "^(a+)+$" }'),
    verdict: 'errored',
    reason: 'takes too long',
  },
  'its-negation': {
    step: inBody('$.text', '{ not: { matches: "^(a+)+$" } }'),
    verdict: 'errored',
    reason: 'takes too long',
  },
  'a-filter-that-backtracks': {
    step: inBody("$[?match(@, '(a|aa)+')]"),
    verdict: 'errored',
    reason: 'takes too long',
  },
  'a-default-for-what-backtracks': {
    step: `extract: { x: "$[?match(@, '(a+)+')] || 'none'" }`,
    verdict: 'errored',
    reason: 'takes too long',
  },
};

const textOf = ({ path = '/plain', step }: Expected): string =>
  `---\nendpoint: GET ${path}\ntokens: [none]\n---\n## Test Request\n\n\`\`\`yaml\nsteps:\n  - id: main\n    method: GET\n    path: ${path}\n    ${step}\n\`\`\`\n`;

it('input out of all proportion gets an answer each, and does not harm the other specs', async () => {
  const { url } = await serveHttp((request, response) => {
    response.setHeader('content-type', 'application/json').end(ANSWERS[request.url!]);
  });
  const folder = makeFolder({
    'environments.yaml': `default: test\nenvironments: { test: { baseUrl: "${url}" } }\n`,
    ...Object.fromEntries(
      Object.entries(SPECS).map(([name, expected]) => [`specs/${name}.md`, textOf(expected)]),
    ),
  });
  const { report } = await runVerify(folder, ['specs', '--no-write', '--contract', 'on']);
  expect(report.specs).toHaveLength(Object.keys(SPECS).length);
  for (const { file, verdict, reason } of report.specs) {
    const wanted = SPECS[file.replace(/^specs\/(.*)\.md$/, '$1')]!;
    expect([file, verdict, reason ?? '']).toEqual([
      file,
      wanted.verdict,
      expect.stringContaining(wanted.reason ?? ''),
    ]);
    expect(reason ?? '', file).not.toContain('runner itself');
    expect((reason ?? '').length, file).toBeLessThan(1_000);
  }
});
