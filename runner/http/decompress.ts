import { type HttpResponse, type TransportError, tooLarge } from './exchange.ts';

/** No honest server encodes a response more often than this. */
const MAX_LAYERS = 4;

/** Undoes `Content-Encoding`, up to a size limit: a small response can expand to gigabytes. */
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
  if (encodings.length > MAX_LAYERS)
    return { error: { code: 'bad-answer', message: `the answer is packed ${encodings.length} times over` } };
  const zlib = await import('node:zlib');
  const { promisify } = await import('node:util');
  const decoders: Readonly<Record<string, (body: Uint8Array, options: object) => Promise<Uint8Array>>> = {
    gzip: promisify(zlib.gunzip),
    'x-gzip': promisify(zlib.gunzip),
    // Some servers send `deflate` without its zlib wrapper (RFC 9110, section 8.4.1.2).
    deflate: (body, options) =>
      promisify(zlib.inflate)(body, options).catch((error: NodeJS.ErrnoException) =>
        error.code === 'Z_DATA_ERROR' ? promisify(zlib.inflateRaw)(body, options) : Promise.reject(error),
      ),
    br: promisify(zlib.brotliDecompress),
  };
  let body = response.body;
  for (const encoding of encodings.toReversed()) {
    const decode = Object.hasOwn(decoders, encoding) ? decoders[encoding] : undefined;
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
