/** One part of a multipart body as it was sent. */
export type SentPart = {
  readonly name: string;
  /** Only files have one. */
  readonly filename: string | undefined;
  /** By lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly content: Uint8Array;
};

const LINE = '\r\n';

/** Parses a `multipart/form-data` body (RFC 7578); undefined if it is invalid. */
export function readMultipart(
  body: string | Uint8Array,
  contentType: string,
): readonly SentPart[] | undefined {
  const boundary = boundaryOf(contentType);
  if (boundary === undefined) return undefined;
  const bytes = Buffer.from(body as Uint8Array);
  const delimiter = `--${boundary}`;
  const parts: SentPart[] = [];
  let at = bytes.indexOf(delimiter);
  while (at >= 0) {
    const start = at + delimiter.length;
    if (bytes.toString('latin1', start, start + 2) === '--') return parts;
    const headEnd = bytes.indexOf(LINE + LINE, start);
    const end = bytes.indexOf(LINE + delimiter, start);
    if (headEnd < 0 || end < headEnd) return undefined;
    const part = readPart(bytes.toString('utf8', start, headEnd), bytes.subarray(headEnd + 4, end));
    if (part === undefined) return undefined;
    parts.push(part);
    at = end + LINE.length;
  }
  return undefined;
}

function readPart(head: string, content: Uint8Array): SentPart | undefined {
  const lines = head.split(LINE).filter((line) => line !== '');
  const headers = Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  const disposition = headers['content-disposition'] ?? '';
  const name = parameterOf(disposition, 'name');
  return name === undefined
    ? undefined
    : { name, filename: parameterOf(disposition, 'filename'), headers, content };
}

function parameterOf(disposition: string, key: string): string | undefined {
  const text = new RegExp(`;\\s*${key}="([^"]*)"`, 'i').exec(disposition)?.[1];
  return text?.replace(/%(22|0D|0A)/gi, (code) => decodeURIComponent(code));
}

function boundaryOf(contentType: string): string | undefined {
  const match = /;\s*boundary=(?:"([^"]*)"|([^\s;]*))/i.exec(contentType);
  return (match?.[1] ?? match?.[2]) || undefined;
}
