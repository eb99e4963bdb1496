import { randomUUID } from 'node:crypto';
import {
  closeSync,
  constants,
  existsSync,
  fchmodSync,
  fsync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Change } from '../language/edit.ts';
import { explainFileError, type FileProblem, UTF8 } from './files.ts';

const sync = promisify(fsync);

/**
 * Replaces a file's text atomically: a reader sees the old bytes or the new ones. With `expected`, a file with other text by now
 * stays unchanged, and a link stays a link; without, a link is replaced, so that a report does not overwrite its target.
 * Permissions stay; where few bytes change, so do all other properties of the file, such as its owner and its hard links.
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
    // Only the sync waits for the disk. The other calls take microseconds, less than a switch of threads would.
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

/** Opens a file; while the process has too many open files, it waits for others to close. */
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

/** The path of a temporary file: hidden, so that it is not taken for a spec. */
export const temporaryIn = (folder: string): string => join(folder, `.verify-${randomUUID()}.tmp`);

const TEMPORARY = /^\.verify-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.tmp$/;

/** Long enough not to disturb a run that is writing now. */
const LEFT_BEHIND_MS = 3_600_000;

/** Removes temporary files in these folders that killed runs left an hour ago or earlier. */
export function removeLeftovers(folders: Iterable<string>, nowMs: number): void {
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

/** Pieces of a large text; each is valid until the next is requested. */
type Pieces = Iterable<string | Uint8Array>;

const PAGE_BYTES = 250_000;

/** Writes pieces through one page of memory: joining a long report would leave as much garbage as its length. */
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

/** Overwrites a file's text in place, unless it is a link or too many bytes change. */
export const patchFile = (
  path: string,
  expected: string,
  change: Change,
): 'written' | 'changed-meanwhile' | 'too-much' =>
  // Not every system can detect a link while it opens a file.
  constants.O_NOFOLLOW === undefined ? 'too-much' : patch(path, expected, change, false);

/** The unit that storage writes atomically. */
const SECTOR_BYTES = 512;

function changeOf(expected: string, text: string): Change {
  let from = 0;
  while (from < text.length && text[from] === expected[from]) from++;
  let to = text.length;
  while (to > from && text[to - 1] === expected[to - 1]) to--;
  return { text, from, to };
}

/** Each character is one byte. */
const ASCII = /^[\0-\x7f]*$/;

/** Overwrites the bytes that differ, when neither a kill nor a power cut can leave some of them old and some new. */
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
    if (readFileSync(file, UTF8) !== expected) return 'changed-meanwhile';
    writeSync(file, Buffer.from(changed), 0, changed.length, start);
    return 'written';
  } finally {
    closeSync(file);
  }
}

/**
 * Creates a folder and its missing parents, and returns the topmost created one. Node's own function never ends where a parent
 * accepts no folders, such as `/proc`.
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
      // Another process may have created it in the meantime.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  return topmost;
}

/** Writes a report file and its folder; returns a problem, with what to do, when that fails. */
export async function writeReportFile(
  folder: string,
  name: string,
  text: string | Pieces,
): Promise<FileProblem | undefined> {
  try {
    ensureFolder(folder);
  } catch (error) {
    return { problem: explainFolder(error, folder) };
  }
  try {
    await replaceFile(join(folder, name), text);
    return undefined;
  } catch (error) {
    // A file of any other name could not be opened there, either.
    const isOfFolder = ['open', 'stat'].includes((error as NodeJS.ErrnoException).syscall ?? '');
    return { problem: isOfFolder ? explainFolder(error, folder) : explainFile(error, join(folder, name)) };
  }
}

function explainFolder(error: unknown, folder: string): string {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  const problem = ['EEXIST', 'ENOTDIR'].includes(code)
    ? `${folder} is not a folder`
    : code === 'ENOENT'
      ? `${folder} cannot be created`
      : explainFileError(error, folder);
  return `${problem}; name another folder with --reports`;
}

const explainFile = (error: unknown, path: string): string =>
  `${explainFileError(error, path)}${(error as NodeJS.ErrnoException).code === 'EISDIR' ? '; move it away' : ''}`;
