/** Bytes as text that a script can hold: `\r`, `\xNN` for a byte, `\uNNNN` for a character, `\` at the end for no newline. */
export function escapeBytes(bytes: Uint8Array): string {
  const text = readUtf8(bytes);
  const escaped =
    text === undefined
      ? escapeControls(Buffer.from(bytes).toString('latin1')).replace(/[\u0080-\u00ff]/g, asByte)
      : escapeControls(text).replace(/[\u0080-\u009f\ufeff]/g, asCharacter);
  return escaped === '' || escaped.endsWith('\n') ? escaped : `${escaped}\\\n`;
}

export function unescapeBytes(text: string): Uint8Array {
  const parts = text.split(/(\\(?:r|\\|\n|x[0-9a-f]{2}|u[0-9a-f]{4}))/);
  return Buffer.concat(parts.map(unescapePart));
}

/** Whether bytes would not survive unescaped: an editor or git could change them, or a reader overlook them. */
export const needsEscapes = (bytes: Uint8Array): boolean => {
  const text = readUtf8(bytes);
  return (
    text === undefined ||
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufeff]/.test(text) ||
    (text !== '' && !text.endsWith('\n'))
  );
};

function unescapePart(part: string): Uint8Array {
  if (part === '\\r') return Buffer.from('\r');
  if (part === '\\\\') return Buffer.from('\\');
  if (part === '\\\n') return Buffer.alloc(0);
  const code = /^\\[xu]([0-9a-f]+)$/.exec(part)?.[1];
  if (code === undefined) return Buffer.from(part);
  const number = Number.parseInt(code, 16);
  return part[1] === 'x' ? Buffer.of(number) : Buffer.from(String.fromCharCode(number));
}

const escapeControls = (text: string): string =>
  text
    .replaceAll('\\', '\\\\')
    .replaceAll('\r', '\\r')
    .replace(/[\u0000-\u0009\u000b-\u001f\u007f]/g, asByte);

const asByte = (char: string): string => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`;
const asCharacter = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;

function readUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
