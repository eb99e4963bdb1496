import { expect, test } from 'vitest';
import { strayBraceIn } from './path-braces.ts';

test.each<[string, string]>([
  ['/x/{ p }', '{ p }'],
  ['/x/{}', '{}'],
  ['/x/{p', '{p'],
  ['/x/p}', '}'],
  ['/x/{p}}', '{p}}'],
  ['/x/{a b}/y', '{a b}'],
  ['/x/{1}', '{1}'],
  ['/x/<p>', '<p>'],
  ['/x/<p', '<p'],
  ['/x/<<p', '<<p'],
  ['/x/<< p >', '<< p >'],
  ['/{{a}}/{ p }', '{ p }'],
  ['/x?a={ p }', '{ p }'],
  ['/x?a={}&b=1', '{}'],
  ['/x?a={p', '{p'],
  ['/x?a=<p>', '<p>'],
])('%j: %j is no parameter', (path, stray) => {
  expect(strayBraceIn(path)).toBe(stray);
});

test.each([
  '/x',
  '/x/{p}',
  '/x/{p}-{q.r}',
  '/x/{{p}}',
  '/x/{{ p }}/{q}',
  '/x/{{uppercase p}}',
  '/x/<<p>>',
  '/x/<< p >>',
  '/x/\\{{p}}',
  '/x/\\<<p>>',
  '/x?filter={"a":{"b":1}}',
  '/x?filter={"a":"{p}"}',
])('%j has none', (path) => {
  expect(strayBraceIn(path)).toBeUndefined();
});
