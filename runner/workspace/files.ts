import { randomUUID } from 'node:crypto';
import {
  constants,
  closeSync,
  existsSync,
  fchmodSync,
  fsync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  type Stats,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseEnv, promisify } from 'node:util';
import type { Change } from '../language/edit.ts';
import type { SourceFile } from '../language/source.ts';

const sync = promisify(fsync);

/** Why something on the disk could not be used, in a sentence. */
export type FileProblem = { readonly problem: string };

/** A path as it is shown: relative to the working directory, with forward slashes. */
export const shownPath = (path: string, cwd: string): string =>
  relative(cwd, path).split(sep).join('/') || '.';

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text of a file, byte for byte: a byte order mark stays, and what is not UTF-8 is a problem. */
export function readSource(path: string, shown: string): SourceFile | FileProblem {
  try {
    const lenient = readFileSync(path, 'utf8');
    // What is not UTF-8 becomes this sign, which a text may also have by itself.
    const text = lenient.includes('\ufffd') ? strictUtf8.decode(readFileSync(path)) : lenient;
    // UTF-16 without a mark is UTF-8 with NUL bytes, and would look like a file of prose.
    return text.includes('\0')
      ? { problem: `${shown} is not UTF-8 text: it holds NUL bytes` }
      : { path: shown, text };
  } catch (error) {
    return { problem: explainFileError(error, shown) };
  }
}

