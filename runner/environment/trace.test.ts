import { expect, test } from 'vitest';
import { readEnvironmentsFile } from './environments-file.ts';

const problemOf = (url: string): string | undefined =>
  readEnvironmentsFile({
    path: 'environments.yaml',
    text: `default: a\nenvironments:\n  a:\n    baseUrl: https://a.example\n    trace: true\n    traceUrl: ${JSON.stringify(url)}\n`,
  }).diagnostics.map(({ message }) => message)[0];

test.each([
  ['ftp://x/{traceId}', 'an http or https URL with {traceId} in it'],
  ['https://x/{traceid}', '{traceId} with a capital I only'],
  ['https://x/', '{traceId} in the URL'],
  ['https://x/{id}', '{traceId} in the URL'],
  ['https://x/{traceId}?a={traceId}', '{traceId} once'],
  [
    'https://x/{traceId}?key={{env.K}}',
    'no braces but those of {traceId}, because variables are not filled in',
  ],
])('traceUrl %s: expected %s', (url, expected) => {
  expect(problemOf(url)).toBe(`"traceUrl": expected ${expected}, found ${JSON.stringify(url)}`);
});

test('a traceUrl with {traceId} once is accepted', () => {
  expect(problemOf('HTTPS://x/t?id={traceId}&a=b')).toBeUndefined();
});
