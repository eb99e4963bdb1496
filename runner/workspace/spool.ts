import { closeSync, openSync, readSync, rmdirSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { ensureFolder, temporaryIn } from './write-file.ts';

/** The size of the write buffer. */
const PAGE_BYTES = 1_000_000;

/** The most bytes of a UTF-16 unit in UTF-8. */
const MOST_BYTES = 3;

type OpenFile = {
  readonly descriptor: number;
  readonly path: string;
  /** The topmost folder that was created for it. */
  readonly madeFolder: string | undefined;
};

/** The place of a text in the spool. */
export type SpoolPlace = { readonly page: number; readonly at: number; readonly bytes: number };

/** The text of these bytes, which are not copied. */
export const textOfBytes = ({ buffer, byteOffset, byteLength }: Uint8Array): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString();

/**
 * An append-only temporary file with a write buffer, for texts that are needed later. Only this process sees the file; where it
 * cannot be created, all texts stay in memory.
 */
export class Spool {
  /** Full pages: their offset in the file, or the page itself. */
  readonly #full: (number | Buffer)[] = [];
  #page = Buffer.allocUnsafe(0);
  #used = 0;
  #scratch = Buffer.allocUnsafe(0);
  #folder: string | undefined;
  #file: OpenFile | undefined;
  #end = 0;

  /** The file is created in `folder`, with the folder if needed; without a folder there is no file. */
  constructor(folder: string | undefined) {
    this.#folder = folder;
  }

  put(text: string): SpoolPlace {
    // If the longest encoding fits, it is encoded in place, and its length is known afterwards.
    if (this.#used + MOST_BYTES * text.length > this.#page.length) {
      const bytes = Buffer.byteLength(text);
      if (this.#used + bytes > this.#page.length) this.#flushPage(bytes);
    }
    const at = this.#used;
    const bytes = this.#page.write(text, at);
    this.#used += bytes;
    return { page: this.#full.length, at, bytes };
  }

  /** The encoded text; valid until the next call. Throws when the disk fails. */
  bytes({ page, at, bytes }: SpoolPlace): Uint8Array {
    const where = this.#full[page] ?? this.#page;
    if (typeof where !== 'number') return where.subarray(at, at + bytes);
    if (this.#scratch.length < bytes) this.#scratch = Buffer.allocUnsafe(2 * bytes);
    for (let done = 0; done < bytes; ) {
      const read = readSync(this.#file!.descriptor, this.#scratch, done, bytes - done, where + at + done);
      if (read === 0) throw new Error('a file of this run ended early');
      done += read;
    }
    return this.#scratch.subarray(0, bytes);
  }

  text(place: SpoolPlace): string {
    return textOfBytes(this.bytes(place));
  }

  close(): void {
    if (this.#file === undefined) return;
    const { descriptor, path, madeFolder } = this.#file;
    closeSync(descriptor);
    rmSync(path, { force: true });
    if (madeFolder !== undefined) removeEmpty(dirname(path), madeFolder);
    this.#file = undefined;
  }

  /** Makes room for a text of this size. */
  #flushPage(bytes: number): void {
    const where = this.#used === 0 ? undefined : this.#toDisk(this.#page.subarray(0, this.#used));
    if (where !== undefined) this.#full.push(where);
    const isFree = typeof where === 'number';
    if (!isFree || bytes > this.#page.length) this.#page = Buffer.allocUnsafe(Math.max(bytes, PAGE_BYTES));
    this.#used = 0;
  }

  /** Writes a page and returns its offset in the file; the page itself when that fails. */
  #toDisk(page: Buffer): number | Buffer {
    const descriptor = this.#open();
    if (descriptor === undefined) return page;
    try {
      for (let at = 0; at < page.length; )
        at += writeSync(descriptor, page, at, page.length - at, this.#end + at);
    } catch {
      return page;
    }
    const start = this.#end;
    this.#end += page.length;
    return start;
  }

  /** The file, opened on demand; undefined when it is not wanted or not possible. */
  #open(): number | undefined {
    if (this.#file !== undefined || this.#folder === undefined) return this.#file?.descriptor;
    const path = temporaryIn(this.#folder);
    try {
      const madeFolder = ensureFolder(this.#folder);
      const descriptor = openSync(path, 'wx+', 0o600);
      // Without a name, the file disappears with the process, however that ends. Windows keeps the name until it is closed.
      if (process.platform !== 'win32') rmSync(path);
      this.#file = { descriptor, path, madeFolder };
      return descriptor;
    } catch {
      this.#folder = undefined;
      return undefined;
    }
  }
}

/** Removes a folder and those above it, up to `top`, as long as they are empty. */
function removeEmpty(folder: string, top: string): void {
  try {
    rmdirSync(folder);
  } catch {
    return;
  }
  if (folder !== top) removeEmpty(dirname(folder), top);
}
