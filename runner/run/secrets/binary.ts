import type { Redactor } from './redactor.ts';

/** The first bytes of gzip and ZIP files (RFC 1952; APPNOTE 4.3.7). */
const ARCHIVE = /^(?:\x1f\x8b|PK\x03\x04)/;

/**
 * Whether bytes in base64 hold no secret, in UTF-8 or UTF-16. A secret cannot be cut out of bytes, and a compressed archive cannot
 * be searched.
 */
export function mayShowBytes(base64: string, redactor: Pick<Redactor, 'text'>): boolean {
  const bytes = Buffer.from(base64, 'base64').toString('latin1');
  if (ARCHIVE.test(bytes)) return false;
  return [bytes, bytes.replaceAll('\0', '')].every((text) => redactor.text(text) === text);
}

/** Whether a result as JSON has bytes, which must be examined again when more secrets are known. */
export const hasBytes = (json: string): boolean => json.includes('"base64":"');
