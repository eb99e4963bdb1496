import { expect, test } from 'vitest';
import { rememberRecent } from './recent.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text);

/** Makes a new object each time, so that what is remembered is told by its identity. */
const read = () => rememberRecent((body, type) => ({ text: Buffer.from(body).toString(), type }));

test('the same bytes of the same type are read once', () => {
  const of = read();
  const first = of(bytes('[1]'), 'application/json');
  expect(of(bytes('[1]'), 'application/json')).toBe(first);
});

test('other bytes, and other types, are read for themselves', () => {
  const of = read();
  of(bytes('[1]'), 'application/json');
  expect(of(bytes('[2]'), 'application/json')).toEqual({ text: '[2]', type: 'application/json' });
  expect(of(bytes('[1]'), 'text/plain')).toEqual({ text: '[1]', type: 'text/plain' });
});

test('eight others in between make it forgotten', () => {
  const of = read();
  const first = of(bytes('first'), '');
  for (let at = 0; at < 7; at++) of(bytes(`other ${at}`), '');
  expect(of(bytes('first'), '')).toBe(first);
  of(bytes('the eighth'), '');
  expect(of(bytes('first'), '')).not.toBe(first);
});

test('of long bodies only the last is remembered', () => {
  const of = read();
  const long = bytes('x'.repeat(64_001));
  const first = of(long, '');
  expect(of(long, '')).toBe(first);
  expect(of(Buffer.from(long), '')).not.toBe(first);
});
