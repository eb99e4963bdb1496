import { expect, test } from 'vitest';
import { readMultipart } from './multipart.ts';

const part = (head: string, content: string): string => `--x\r\n${head}\r\n\r\n${content}\r\n`;
const disposition = 'Content-Disposition: form-data; name=';
const body = [
  part(`${disposition}"a"`, 'one'),
  part(
    `${disposition}"f"; filename="f.txt"\r\nContent-Type: text/plain\r\nX-Kind: k`,
    'line\r\n--xy\r\n\r\nend',
  ),
  part(`${disposition}"say %22hi%22"`, ''),
  '--x--\r\n',
].join('');

test('the parts of a form are read with their names, headers and content', () => {
  const parts = readMultipart(body.replace('--xy', '-xy'), 'multipart/form-data; boundary=x');
  expect(
    parts?.map(({ name, filename, content }) => [name, filename, Buffer.from(content).toString()]),
  ).toEqual([
    ['a', undefined, 'one'],
    ['f', 'f.txt', 'line\r\n-xy\r\n\r\nend'],
    ['say "hi"', undefined, ''],
  ]);
  expect(parts?.[1]?.headers).toMatchObject({ 'content-type': 'text/plain', 'x-kind': 'k' });
});

test('bytes stay what they are, behind a boundary in quotes', () => {
  const bytes = Buffer.concat([
    Buffer.from(`--a b\r\n${disposition}"f"; filename="f"\r\n\r\n`),
    Buffer.of(0xff, 0x00, 0x0d),
    Buffer.from('\r\n--a b--\r\n'),
  ]);
  const [part] = readMultipart(bytes, 'multipart/form-data; boundary="a b"') ?? [];
  expect([...part!.content]).toEqual([0xff, 0, 0x0d]);
});

test.each([
  ['no boundary', 'multipart/form-data', body],
  ['another boundary', 'multipart/form-data; boundary=y', body],
  ['no end', 'multipart/form-data; boundary=x', body.replace('--x--', '')],
  ['no name', 'multipart/form-data; boundary=x', `${part('Content-Type: text/plain', 'a')}--x--`],
  ['nothing', 'multipart/form-data; boundary=x', ''],
])('with %s, nothing is read', (_, type, text) => {
  expect(readMultipart(text, type)).toBeUndefined();
});

test('a form without fields has no parts', () => {
  expect(readMultipart('--x--\r\n', 'multipart/form-data; boundary=x')).toEqual([]);
});
