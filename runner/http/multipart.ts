/** One part of a multipart/form-data body. */
export type MultipartPart = {
  readonly name: string;
  readonly content: string | Uint8Array;
  readonly filename?: string;
  readonly contentType?: string;
};

/** Encodes form parts by RFC 7578 and the WHATWG rules for names. `boundary` must not occur in the content. */
export function encodeMultipart(parts: readonly MultipartPart[], boundary: string): Uint8Array {
  const chunks: Uint8Array[] = [];
  const encoder = new TextEncoder();
  for (const { name, content, filename, contentType } of parts) {
    const file = filename === undefined ? '' : `; filename="${escapeName(filename)}"`;
    const type = contentType ?? (filename === undefined ? undefined : 'application/octet-stream');
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="${escapeName(name)}"${file}\r\n`;
    chunks.push(encoder.encode(`${head}${type === undefined ? '' : `Content-Type: ${type}\r\n`}\r\n`));
    chunks.push(typeof content === 'string' ? encoder.encode(content) : content, encoder.encode('\r\n'));
  }
  chunks.push(encoder.encode(`--${boundary}--\r\n`));
  return Buffer.concat(chunks);
}

const escapeName = (name: string): string =>
  name.replace(/[\r\n"]/g, (char) => ({ '\r': '%0D', '\n': '%0A', '"': '%22' })[char]!);
