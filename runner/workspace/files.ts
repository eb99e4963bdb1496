import {
  closeSync,
  existsSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  statSync,
} from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { parseEnv } from 'node:util';
import type { SourceFile } from '../language/source.ts';

/** Why a file could not be used, in a sentence. */
export type FileProblem = { readonly problem: string };

/** A path as it is shown: relative to the working directory, with forward slashes. */
export const shownPath = (path: string, cwd: string): string =>
  relative(cwd, path).split(sep).join('/') || '.';

/** Shared, because Node creates one for each call that passes only the encoding. */
export const UTF8 = { encoding: 'utf8', flag: 'r' } as const;

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text of a file, byte for byte: a byte order mark stays, and invalid UTF-8 is a problem. */
export function readSource(path: string, shown: string): SourceFile | FileProblem {
  try {
    const lenient = readFileSync(path, UTF8);
    // Invalid bytes become this character, which a text may also contain by itself.
    const text = lenient.includes('\ufffd') ? strictUtf8.decode(readFileSync(path)) : lenient;
    // UTF-16 without a mark is UTF-8 with NUL bytes, and would look like a file of prose.
    return text.includes('\0')
      ? { problem: `${shown} is not UTF-8 text: it holds NUL bytes` }
      : { path: shown, text };
  } catch (error) {
    return { problem: explainFileError(error, shown) };
  }
}

/** A best effort to read a file that is not UTF-8 text; empty when it cannot be read. */
export function readLoosely(path: string): string {
  try {
    const bytes = readFileSync(path);
    // In UTF-16, every second byte of Latin text is zero, in either byte order.
    return bytes.toString('latin1').replaceAll('\0', '');
  } catch {
    return '';
  }
}

export function explainFileError(error: unknown, shown: string): string {
  const code = (error as NodeJS.ErrnoException).code;
  switch (code) {
    case 'ENOENT':
      return `${shown} does not exist`;
    case 'EACCES':
    case 'EPERM':
      return `${shown} may not be read or written (permissions)`;
    case 'ENAMETOOLONG':
      return `${shown} has a name that is too long`;
    case 'ELOOP':
      return `${shown} is a link that leads back to itself`;
    case 'EISDIR':
      return `${shown} is a folder`;
    case 'EMFILE':
    case 'ENFILE':
      return `${shown} was not opened, because too many files are open (see ulimit -n)`;
    case 'EFBIG':
      return `${shown} may not become that large (see ulimit -f)`;
    case 'EDQUOT':
    case 'ENOSPC':
      return `the disk is full, so ${shown} was not written`;
    case 'EROFS':
      return `${shown} lies on a read-only disk`;
    case 'ERR_ENCODING_INVALID_ENCODED_DATA':
      return `${shown} is not UTF-8 text`;
    default:
      return `${shown}: ${(error as Error).message}`;
  }
}

/** The files called `name` from the folder upward, nearest first. */
export function findUpward(folder: string, name: string): readonly string[] {
  const found: string[] = [];
  for (let at = resolve(folder); ; at = dirname(at)) {
    if (existsSync(join(at, name))) found.push(join(at, name));
    if (dirname(at) === at) return found;
  }
}

/** The variables of the `.env` in a folder; empty when there is no such file. */
export function readDotEnv(folder: string): Readonly<Record<string, string>> {
  try {
    return parseEnv(readFileSync(join(folder, '.env'), 'utf8')) as Record<string, string>;
  } catch {
    return {};
  }
}

/** The text of a file; undefined when there is none. Throws when it cannot be read, such as a folder of that name. */
export function readTextIfThere(path: string): string | undefined {
  return bytesIfThere(path) === undefined ? undefined : readFileSync(path, UTF8);
}

/** The first bytes of a file as text: enough to recognize what wrote it. Throws when it cannot be read. */
export function readStart(path: string): string {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(START_BYTES);
    return bytes.toString('utf8', 0, readSync(file, bytes));
  } finally {
    closeSync(file);
  }
}

/** A gate or causes may precede what marks a report. */
const START_BYTES = 65_536;

/** Changes when a file is replaced or written; undefined when there is none. */
export function stampOf(path: string): string | undefined {
  try {
    const { ino, size, mtimeNs } = statSync(path, { bigint: true });
    return `${ino} ${size} ${mtimeNs}`;
  } catch {
    return undefined;
  }
}

/** The size of a file; undefined if there is none. Throws for a device or pipe, which may have no end. */
export function bytesIfThere(path: string): number | undefined {
  try {
    const found = statSync(path);
    if (found.isFile()) return found.size;
    if (found.isDirectory()) throw Object.assign(new Error('a folder'), { code: 'EISDIR' });
    throw new Error('expected a file, found a device or a pipe; move it away');
  } catch (error) {
    const isAbsent = ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');
    // A link with a missing target shows that there was a file.
    if (isAbsent && !isLink(path)) return undefined;
    throw error;
  }
}

function isLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink();
  } catch {
    return false;
  }
}

/** The text of an API document; undefined when there is no such file. Throws a sentence when it cannot be read. */
export function readDocument(path: string): string | undefined {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found === undefined) return undefined;
    // Reading a pipe or a device might never end.
    if (!found.isFile()) throw new Error(found.isDirectory() ? 'it is a folder' : 'it is not a regular file');
    return strictUtf8.decode(readFileSync(path));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOTDIR') return undefined;
    if (code === 'EACCES' || code === 'EPERM') throw new Error('permission denied');
    if (code === 'ELOOP') throw new Error('it is a link that leads only to links');
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') throw new Error('it is not UTF-8 text');
    throw error;
  }
}

/** The JSON and YAML files below a folder, sorted; empty when there is no such folder. */
export function listDocuments(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(json|ya?ml)$/i.test(name) && !/(^|[\\/])[._]/.test(name))
      .toSorted()
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}
