import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** A file, a pipe or a device that takes lines. A pipe that is full does not stop the run: its lines wait in memory. */
export type LineFile = {
  /** Throws when it cannot be written. */
  readonly write: (line: string) => void;
  /** Waits until the waiting lines are written; throws when the reader stops reading. */
  readonly drain: () => Promise<void>;
  readonly close: () => void;
};

const RETRY_MS = 20;
/** A reader may pause this long at the end of a run. */
const PATIENCE_MS = 5_000;
const MAX_WAITING_BYTES = 64_000_000;

/** Opens without waiting for a reader; a pipe that has none is an error (`ENXIO`). */
export function openLineFile(path: string): LineFile {
  const { O_WRONLY, O_CREAT, O_TRUNC, O_NONBLOCK } = constants;
  const file = openSync(path, O_WRONLY | O_CREAT | O_TRUNC | O_NONBLOCK, 0o666);
  let waiting: Buffer[] = [];
  let waitingBytes = 0;
  let retry: NodeJS.Timeout | undefined;
  const flush = (): void => {
    clearTimeout(retry);
    retry = undefined;
    let done = 0;
    while (done < waiting.length) {
      const written = writeWhatFits(file, waiting[done]!);
      waitingBytes -= written;
      if (written < waiting[done]!.length) {
        waiting[done] = waiting[done]!.subarray(written);
        break;
      }
      done++;
    }
    waiting = waiting.slice(done);
  };
  const retryLater = (): void => {
    if (waiting.length === 0 || retry !== undefined) return;
    retry = setTimeout(() => {
      try {
        flush();
      } catch {
        // The next write meets the same error, and reports it.
        return;
      }
      retryLater();
    }, RETRY_MS).unref();
  };
  return {
    write: (line) => {
      const bytes = Buffer.from(line);
      waiting.push(bytes);
      waitingBytes += bytes.length;
      if (waiting.length === 1) flush();
      if (waitingBytes > MAX_WAITING_BYTES) throw new Error('its reader is too slow');
      retryLater();
    },
    drain: async () => {
      for (let idleMs = 0; waiting.length > 0; idleMs += RETRY_MS) {
        const before = waitingBytes;
        flush();
        if (waiting.length === 0) return;
        if (waitingBytes < before) idleMs = 0;
        if (idleMs >= PATIENCE_MS) throw new Error('its reader stopped reading');
        await delay(RETRY_MS);
      }
    },
    close: () => {
      clearTimeout(retry);
      closeSync(file);
    },
  };
}

/** Returns how many bytes were written: a full pipe takes none. */
function writeWhatFits(file: number, bytes: Buffer): number {
  try {
    return writeSync(file, bytes);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return 0;
    throw error;
  }
}
