import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { decompress } from './decompress.ts';

const text = 'hello '.repeat(100);
const answer = (body: Uint8Array, encoding?: string) => ({
  status: 200,
  headers: encoding === undefined ? {} : { 'content-encoding': encoding },
  body,
});
const read = async (body: Uint8Array, encoding?: string, maxBytes = 10_000) => {
  const result = await decompress(answer(body, encoding), maxBytes);
  return 'error' in result ? result.error.code : Buffer.from(result.response.body).toString();
};

describe('decodes', () => {
  test.each([
    ['nothing', undefined, Buffer.from(text)],
    ['identity', 'identity', Buffer.from(text)],
    ['gzip', 'gzip', gzipSync(text)],
    ['GZIP', 'GZIP', gzipSync(text)],
    ['x-gzip', 'x-gzip', gzipSync(text)],
    ['deflate', 'deflate', deflateSync(text)],
    ['deflate without its wrapper', 'deflate', deflateRawSync(text)],
    ['br', 'br', brotliCompressSync(text)],
    ['one inside another', 'gzip, br', brotliCompressSync(gzipSync(text))],
  ])('%s', async (_name, encoding, body) => {
    expect(await read(body, encoding)).toBe(text);
  });

  test('an empty body with any Content-Encoding', async () => {
    expect(await read(new Uint8Array(), 'gzip')).toBe('');
  });
});

describe('refuses', () => {
  test.each([
    ['what unpacks to more than is wanted', 'gzip', gzipSync(Buffer.alloc(1_000_000)), 'too-large'],
    ['a bomb without its wrapper', 'deflate', deflateRawSync(Buffer.alloc(1_000_000)), 'too-large'],
    ['what is packed five times over', 'gzip,'.repeat(5), gzipSync(text), 'bad-answer'],
    ['what is damaged', 'gzip', gzipSync(text).subarray(0, 20), 'bad-answer'],
    ['what is something else', 'gzip', Buffer.from(text), 'bad-answer'],
    ['an encoding that is unknown', 'zstd', Buffer.from(text), 'bad-answer'],
  ])('%s', async (_name, encoding, body, code) => {
    expect(await read(body, encoding)).toBe(code);
  });

  test('a bomb in the second layer as well as in the first', async () => {
    expect(await read(gzipSync(gzipSync(Buffer.alloc(10_000_000))), 'gzip, gzip', 50_000)).toBe('too-large');
  });
});
