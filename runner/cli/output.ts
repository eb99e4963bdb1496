import type { Terminal } from '../session/host.ts';

/** A stream of the process that never throws; failed writes are recorded. */
export type Output = Terminal & {
  /** Why the reader lacks some of the output; undefined while it is complete, and when the reader closed the stream. */
  readonly problem: () => NodeJS.ErrnoException | undefined;
  /** Whether output is still buffered. */
  readonly isPending: () => boolean;
};

/** As of `verify | head`, or of a closed terminal: no reader misses the rest. */
const READER_LEFT: readonly (string | undefined)[] = ['EPIPE', 'ECONNRESET', 'ERR_STREAM_DESTROYED'];

/**
 * Wraps a stream of the process. A full disk makes it throw, or emit an error, depending on the kind of stream; after the first
 * problem nothing more is written.
 */
export function createOutput(stream: NodeJS.WriteStream): Output {
  let found: NodeJS.ErrnoException | undefined;
  const fail = (error: NodeJS.ErrnoException): void => {
    found ??= error;
  };
  stream.on('error', fail);
  return {
    write: (text) => {
      if (found !== undefined) return;
      try {
        stream.write(text);
      } catch (error) {
        fail(error as NodeJS.ErrnoException);
      }
    },
    isTTY: stream.isTTY,
    columns: stream.columns,
    problem: () => {
      const hasLeft = READER_LEFT.includes(found?.code) || (stream.isTTY && found?.code === 'EIO');
      return hasLeft ? undefined : found;
    },
    isPending: () => found === undefined && stream.writableLength > 0,
  };
}