/** What can be made of the bytes of a file that is no UTF-8 text; nothing when they cannot be read. */
export function readLoosely(path: string): string {
  try {
    const bytes = readFileSync(path);
    // Every second byte of a Latin text in UTF-16 is zero, in whichever order they come.
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

/** Whether a name is one of a Markdown file. */
const isMarkdown = (name: string): boolean => /\.(?:md|markdown)$/i.test(name);

/**
 * The specs that the arguments name: files, folders (all Markdown below), globs; each once, sorted by path. Of the links to a
 * file that is named itself, or of several to one file, only the first counts.
 */
export async function findSpecs(
  patterns: readonly string[],
  cwd: string,
): Promise<{
  readonly files: readonly { readonly path: string; readonly isNamed: boolean }[];
  /** Other paths of these files. */
  readonly aliases: readonly string[];
  readonly missing: readonly string[];
  /** The paths that each folder or glob leads to. */
  readonly matches: ReadonlyMap<string, readonly string[]>;
  /** A sentence for each folder that could not be looked into. */
  readonly unreadable: readonly string[];
}> {
  const options = {
    ignore: ['**/node_modules/**'],
    absolute: true,
    expandDirectories: false,
    onlyFiles: true,
  } as const;
  const found = new Map<string, boolean>();
  const missing: string[] = [];
  const unreadable: string[] = [];
  const matches = new Map<string, readonly string[]>();
  let mayHaveLinks = false;
  const onLink = (): void => {
    mayHaveLinks = true;
  };
  for (const pattern of patterns) {
    const path = resolve(cwd, pattern);
    const kind = kindOf(path);
    if (kind !== 'folder') onLink();
    if (kind === 'file') found.set(path, true);
    else if (kind === 'folder')
      try {
        matches.set(pattern, [...markdownBelow(path, onLink)].map(add));
      } catch (error) {
        unreadable.push(
          explainFileError(error, shownPath((error as NodeJS.ErrnoException).path ?? path, cwd)),
        );
      }
    else if (/[*?{}[\]!]/.test(pattern)) {
      const { glob } = await import('tinyglobby');
      // What names an ending wants it: specs/*.txt. Else a glob finds data and documents, too.
      const isWanted = /\.\w+$/.test(pattern) ? () => true : isMarkdown;
      matches.set(pattern, (await glob(pattern, { ...options, cwd })).filter(isWanted).map(add));
    } else missing.push(pattern);
  }
  function add(file: string): string {
    const path = resolve(file);
    if (!found.has(path)) found.set(path, false);
    return path;
  }
  const all = [...found].map(([path, isNamed]) => ({ path, isNamed }));
  const sorted = all.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const { files, aliases } = mayHaveLinks ? withoutAliases(sorted) : { files: sorted, aliases: [] };
  return { files, aliases, missing, matches, unreadable };
}

type FoundFile = { readonly path: string; readonly isNamed: boolean };

/**
 * Each file once: by its own path where that was found, else by the first that leads to it. A link to whose folder other
 * environments belong is a spec of its own.
 */
function withoutAliases(found: readonly FoundFile[]): {
  readonly files: readonly FoundFile[];
  readonly aliases: readonly string[];
} {
  const byTarget = new Map<string, FoundFile>();
  const environments = new Map<string, readonly string[]>();
  const environmentsFor = (folder: string): readonly string[] => {
    const known = environments.get(folder) ?? findUpward(folder, 'environments.yaml').map(realPathOf);
    environments.set(folder, known);
    return known;
  };
  for (const file of found) {
    const target = realPathOf(file.path);
    const key = [target, ...environmentsFor(dirname(file.path))].join('\0');
    const other = byTarget.get(key) ?? file;
    const { path } = file.path === target ? file : other;
    byTarget.set(key, { path, isNamed: file.isNamed || other.isNamed });
  }
  const kept = new Map([...byTarget.values()].map((file) => [file.path, file]));
  return {
    files: found.flatMap(({ path }) => kept.get(path) ?? []),
    aliases: found.flatMap(({ path }) => (kept.has(path) ? [] : [path])),
  };
}

function realPathOf(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return path;
  }
}

/**
 * The Markdown files below a folder, as the glob library finds them, which takes 4 ms to load: what is hidden is left out, links
 * are followed, and told of. `above` are the folders on the way here: a link back to one of them ends. Throws for a folder that cannot be
 * read, as nobody knows which specs it has.
 */
function* markdownBelow(
  folder: string,
  onLink: () => void,
  above: readonly string[] = [],
): Generator<string> {
  const real = realpathSync(folder);
  if (above.includes(real)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
    const path = join(folder, entry.name);
    const isLink = entry.isSymbolicLink();
    if (isLink) onLink();
    const target = isLink ? targetOf(path) : entry;
    if (target?.isDirectory()) yield* markdownBelow(path, onLink, [...above, real]);
    else if (isMarkdown(entry.name) && target?.isFile() !== false) yield path;
  }
}

/** What a link leads to; undefined when that is gone. */
function targetOf(link: string): Stats | undefined {
  try {
    return statSync(link);
  } catch {
    return undefined;
  }
}

function kindOf(path: string): 'file' | 'folder' | undefined {
  try {
    return statSync(path).isDirectory() ? 'folder' : 'file';
  } catch {
    return undefined;
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

/** The variables of the `.env` in a folder; none when there is no such file. */
export function readDotEnv(folder: string): Readonly<Record<string, string>> {
  try {
    return parseEnv(readFileSync(join(folder, '.env'), 'utf8')) as Record<string, string>;
  } catch {
    return {};
  }
}

/**
 * Replaces a file's text in one step: a reader sees the old bytes or the new ones, never a part. With `expected`, a
 * file that holds other text by now is left alone, and a link stays a link; without, a link is replaced, so that a report
 * does not overwrite what one leads to. Permissions stay; where few enough bytes change, so does all else that belongs to
 * the file, as its owner and its other names.
 */
export async function replaceFile(
  path: string,
  text: string | Pieces,
  expected?: string,
): Promise<'written' | 'changed-meanwhile'> {
  const patched =
    typeof text === 'string' && expected !== undefined
      ? patch(path, expected, changeOf(expected, text))
      : 'too-much';
  if (patched !== 'too-much') return patched;
  const before = statSync(path, { throwIfNoEntry: false });
  const target = before === undefined || expected === undefined ? path : realpathSync.native(path);
  const temporary = temporaryIn(dirname(target));
  const mode = (before?.mode ?? 0o644) & 0o7777;
  try {
    // Only the sync waits for the disk. The rest takes microseconds, less than handing it to a thread would.
    const file = await whenDescriptorsAreFree(() => openSync(temporary, 'wx', mode));
    try {
      fchmodSync(file, mode);
      if (typeof text === 'string') writeFileSync(file, text);
      else writePieces(file, text);
      await sync(file);
    } finally {
      closeSync(file);
    }
    const now = expected === undefined ? undefined : await whenDescriptorsAreFree(() => readFileSync(target));
    if (expected !== undefined && now?.equals(Buffer.from(expected)) !== true) {
      unlinkSync(temporary);
      return 'changed-meanwhile';
    }
    renameSync(temporary, target);
    return 'written';
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

const DESCRIPTOR_WAIT_MS = 20;
const DESCRIPTOR_PATIENCE_MS = 5_000;

/** Does what opens a file; while the process has too many open, it waits for others to close theirs. */
async function whenDescriptorsAreFree<T>(open: () => T): Promise<T> {
  for (let waitedMs = 0; ; waitedMs += DESCRIPTOR_WAIT_MS)
    try {
      return open();
    } catch (error) {
      const isTemporary = ['EMFILE', 'ENFILE'].includes((error as NodeJS.ErrnoException).code ?? '');
      if (!isTemporary || waitedMs >= DESCRIPTOR_PATIENCE_MS) throw error;
      await delay(DESCRIPTOR_WAIT_MS);
    }
}

/** The path of a file that is to become another, or to be gone soon: hidden, so that nobody takes it for a spec. */
export const temporaryIn = (folder: string): string => join(folder, `.verify-${randomUUID()}.tmp`);

const TEMPORARY = /^\.verify-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.tmp$/;
/** A run that is writing now is not disturbed. */
const LEFT_BEHIND_MS = 3_600_000;

/** Removes what runs that were killed while they wrote have left in these folders, an hour ago or earlier. */
export function sweep(folders: Iterable<string>, nowMs: number): void {
  for (const folder of folders)
    try {
      for (const name of readdirSync(folder)) {
        if (!TEMPORARY.test(name)) continue;
        const path = join(folder, name);
        if (nowMs - statSync(path).mtimeMs > LEFT_BEHIND_MS) unlinkSync(path);
      }
    } catch {
      // Nothing depends on it, and the next run tries again.
    }
}

/** Pieces of a text that would be large in one; each need last only until the next is asked for. */
type Pieces = Iterable<string | Uint8Array>;

const PAGE_BYTES = 250_000;

/** Writes pieces through one page of memory: a long report would leave as much garbage as it is long. */
function writePieces(file: number, pieces: Pieces): void {
  const page = Buffer.allocUnsafe(PAGE_BYTES);
  let used = 0;
  const turn = (): void => {
    writeFileSync(file, page.subarray(0, used));
    used = 0;
  };
  for (const piece of pieces) {
    const bytes = typeof piece === 'string' ? Buffer.byteLength(piece) : piece.byteLength;
    if (used + bytes > PAGE_BYTES) turn();
    if (bytes > PAGE_BYTES) writeFileSync(file, piece);
    else if (typeof piece === 'string') used += page.write(piece, used);
    else {
      page.set(piece, used);
      used += bytes;
    }
  }
  turn();
}

/** Replaces a file's text where it stands, unless it is a link or too much of it would change. */
export const patchFile = (
  path: string,
  expected: string,
  change: Change,
): 'written' | 'changed-meanwhile' | 'too-much' =>
  // Not every system can tell a link while it opens a file.
  constants.O_NOFOLLOW === undefined ? 'too-much' : patch(path, expected, change, false);

/** What storage writes whole or not at all. */
const SECTOR_BYTES = 512;

function changeOf(expected: string, text: string): Change {
  let from = 0;
  while (from < text.length && text[from] === expected[from]) from++;
  let to = text.length;
  while (to > from && text[to - 1] === expected[to - 1]) to--;
  return { text, from, to };
}

/** A character of it is a byte. */
const ASCII = /^[\0-\x7f]*$/;

/** Writes over the bytes that differ, when neither a kill nor a power cut can leave some of them old and some new. */
function patch(
  path: string,
  expected: string,
  { text, from, to }: Change,
  isFollowed = true,
): 'written' | 'changed-meanwhile' | 'too-much' {
  if (text.length !== expected.length || text === expected || expected.includes('\ufffd')) return 'too-much';
  const changed = text.slice(from, to);
  if (!ASCII.test(changed) || !ASCII.test(expected.slice(from, to))) return 'too-much';
  const start = Buffer.byteLength(expected.slice(0, from));
  const end = start + changed.length;
  if (Math.floor(start / SECTOR_BYTES) !== Math.floor((end - 1) / SECTOR_BYTES)) return 'too-much';
  let file: number;
  try {
    file = openSync(path, isFollowed ? 'r+' : constants.O_RDWR | constants.O_NOFOLLOW);
  } catch {
    return 'too-much';
  }
  try {
    if (readFileSync(file, 'utf8') !== expected) return 'changed-meanwhile';
    writeSync(file, Buffer.from(changed), 0, changed.length, start);
    return 'written';
  } finally {
    closeSync(file);
  }
}

/**
 * Makes a folder with those above it that are missing; the answer is the topmost that was made. Node's own way to do so never
 * ends where a folder above takes no others, as `/proc`.
 */
export function ensureFolder(folder: string): string | undefined {
  const missing: string[] = [];
  for (let at = resolve(folder); !existsSync(at) && dirname(at) !== at; at = dirname(at)) missing.push(at);
  let topmost: string | undefined;
  for (const each of missing.toReversed())
    try {
      mkdirSync(each);
      topmost ??= each;
    } catch (error) {
      // Another process may have made it in the meantime.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  return topmost;
}

/** Writes a report file, making its folder; the problem says why it could not. */
export async function writeReportFile(
  folder: string,
  name: string,
  text: string | Pieces,
): Promise<FileProblem | undefined> {
  try {
    ensureFolder(folder);
    await replaceFile(join(folder, name), text);
    return undefined;
  } catch (error) {
    return { problem: explainFileError(error, join(folder, name)) };
  }
}

/** The text of a file; undefined when there is none. Throws when it cannot be read, as a folder in its place. */
export function readTextIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const isAbsent = ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');
    // A link whose target is gone says that there was something.
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
    // Reading a pipe or a device would not end.
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

/** The JSON and YAML files below a folder, sorted; none when there is no such folder. */
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
