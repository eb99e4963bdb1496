import { closeSync, mkdirSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { temporaryIn } from '../files.ts';

/** Bytes that are held in memory before they go to the disk together. */
const PAGE_BYTES = 1_000_000;

/** Where a text stands on the shelf. */
export type Place = { readonly page: number; readonly at: number; readonly bytes: number };
type OpenFile = { readonly descriptor: number; readonly path: string };

/**
 * Texts that nobody needs for a while: the last few in memory, the others in a file that only this process sees. Where
 * there can be no such file, all stay in memory.
 */
export class Shelf {
  readonly #folder: string | undefined;
  /** Pages that are full: where they stand in the file, or themselves. */
  readonly #full: (number | Buffer)[] = [];
  #page = Buffer.allocUnsafe(0);
  #scratch = Buffer.allocUnsafe(0);
  #used = 0;
  #file: OpenFile | 'none' | undefined;
  #end = 0;

  /** The file will lie in `folder`; without one there is none. */
  constructor(folder: string | undefined) {
    this.#folder = folder;
  }

  put(text: string): Place {
    const bytes = Buffer.byteLength(text);
    if (this.#used + bytes > this.#page.length) this.#turnPage(bytes);
    const place = { page: this.#full.length, at: this.#used, bytes };
    this.#page.write(text, this.#used);
    this.#used += bytes;
    return place;
  }

  /** The text, encoded; it lasts until the next is asked for. Throws when the disk fails. */
  bytes({ page, at, bytes }: Place): Buffer {
    const where = this.#full[page] ?? this.#page;
    if (typeof where !== 'number') return where.subarray(at, at + bytes);
    if (this.#scratch.length < bytes) this.#scratch = Buffer.allocUnsafe(2 * bytes);
    const { descriptor } = this.#file as OpenFile;
    for (let done = 0; done < bytes; ) {
      const read = readSync(descriptor, this.#scratch, done, bytes - done, where + at + done);
      if (read === 0) throw new Error('a file of this run ended early');
      done += read;
    }
    return this.#scratch.subarray(0, bytes);
  }

  text(place: Place): string {
    return this.bytes(place).toString();
  }

  close(): void {
    if (this.#file === undefined || this.#file === 'none') return;
    closeSync(this.#file.descriptor);
    rmSync(this.#file.path, { force: true });
    this.#file = undefined;
  }

  /** Makes room for a text of so many bytes. */
  #turnPage(bytes: number): void {
    const isOnDisk = this.#put();
    if (this.#used > 0) this.#full.push(isOnDisk ? this.#end : this.#page);
    if (isOnDisk) this.#end += this.#used;
    if (!isOnDisk || bytes > this.#page.length) this.#page = Buffer.allocUnsafe(Math.max(bytes, PAGE_BYTES));
    this.#used = 0;
  }

  /** Whether the page is in the file now. */
  #put(): boolean {
    if (this.#used === 0) return false;
    this.#file ??= this.#open();
    if (this.#file === 'none') return false;
    try {
      for (let at = 0; at < this.#used; )
        at += writeSync(this.#file.descriptor, this.#page, at, this.#used - at, this.#end + at);
      return true;
    } catch {
      return false;
    }
  }

  #open(): OpenFile | 'none' {
    if (this.#folder === undefined) return 'none';
    const path = temporaryIn(this.#folder);
    try {
      mkdirSync(this.#folder, { recursive: true });
      const descriptor = openSync(path, 'wx+', 0o600);
      // Nameless, it is gone with the process, however that ends. Windows keeps the name until it is closed.
      if (process.platform !== 'win32') rmSync(path);
      return { descriptor, path };
    } catch {
      return 'none';
    }
  }
}
