import { join } from 'node:path';
import { explainFileError, readTextIfThere, stampOf } from './files.ts';
import type { KeptNames } from './kept-names.ts';
import { isOfOthers, sayForeign } from './memory-files.ts';

/** Digests of the steps of a spec: when a verdict was last written into it, and when that was `verified`. */
export type Remembered = { readonly saved: string; readonly proven?: string };

/** The content of `proven.json`. */
export type ProvenFile = {
  readonly known: ReadonlyMap<string, Remembered>;
  /** Why a part of it is unknown, in a sentence. */
  readonly problem?: string;
  /** The file exists but is unreadable, or of another program, so it must not be replaced. */
  readonly isUnread?: 'unreadable' | 'foreign';
  /** The file as it was read. */
  readonly stamp: string | undefined;
};

export const PROVEN_FILE = 'proven.json';

/** The one reader of `proven.json`: damaged entries are left out and reported. */
export function readProven(folder: string, names: KeptNames): ProvenFile {
  const path = join(folder, PROVEN_FILE);
  const stamp = stampOf(path);
  return { ...read(path, names), stamp };
}

function read(path: string, names: KeptNames): Omit<ProvenFile, 'stamp'> {
  let text: string | undefined;
  try {
    text = readTextIfThere(path);
  } catch (error) {
    return { known: new Map(), isUnread: 'unreadable', problem: explainFileError(error, path) };
  }
  if (text === undefined) return { known: new Map() };
  const data = parse(text);
  if (isForeign(text, data)) return { known: new Map(), isUnread: 'foreign', problem: sayForeign(path) };
  if (data === undefined)
    return { known: new Map(), problem: `${path} is damaged, so which steps were proven is forgotten` };
  const entries = Object.entries(data);
  const sound = entries.filter((entry): entry is [string, Remembered] => isRemembered(entry[1]));
  const known = new Map<string, Remembered>();
  for (const [name, remembered] of sound) {
    const file = names.shown(name);
    // Of several names for one file, a proven one wins.
    if (known.get(file)?.proven === undefined) known.set(file, remembered);
  }
  const lost = entries.length - sound.length;
  return lost === 0
    ? { known }
    : { known, problem: `${path}: ${lost} damaged ${lost === 1 ? 'entry was' : 'entries were'} left out` };
}

/** Whether nothing in a file is ours. */
function isForeign(text: string, data: Readonly<Record<string, unknown>> | undefined): boolean {
  const values = Object.values(data ?? {});
  if (values.length === 0) return data === undefined && isOfOthers(text);
  return !values.some((value) => Object.hasOwn(Object(value), 'saved'));
}

function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const data: unknown = JSON.parse(text);
    const isMap = typeof data === 'object' && data !== null && !Array.isArray(data);
    return isMap ? (data as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}

function isRemembered(value: unknown): value is Remembered {
  if (typeof value !== 'object' || value === null) return false;
  const { saved, proven } = value as Partial<Record<keyof Remembered, unknown>>;
  return typeof saved === 'string' && (proven === undefined || typeof proven === 'string');
}
