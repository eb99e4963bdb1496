import { expect, test } from 'vitest';
import { specOf } from '../../test/run-fixture.ts';
import { isMediaType } from './media-type.ts';

test.each([
  'text/csv',
  'application/vnd.api+json',
  'text/csv; charset=utf-8',
  'text/csv;charset="utf-8";header=present',
  'application/x.y_z-1',
])('%s is a media type', (text) => {
  expect(isMediaType(text)).toBe(true);
});

test.each([
  '',
  'csv',
  'text/',
  '/csv',
  'text/csv;',
  'text/csv; charset',
  'text/csv\r\nX-Evil: 1',
  'text/csv\n',
  'text/csv; a="\r\n"',
  'text/csv, text/html',
  ' text/csv',
  'text/c sv',
  'text/csv\0',
])('%j is none', (text) => {
  expect(isMediaType(text)).toBe(false);
});

const withType = (type: string) =>
  specOf({
    test: `- id: a\n  method: POST\n  path: /x\n  content_type: multipart\n  file_fields:\n    - { field_name: f, file_path: a.txt, content_type: ${JSON.stringify(type)} }`,
  });

test('the type of a file that is none is an error at its place, and one with variables waits for them', () => {
  const spec = withType('text/plain\r\nX-Evil: 1');
  const [problem] = spec.diagnostics;
  expect(problem?.message).toContain('"content_type": expected a media type');
  expect(spec.source.text.slice(problem?.span.start, problem?.span.end)).toContain('X-Evil');
  expect(withType('{{type}}').diagnostics).toEqual([]);
});
