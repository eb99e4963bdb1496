import { describe, expect, it } from 'vitest';
import { FORMATS } from './formats.ts';

describe.each([
  [
    'date',
    ['2024-02-29', '2000-02-29', '2026-12-31'],
    ['2024-02-30', '1900-02-29', '2026-00-10', '2026-1-1', '2026-04-31', '2026-01-01T00:00:00Z'],
  ],
  [
    'date-time',
    [
      '2024-01-01T23:59:59Z',
      '2024-01-01t00:00:00.123456z',
      '2016-12-31T23:59:60Z',
      '2016-12-31T18:59:60-05:00',
      '2024-01-01T00:00:00+23:59',
    ],
    [
      '2024-01-01T99:99:99Z',
      '2024-01-01T24:00:00Z',
      '2024-01-01T00:60:00Z',
      '2024-01-01T12:00:60Z',
      '2024-01-01T00:00:00',
      '2024-01-01 00:00:00Z',
      '2024-02-30T00:00:00Z',
      '2024-01-01T00:00:00+24:00',
    ],
  ],
  [
    'uri',
    [
      'https://example.com/a?b=c#d',
      'urn:isbn:0451450523',
      'mailto:a@example.com',
      'tel:+49-1',
      'http://[::1]:8080/',
      'data:text/plain,hi%20there',
    ],
    [
      '/a',
      '//example.com',
      'example.com',
      'https://exa mple.com',
      'http://',
      'https:',
      'http://a/%zz',
      'a#b#c:d',
      'http://[::1',
    ],
  ],
  ['uuid', ['123e4567-e89b-12d3-a456-426614174000'], ['123e4567e89b12d3a456426614174000', '']],
  ['email', ['a.b+c@example.co.uk'], ['a@b', 'a b@example.com', '@example.com']],
])('the format %s', (format, fitting, others) => {
  it.each(fitting)('is that of %j', (text) => expect(FORMATS[format]!(text)).toBe(true));
  it.each(others)('is not that of %j', (text) => expect(FORMATS[format]!(text)).toBe(false));
});
