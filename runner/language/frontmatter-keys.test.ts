import { expect, test } from 'vitest';
import { claimsToBeSpec, keyMeantBy } from './frontmatter-keys.ts';
import { parseSpec } from './parse.ts';

test.each([
  ['swager', 'swagger'],
  ['tag', 'tags'],
  ['token', 'tokens'],
  ['knownIssue', 'knownIssues'],
  ['skipreason', 'skipReason'],
  ['skip-reason', 'skipReason'],
  ['verified_at', 'verifiedAt'],
  ['Status', 'status'],
  ['enpdoint', 'endpoint'],
  ['expctedOutcome', 'expectedOutcome'],
  ['useFallback', 'useFallbackApi'],
  ['use_fallback_api', 'useFallbackApi'],
  ['fallback', 'useFallbackApi'],
  ['expected', 'expectedOutcome'],
])('%s is a slip of %s', (key, meant) => {
  expect(keyMeantBy(key)).toBe(meant);
});

test.each([
  'title',
  'date',
  'author',
  'verifiedBy',
  'owner',
  'updatedAt',
  'version',
  'requires',
  'method',
  'id',
  'x'.repeat(500),
])('%s is a word of its own', (key) => {
  expect(keyMeantBy(key)).toBeUndefined();
});

test.each(['endpoint', 'skip_reason', 'knownDataIssues', 'concurrency'])('%s is known', (key) => {
  expect(keyMeantBy(key)).toBeUndefined();
  expect(claimsToBeSpec(key)).toBe(true);
});

test('a slip in the frontmatter is a warning at the key, and the spec runs', () => {
  const text =
    '---\nendpoint: GET /x\nswager: a.json\nowner: me\n---\n## Test Request\n```yaml\nsteps: [{ id: a, method: GET, path: /x }]\n```\n';
  const { diagnostics } = parseSpec({ path: 'a.md', text });
  expect(
    diagnostics.map(({ severity, span, hint }) => [severity, text.slice(span.start, span.end), hint]),
  ).toEqual([['warning', 'swager', 'did you mean "swagger"?']]);
});
