import { readdirSync, readFileSync } from 'node:fs';

/** For the files of a run: specs being written back, attachments, reports, and lazily loaded modules. */
const KEPT_FOR_FILES = 24;

/**
 * How many more files and connections the process may open, besides those that a run needs for its files. Unlimited where the
 * system does not report it, on all systems but Linux; there, a connection that cannot be opened waits.
 */
export function freeDescriptors(): number {
  try {
    const limit = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1];
    if (limit === undefined) return Number.POSITIVE_INFINITY;
    return Math.max(0, Number(limit) - readdirSync('/proc/self/fd').length - KEPT_FOR_FILES);
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
