import { type HttpResponse, type TransportError, tooLarge } from './exchange.ts';

/** Undoes `Content-Encoding`, up to a size: a small answer can unpack to gigabytes. */
export async function decompress(
  response: HttpResponse,
  maxBytes: number,
): Promise<{ readonly response: HttpResponse } | { readonly error: TransportError }> {
  const encodings = (response.headers['content-encoding'] ?? '')
    .toLowerCase()
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '' && each !== 'identity');
  if (encodings.length === 0 || response.body.byteLength === 0) return { response };
  const zlib = await import('node:zlib');
  const { promisify } = await import('node:util');
  const decoders: Readonly<Record<string, (body: Uint8Array, options: object) => Promise<Uint8Array>>> = {
    gzip: promisify(zlib.gunzip),
    'x-gzip': promisify(zlib.gunzip),
    deflate: promisify(zlib.inflate),
    br: promisify(zlib.brotliDecompress),
  };
  let body = response.body;
  for (const encoding of encodings.toReversed()) {
    const decode = decoders[encoding];
    if (decode === undefined)
      return {
        error: { code: 'bad-answer', message: `the answer's Content-Encoding "${encoding}" is not known` },
      };
    try {
      body = await decode(body, { maxOutputLength: maxBytes });
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
        ? { error: { code: 'too-large', message: tooLarge(maxBytes) } }
        : { error: { code: 'bad-answer', message: `the answer's ${encoding} content is damaged` } };
    }
  }
  return { response: { ...response, body } };
}
