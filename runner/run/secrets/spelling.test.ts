import { expect, test } from 'vitest';
import { createRedactor } from './redact.ts';
import { redactResult } from './redact-event.ts';
import { toCurl } from '../../http/curl.ts';
import type { ShownRequest, StepResult } from '../events.ts';

const SECRET = 'a%b&c "d" \\e';

/** A request as it is shown once the secrets are known. */
function shownOf(request: Partial<ShownRequest>, secrets: Readonly<Record<string, string>>): ShownRequest {
  const redactor = createRedactor();
  for (const [name, secret] of Object.entries(secrets)) redactor.add(secret, name);
  const encoded = Buffer.from('ann:plain-secret').toString('base64');
  redactor.addUser(encoded, ['ann', 'plain-secret']);
  redactor.addFound(encoded, 'karma_credentials');
  const sent: ShownRequest = { method: 'POST', url: 'https://api.test/x', headers: {}, ...request };
  const once = redactResult({ steps: [{ verdict: 'passed', request: sent } as StepResult] }, redactor);
  const twice = redactResult(once, redactor);
  expect(twice.steps[0]!.request).toEqual(once.steps[0]!.request);
  return once.steps[0]!.request!;
}

test.each([
  ['a query', { url: `https://api.test/x?q=${encodeURIComponent(SECRET)}` }, { url: 'percent' }],
  ['a path', { url: `https://api.test/${encodeURIComponent(SECRET)}/x` }, { url: 'percent' }],
  ['a form', { body: `p=${encodeURIComponent(SECRET)}&z=1` }, { body: 'percent' }],
  ['a JSON text', { body: JSON.stringify({ a: `x${SECRET}y` }) }, { body: 'json' }],
  ['a text', { body: `x ${SECRET} y` }, undefined],
  ['a header', { headers: { 'X-A': SECRET } }, undefined],
  ['a text that goes on with a capital', { body: `x${SECRET}Y` }, { names: ['KEY'] }],
  ['a text with another name', { body: `${SECRET} in $USD` }, { names: ['KEY'] }],
] as const)('a secret in %s is spelled so', (_name, request, spelled) => {
  const shown = shownOf(request, { KEY: SECRET });
  expect(JSON.stringify(shown)).not.toContain('a%b');
  expect(shown.spelled).toEqual(spelled);
});

test('a secret that no encoding changes is plain', () => {
  const shown = shownOf(
    { url: 'https://api.test/x?q=plain-secret', body: '{"a":"plain-secret"}' },
    { KEY: 'plain-secret' },
  );
  expect(shown).toEqual({
    method: 'POST',
    url: 'https://api.test/x?q=$KEY',
    headers: {},
    body: '{"a":"$KEY"}',
  });
});

test('an apostrophe of a secret is encoded in a query, as a URL parser does', () => {
  const shown = shownOf({ url: "https://api.test/x?q=it's-secret" }, { KEY: "it's-secret" });
  expect(shown.spelled).toEqual({ url: 'query' });
});

test('the user of Basic authentication is named, and the password is not shown', () => {
  const authorization = `Basic ${Buffer.from('ann:plain-secret').toString('base64')}`;
  const shown = shownOf({ headers: { Authorization: authorization } }, { PASSWORD: 'plain-secret' });
  expect(shown.spelled).toEqual({ user: 'ann:$PASSWORD' });
  expect(toCurl(shown)).toBe('curl -X POST https://api.test/x -u "ann:$PASSWORD"');
});
