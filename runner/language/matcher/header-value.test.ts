import { describe, expect, it } from 'vitest';
import { isSameHeader } from './header-value.ts';

describe('a Content-Type', () => {
  it.each([
    ['application/json', 'Application/JSON'],
    ['application/json; charset=utf-8', 'application/json;charset=UTF-8'],
    ['text/plain; charset="utf-8"', 'text/plain; Charset=utf-8'],
    ['multipart/mixed; a=1; b="x y"', 'multipart/mixed; b="x y"; a=1'],
    ['text/plain;', 'text/plain'],
  ])('%s is the same as %s', (one, two) => {
    expect(isSameHeader('Content-Type', one, two)).toBe(true);
    expect(isSameHeader('content-type', two, one)).toBe(true);
  });

  it.each([
    ['application/json', 'application/problem+json'],
    ['application/json; charset=utf-8', 'application/json'],
    ['application/json; version=1', 'application/json; version=2'],
    ['multipart/mixed; boundary=a', 'multipart/mixed; boundary=A'],
    ['json', 'JSON'],
  ])('%s is not the same as %s', (one, two) => {
    expect(isSameHeader('Content-Type', one, two)).toBe(false);
  });
});

it('any other header is a text', () => {
  expect(isSameHeader('ETag', '"a"', '"A"')).toBe(false);
  expect(isSameHeader('ETag', '"a"', '"a"')).toBe(true);
});
