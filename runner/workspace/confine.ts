import { memoize } from '../language/memoize.ts';
import { realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { explainFileError, type FileProblem, findUpward, readSource, shownPath } from './files.ts';
import type { Environment } from '../environment/environment.ts';
import { topRankOf } from '../environment/layers.ts';
import { mapOf } from '../environment/json-data.ts';
import type { SourceFile } from '../language/source.ts';
import { UsageError } from './usage-error.ts';

/** The real path after links are resolved, or why it may not be read. */
export type Confined =
  | { readonly path: string }
  | (FileProblem & { readonly why: 'absent' | 'outside' | 'hidden' | 'unusable' });

const MAX_BYTES = 100_000_000;
/** Files of the system and its devices never belong to a project, whatever folder contains them. */
const SYSTEM = /^\/(?:proc|sys|dev)(?:\/|$)/;

/**
 * The one place that decides which files a spec may name: an ordinary file below one of the folders, neither hidden nor in a
 * hidden folder there, after links are resolved.
 */
export function confine(path: string, shown: string, folders: readonly string[], cwd: string): Confined {
  try {
    const real = realpathSync.native(path);
    const inside = folders.map((folder) => partsBelow(folder, real)).filter((parts) => parts !== undefined);
    if (inside.length === 0 || SYSTEM.test(real))
      return {
        why: 'outside',
        problem: `${shown} lies outside of the folders in which a spec may name files (${[...new Set(folders.map((each) => shownPath(each, cwd)))].join(', ')})`,
      };
    if (inside.every((parts) => parts.some((part) => part.startsWith('.'))))
      return {
        why: 'hidden',
        problem: `${shown} is hidden: a spec names no file that begins with a dot, nor one in such a folder`,
      };
    const stats = statSync(real);
    if (!stats.isFile())
      return {
        why: 'unusable',
        problem: stats.isDirectory() ? `${shown} is a folder` : `${shown} is no ordinary file`,
      };
    if (stats.size > MAX_BYTES)
      return { why: 'unusable', problem: `${shown} is larger than ${MAX_BYTES / 1_000_000} MB` };
    return { path: real };
  } catch (error) {
    const isAbsent = ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');
    return { why: isAbsent ? 'absent' : 'unusable', problem: explainFileError(error, shown) };
  }
}

/** Reads a text that a spec names, if it is allowed. */
export function readNamedFile(
  path: string,
  shown: string,
  folders: readonly string[],
  cwd: string,
): SourceFile | FileProblem {
  const confined = confine(path, shown, folders, cwd);
  return 'problem' in confined ? confined : readSource(confined.path, shown);
}

/** The path segments from a folder down to a real path; undefined when it is elsewhere. */
function partsBelow(folder: string, real: string): readonly string[] | undefined {
  const below = relative(realFolder(folder), real);
  const parts = below.split(sep);
  return below === '' || parts[0] === '..' || isAbsolute(below) ? undefined : parts;
}

const MAX_FOLDERS = 10_000;

const realFolder = memoize(MAX_FOLDERS, (folder: string): string => {
  try {
    return realpathSync.native(folder);
  } catch {
    return folder;
  }
});

const realFolderOfFile = memoize(MAX_FOLDERS, (folder: string): string => realpathSync.native(folder));

/**
 * Whether a file that is no link itself is in one of the folders. Its own folder is resolved once, because it may contain
 * thousands of files.
 */
export function isWithin(folders: readonly string[], path: string): boolean {
  const real = realFolderOfFile(dirname(path));
  return folders.some((each) => {
    const above = realFolder(each);
    return real === above || real.startsWith(above.endsWith(sep) ? above : `${above}${sep}`);
  });
}

/** The real path of a file, when a link leads out of the folders; else undefined. */
export function linkOutOf(folders: readonly string[], path: string): string | undefined {
  const real = realpathSync.native(path);
  return folders.some((folder) => partsBelow(folder, real) !== undefined) ? undefined : real;
}

/** The folders of a command's arguments: of a file its folder; of a glob the part before the first wildcard. */
const givenFolders = (patterns: readonly string[], cwd: string): readonly string[] => [
  ...new Set(
    patterns.map((pattern) => {
      const path = resolve(cwd, pattern);
      const stats = statSync(path, { throwIfNoEntry: false });
      if (stats !== undefined) return stats.isDirectory() ? path : dirname(path);
      const [fixed = ''] = pattern.split(/[*?{}[\]!()]/, 1);
      return resolve(cwd, fixed === '' || fixed.endsWith('/') ? fixed : dirname(fixed));
    }),
  ),
];

/** The folders in which the specs of a command may name files. */
export type Limits = {
  /** The folders of the arguments. */
  readonly given: readonly string[];
  /** The folders in which a spec may name files to send, besides that of `files:`. */
  readonly forAttachments: (spec: string) => readonly string[];
  /** The folders in which specs may name all other files. */
  readonly forSpecs: (specs: Iterable<string>, environments: Iterable<Environment>) => readonly string[];
};

/** Throws {@link UsageError} when `--swagger` is not a folder: its documents would be missing, and others used in their place. */
export function refuseNoFolder(swagger: string | undefined, cwd: string): void {
  if (swagger === undefined) return;
  const stats = statSync(resolve(cwd, swagger), { throwIfNoEntry: false });
  if (stats?.isDirectory()) return;
  const problem = stats === undefined ? 'does not exist' : 'is not a folder';
  throw new UsageError(`--swagger: ${swagger} ${problem}`, 'name the folder of the API documents');
}

export type LimitOptions = {
  readonly cwd: string;
  readonly patterns: readonly string[];
  /** `--swagger`. */
  readonly swagger: string | undefined;
};

/**
 * The limits of a command: its working directory, the folders of its arguments, and those that the outermost environments.yaml
 * names.
 */
export function createLimits({ cwd, patterns, swagger }: LimitOptions): Limits {
  const given = givenFolders(patterns, cwd);
  const topOf = memoize(MAX_FOLDERS, (folder: string) =>
    findUpward(folder, 'environments.yaml')
      .slice(-1)
      .map((file) => dirname(file)),
  );
  const topAbove = (spec: string): readonly string[] => topOf(dirname(resolve(cwd, spec)));
  return {
    given,
    forAttachments: (spec) => {
      const path = resolve(cwd, spec);
      const around = given.filter((folder) => !relative(folder, path).startsWith('..'));
      const folders = [...around, ...topAbove(spec)];
      return folders.length > 0 ? folders : [dirname(path)];
    },
    forSpecs: (specs, environments) => [
      ...new Set([
        cwd,
        ...given,
        ...[...specs].flatMap(topAbove),
        ...(swagger === undefined ? [] : [resolve(cwd, swagger)]),
        ...[...new Set(environments)].flatMap((each) => foldersNamedBy(each, cwd)),
      ]),
    ],
  };
}

/** The folders that the outermost file of an environment names; a nested file allows none. */
function foldersNamedBy({ layers }: Environment, cwd: string): readonly string[] {
  const top = topRankOf(layers);
  return layers
    .filter(({ rank }) => rank === top)
    .flatMap(({ data }) => [data['files'], ...Object.values(mapOf(data['refs']))])
    .flatMap((folder) => (typeof folder === 'string' ? [resolve(cwd, folder)] : []));
}

/** The `swagger` folders above specs, where documents are searched from a spec upward. */
export const swaggerFoldersAbove = (specs: Iterable<string>, cwd: string): readonly string[] => [
  ...new Set(
    [...new Set([...specs].map((spec) => dirname(resolve(cwd, spec))))].flatMap((folder) =>
      findUpward(folder, 'swagger'),
    ),
  ),
];
