import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, renameSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type FileProblem, UTF8 } from '../files.ts';
import { ensureFolder, temporaryIn } from '../write-file.ts';

/** Hidden, so that it is not taken for a report. */
const NAME = '.verify.lock';

const WAIT_MS = 50;
const MAX_TRIES = 100;

/** A lock is held for seconds at most: an older one was left by a process on another machine, or before a restart. */
const LEFT_BEHIND_MS = 600_000;

/** Its owner is written at once. */
const UNWRITTEN_MS = 1_000;

/** What the lock asks of time. Another process is waited for in real time. */
type Waiting = { readonly nowMs: () => number; readonly wait?: (ms: number) => Promise<unknown> };

/**
 * Acts while no other process holds the lock of the folder. Gives up after some seconds. Where no lock can be created, acts without:
 * a folder that cannot be written to says so itself.
 */
export async function withFolderLock<T extends object>(
  folder: string,
  act: () => Promise<T>,
  { nowMs, wait = delay }: Waiting,
): Promise<T | FileProblem> {
  const path = join(folder, NAME);
  const own = `${process.pid} ${hostname()} ${randomUUID()}\n`;
  for (let tries = 1; !acquire(folder, path, own, nowMs); tries++) {
    if (tries === MAX_TRIES)
      return { problem: `another run holds ${path} for more than 5 s; delete it when that run has ended` };
    await wait(WAIT_MS);
  }
  try {
    return await act();
  } finally {
    if (textOf(path) === own) ignoreErrors(() => unlinkSync(path));
  }
}

function acquire(folder: string, path: string, own: string, nowMs: () => number): boolean {
  try {
    ensureFolder(folder);
    writeFileSync(path, own, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return true;
    const found = textOf(path);
    if (found !== undefined && isLeftBehind(path, found, nowMs())) removeLeftBehind(path, found);
    return false;
  }
}

function isLeftBehind(path: string, found: string, nowMs: number): boolean {
  const [pid, host] = found.split(' ');
  if (host === hostname() && !isRunning(Number(pid))) return true;
  const writtenMs = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
  // One without an owner was left by a process that ended between creating and writing it.
  return writtenMs !== undefined && nowMs - writtenMs > (host === undefined ? UNWRITTEN_MS : LEFT_BEHIND_MS);
}

/** Another process may have replaced the lock since it was looked at: then it is put back. */
function removeLeftBehind(path: string, found: string): void {
  const aside = temporaryIn(join(path, '..'));
  ignoreErrors(() => {
    renameSync(path, aside);
    if (textOf(aside) !== found) linkSync(aside, path);
  });
  ignoreErrors(() => unlinkSync(aside));
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // A process of another user may not be signalled.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, UTF8);
  } catch {
    return undefined;
  }
}

function ignoreErrors(act: () => void): void {
  try {
    act();
  } catch {
    // Another process was faster.
  }
}
