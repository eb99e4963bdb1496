import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const CHUNK_BYTES = 1_000_000;
const LINE_BREAK = 0x0a;

/** Takes the place of the end of a line that is longer than a chunk: nothing valid is that long. */
const TOO_LONG = Buffer.from('\0');

/** The lines of a file, the last first; one chunk is in memory at a time. Throws when the file cannot be read. */
export function* linesFromEnd(path: string, chunkBytes = CHUNK_BYTES): Generator<string> {
  const file = openSync(path, 'r');
  try {
    // Another run may replace the file at any time: the size is that of what was opened.
    const bytes = fstatSync(file).size;
    const chunk = Buffer.allocUnsafe(Math.min(bytes, chunkBytes));
    /** The end of a line that starts before what was read. */
    let rest = Buffer.alloc(0);
    for (let end = bytes; end > 0; ) {
      const start = Math.max(end - chunk.length, 0);
      const read = chunk.subarray(0, readSync(file, chunk, 0, end - start, start));
      end = start;
      const lineBreak = read.indexOf(LINE_BREAK);
      if (start > 0 && lineBreak === -1) {
        rest = rest.length > chunkBytes ? TOO_LONG : Buffer.concat([read, rest]);
        continue;
      }
      const whole = start === 0 ? read : read.subarray(lineBreak + 1);
      yield* Buffer.concat([whole, rest]).toString().split('\n').toReversed();
      rest = Buffer.from(start === 0 ? [] : read.subarray(0, lineBreak));
    }
  } finally {
    closeSync(file);
  }
}
