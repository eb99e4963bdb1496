import { closeSync, mkdirSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';

/** So many characters are held in memory before they go to the disk together. */
const HELD = 4_000_000;

type Place = { readonly at: number; readonly bytes: number };

/**
 * Results as text, whatever order they come in: the last few in memory, the others in a file that only this process sees.
 * Where none can be made, all stay in memory.
 */
export class ResultShelf {
  readonly #folder: string;
  readonly #held = new Map<number, string>();
  readonly #places = new Map<number, Place>();
  #heldLength = 0;
  #file: { readonly descriptor: number; readonly path: string } | 'none' | undefined;
  #end = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  add(index: number, text: string): void {
    this.#held.set(index, text);
    this.#heldLength += text.length;
    if (this.#heldLength > HELD) this.#put();
  }

  /** The texts by their index. */
  *inOrder(): Generator<string> {
    const indices = [...this.#held.keys(), ...this.#places.keys()].toSorted((a, b) => a - b);
    for (const index of indices) yield this.#held.get(index) ?? this.#read(this.#places.get(index)!);
  }

  close(): void {
    if (this.#file === undefined || this.#file === 'none') return;
    closeSync(this.#file.descriptor);
    rmSync(this.#file.path, { force: true });
    this.#file = undefined;
  }

  #put(): void {
    this.#file ??= this.#open();
    if (this.#file === 'none') return;
    const all = Buffer.from([...this.#held.values()].join(''));
    try {
      for (let written = 0; written < all.length; )
        written += writeSync(this.#file.descriptor, all, written, all.length - written, this.#end + written);
    } catch {
      this.#heldLength = Number.NEGATIVE_INFINITY;
      return;
    }
    for (const [index, text] of this.#held) {
      const bytes = Buffer.byteLength(text);
      this.#places.set(index, { at: this.#end, bytes });
      this.#end += bytes;
    }
    this.#held.clear();
    this.#heldLength = 0;
  }

  #open(): { readonly descriptor: number; readonly path: string } | 'none' {
    const path = join(this.#folder, `.${randomUUID()}.tmp`);
    try {
      mkdirSync(this.#folder, { recursive: true });
      const descriptor = openSync(path, 'wx+', 0o600);
      // Nameless, it is gone with the process, however that ends. Windows keeps it until it is closed.
      if (process.platform !== 'win32') rmSync(path);
      return { descriptor, path };
    } catch {
      return 'none';
    }
  }

  #read({ at, bytes }: Place): string {
    const buffer = Buffer.allocUnsafe(bytes);
    const { descriptor } = this.#file as { readonly descriptor: number };
    for (let read = 0; read < bytes; ) {
      const more = readSync(descriptor, buffer, read, bytes - read, at + read);
      if (more === 0) throw new Error('the file of results ended early');
      read += more;
    }
    return buffer.toString();
  }
}
