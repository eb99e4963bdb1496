import { existsSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { shownPath } from './files.ts';

/** Maps the names of specs in the reports folder to those in messages of this run. */
export type KeptNames = {
  /** The name in this run of a spec in the reports folder. */
  readonly shown: (kept: string) => string;
  /** The name of a spec in the reports folder. Known after all kept names were read. */
  readonly kept: (shown: string) => string;
};

/** For a command that started in the same folder as earlier runs. */
export const asKept: KeptNames = { shown: (name) => name, kept: (name) => name };

type Places = {
  /** The reports folder. */
  readonly folder: string;
  readonly cwd: string;
  /** The paths of the command's arguments. */
  readonly patterns: readonly string[];
};

/**
 * Earlier runs name specs relative to their working directory, which may have been another one. A name refers to the existing
 * file, seen from here or from where they may have started; new entries are named like most of the existing ones.
 */
export function createKeptNames({ folder, cwd, patterns }: Places): KeptNames {
  const bases = [
    ...new Set([
      cwd,
      ...commonAbove(cwd, folder),
      dirname(folder),
      ...patterns.map((pattern) => resolve(cwd, pattern)),
    ]),
  ];
  const names = new Map<string, string>();
  const uses = new Map<string, number>();
  const find = (kept: string): string => {
    const base = bases.find((each) => existsSync(resolve(each, kept)));
    if (base === undefined) return kept;
    uses.set(base, (uses.get(base) ?? 0) + 1);
    return base === cwd ? kept : shownPath(resolve(base, kept), cwd);
  };
  let most: string | undefined;
  return {
    shown: (kept) => {
      const shown = names.get(kept) ?? find(kept);
      names.set(kept, shown);
      return shown;
    },
    kept: (shown) => {
      most ??= bases.toSorted((a, b) => (uses.get(b) ?? 0) - (uses.get(a) ?? 0))[0]!;
      return most === cwd ? shown : shownPath(resolve(cwd, shown), most);
    },
  };
}

/** The folders above this one, up to the first that contains the other, too. */
function commonAbove(folder: string, other: string): readonly string[] {
  if (!relative(folder, other).startsWith('..') || dirname(folder) === folder) return [];
  const above = dirname(folder);
  return [above, ...commonAbove(above, other)];
}
