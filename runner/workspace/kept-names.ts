import { existsSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { shownPath } from './files.ts';

/** How the files in a reports folder name specs, and how messages of this run do. */
export type KeptNames = {
  /** The name in this run of a spec that an earlier run named. */
  readonly shown: (kept: string) => string;
  /** The name under which a spec is kept. Known when everything that was kept was read. */
  readonly kept: (shown: string) => string;
};

/** For a command that was started where the runs before it were. */
export const asKept: KeptNames = { shown: (name) => name, kept: (name) => name };

type Places = {
  /** The reports folder. */
  readonly folder: string;
  readonly cwd: string;
  /** The paths that were named. */
  readonly patterns: readonly string[];
};

/**
 * Earlier runs name specs relative to the folder that they were started in, which may have been another one. A name means the
 * file that is there, seen from here or from where they may have been started; what this run adds is named as most of what is
 * there already.
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

/** The folders above this one, up to the first that holds the other, too. */
function commonAbove(folder: string, other: string): readonly string[] {
  if (!relative(folder, other).startsWith('..') || dirname(folder) === folder) return [];
  const above = dirname(folder);
  return [above, ...commonAbove(above, other)];
}
