import { describe, expect, test } from 'vitest';
import { parseSpec } from '../language/parse.ts';
import { summarize } from './spec-summary.ts';
import { CRITERIA, type Criterion, isSelected, type Selection, tokensOf } from './select.ts';

const spec = parseSpec({
  path: 'specs/sales/Send_Link.md',
  text: `---
endpoint: POST /v1/payments/{id}/send_link
domain: sales
tags: [money, Links]
status: success
tokens: [staff, app]
---
# Sends a payment link by e-mail

## Test Request

\`\`\`yaml
steps:
  - id: main_request
    method: POST
    path: /v1/payments/1/send_link
    token: operator
\`\`\`
`,
});

const selects = (wanted: Partial<Record<Criterion, readonly string[]>>): boolean => {
  const none = Object.fromEntries(CRITERIA.map((criterion) => [criterion, []])) as unknown as Selection;
  return isSelected(summarize(spec), { ...none, ...wanted });
};

test('without criteria every spec is selected', () => {
  expect(selects({})).toBe(true);
});

describe.each<[Criterion, string, string]>([
  ['tag', 'LINKS', 'link'],
  ['domain', 'Sales', 'sale'],
  ['status', 'verified', 'failed'],
  ['method', 'post', 'get'],
  ['endpoint', 'Send_Link', '/v2/'],
  ['token', 'App', 'client'],
  ['grep', 'BY E-MAIL', 'by text message'],
])('--%s', (criterion, fits, fitsNot) => {
  test('takes what fits, in either case of the letters', () => {
    expect(selects({ [criterion]: [fits] })).toBe(true);
    expect(selects({ [criterion]: [fitsNot] })).toBe(false);
  });

  test('of several words any will do', () => {
    expect(selects({ [criterion]: [fitsNot, fits] })).toBe(true);
    expect(selects({ [criterion]: [fitsNot, fitsNot] })).toBe(false);
  });

  test.each(['not ', 'NOT  ', '!'])('"%s" leaves out', (sign) => {
    expect(selects({ [criterion]: [`${sign}${fits}`] })).toBe(false);
    expect(selects({ [criterion]: [`${sign}${fitsNot}`] })).toBe(true);
    expect(selects({ [criterion]: [fits, `${sign}${fitsNot}`] })).toBe(true);
  });

  test('what is left out stays out, whatever else it is', () => {
    expect(selects({ [criterion]: [fits, `!${fits}`] })).toBe(false);
  });
});

test('of several criteria all have to hold', () => {
  expect(selects({ tag: ['money'], method: ['POST'] })).toBe(true);
  expect(selects({ tag: ['money'], method: ['GET'] })).toBe(false);
});

test.each([
  ['/v1/payments/**', true],
  ['/v1/payments/*/send_*', true],
  ['/v1/payments/*', false],
  ['/v1/payment?/**', true],
  ['POST /v1/**', true],
  ['post  /v1/**', true],
  ['GET /v1/**', false],
  ['not /v1/**', false],
  ['!/v2/**', true],
])('the endpoint glob %s: %s', (glob, isTaken) => {
  expect(selects({ endpoint: [glob] })).toBe(isTaken);
});

test('grep finds the path too, as it is written', () => {
  expect(selects({ grep: ['sales/Send'] })).toBe(true);
});

test('the tokens of a spec are those of its endpoint and of its steps', () => {
  expect(tokensOf(spec)).toEqual(['staff', 'app', 'operator']);
});
