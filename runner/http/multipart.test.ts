import { expect, test } from 'vitest';
import { encodeMultipart } from './multipart.ts';

const encode = (...parts: Parameters<typeof encodeMultipart>[0]) =>
  Buffer.from(encodeMultipart(parts, 'B')).toString('latin1');

test('fields and files, with the bytes as they are', () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
  const body = Buffer.from(encodeMultipart([{ name: 'f', content: bytes, filename: 'a.bin' }], 'B'));
  const start = body.indexOf('\r\n\r\n') + 4;
  expect(body.subarray(start, start + 256).equals(Buffer.from(bytes))).toBe(true);
  expect(body.toString('latin1')).toMatch(
    /^--B\r\nContent-Disposition: form-data; name="f"; filename="a\.bin"\r\nContent-Type: application\/octet-stream\r\n\r\n/,
  );
  expect(body.toString('latin1')).toMatch(/\r\n--B--\r\n$/);
});

test('a field has no type, unless it says one', () => {
  expect(encode({ name: 'a', content: 'x' })).toBe(
    '--B\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n--B--\r\n',
  );
  expect(encode({ name: 'a', content: '{}', contentType: 'application/json' })).toContain(
    'Content-Type: application/json\r\n',
  );
});

test('names cannot break out of their quotes or lines', () => {
  const body = encode({ name: 'a"\r\nX: y', content: '', filename: '"\n' });
  expect(body).toContain('name="a%22%0D%0AX: y"; filename="%22%0A"\r\n');
  expect(body).not.toContain('\r\nX: y');
});

test('text is UTF-8', () => {
  expect(Buffer.from(encodeMultipart([{ name: 'ü', content: 'ö' }], 'B')).toString('utf8')).toContain(
    'name="ü"\r\n\r\nö\r\n',
  );
});

test('no parts give the closing boundary only', () => {
  expect(encode()).toBe('--B--\r\n');
});

test('another reader understands it', async () => {
  const body = encodeMultipart(
    [
      { name: 'a', content: 'ö\r\n--x' },
      { name: 'f', content: Uint8Array.of(0, 255), filename: 'n.bin', contentType: 'image/png' },
    ],
    'B1',
  );
  const form = await new Response(body as Uint8Array<ArrayBuffer>, {
    headers: { 'Content-Type': 'multipart/form-data; boundary=B1' },
  }).formData();
  expect(form.get('a')).toBe('ö\r\n--x');
  const file = form.get('f') as File;
  expect([file.name, file.type, [...new Uint8Array(await file.arrayBuffer())]]).toEqual([
    'n.bin',
    'image/png',
    [0, 255],
  ]);
});
