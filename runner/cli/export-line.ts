import { safeLine } from '../report/text/safe-text.ts';

/** A line for sh that gives an environment variable a value; on one line of plain characters, whatever is in the value. */
export function exportLine(name: string, value: string): string {
  const line = `export ${name}='${value.replaceAll("'", "'\\''")}'`;
  // What is printed shows line breaks and invisible characters as escapes, which a shell would take as they are.
  if (safeLine(line) === line) return line;
  // A shell takes the line breaks at the end away from what a command prints: hence the x.
  return `${name}="$(printf '${[...Buffer.from(value)].map(octal).join('')}x')"; export ${name}="\${${name}%x}"`;
}

/** A byte as printf reads it, which shows letters and digits as they are. */
const octal = (byte: number): string =>
  /[\w./-]/.test(String.fromCharCode(byte)) && byte < 0x80
    ? String.fromCharCode(byte)
    : `\\${byte.toString(8).padStart(3, '0')}`;
