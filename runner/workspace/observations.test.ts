import { expect, test } from 'vitest';
import type { ContractInput } from '../run/check/contract.ts';
import { createRedactor } from '../run/secrets/redact.ts';
import { createObserver } from './observations.ts';

/** What is kept of an answer to this URL that repeats its query. */
function observe(url: string, secret: string) {
  const redactor = createRedactor();
  redactor.add(secret, 'S');
  const { onExchange, observed } = createObserver(redactor, () => 0);
  onExchange(
    {
      spec: { source: { path: 'a.md', text: '' } },
      step: { method: 'GET' },
      filled: { body: undefined, formFields: {} },
      request: { url },
      token: 'staff',
      answer: {
        status: 200,
        headers: {},
        json: { args: Object.fromEntries(new URL(url).searchParams) },
      },
    } as unknown as ContractInput,
    { document: null, method: 'GET', template: '/echo' } as unknown as Parameters<typeof onExchange>[1],
  );
  return observed();
}

test.each([
  ['first-half&second-half', 'half'],
  ['ab&cd=ef', 'cd'],
  ['first half&second"half', 'second'],
  ['a&b', '"b"'],
])('the query names of the secret %j are not kept, in the request or its echo', (secret, part) => {
  const text = JSON.stringify(observe(`http://a.example/echo?v=${secret}&page=1`, secret));
  expect(text).toContain('"query":["page","v"]');
  expect(text).not.toContain(part);
});

test('the names of a query without a secret are kept, and the shape of the answer', () => {
  const text = JSON.stringify(observe('http://a.example/echo?filter[a]=1&page=2#top', 'something-else'));
  expect(text).toContain('"query":["filter[a]","page"]');
  expect(text).toContain('"$.args.page"');
});
