import { readdirSync, realpathSync, type Stats, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { explainFileError, findUpward, shownPath } from './files.ts';

/** Whether a file name is one of Markdown. */
const isMarkdown = (name: string): boolean => /\.(?:md|markdown)$/i.test(name);

/**
 * The specs that the arguments name: files, folders (all Markdown below), globs; each once, sorted by path. Of a named file and
 * links to it, or of several links to one file, only the first counts.
 */
export async function findSpecs(
  patterns: readonly string[],
  cwd: string,
): Promise<{
  readonly files: readonly { readonly path: string; readonly isNamed: boolean }[];
  /** Other paths of these files. */
  readonly aliases: readonly string[];
  readonly missing: readonly string[];
  /** The paths that each folder or glob matches. */
  readonly matches: ReadonlyMap<string, readonly string[]>;
  /** A sentence for each folder that could not be read. */
  readonly unreadable: readonly string[];
}> {
  const options = {
    ignore: ['**/node_modules/**'],
    absolute: true,
    expandDirectories: false,
    onlyFiles: true,
  } as const;
  const found = new Map<string, boolean>();
  const missing: string[] = [];
  const unreadable: string[] = [];
  const matches = new Map<string, readonly string[]>();
  let mayHaveLinks = false;
  const onLink = (): void => {
    mayHaveLinks = true;
  };
  for (const pattern of patterns) {
    const path = resolve(cwd, pattern);
    const kind = kindOf(path);
    if (kind !== 'folder') onLink();
    if (kind === 'file') found.set(path, true);
    else if (kind === 'folder')
      try {
        matches.set(pattern, [...markdownBelow(path, onLink)].map(add));
      } catch (error) {
        unreadable.push(
          explainFileError(error, shownPath((error as NodeJS.ErrnoException).path ?? path, cwd)),
        );
      }
    else if (/[*?{}[\]!]/.test(pattern)) {
      const { glob } = await import('tinyglobby');
      // A pattern with an extension selects it: specs/*.txt. Any other glob would also match data and documents.
      const isWanted = /\.\w+$/.test(pattern) ? () => true : isMarkdown;
      matches.set(pattern, (await glob(pattern, { ...options, cwd })).filter(isWanted).map(add));
    } else missing.push(pattern);
  }
  function add(file: string): string {
    const path = resolve(file);
    if (!found.has(path)) found.set(path, false);
    return path;
  }
  const all = [...found].map(([path, isNamed]) => ({ path, isNamed }));
  const sorted = all.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const { files, aliases } = mayHaveLinks ? withoutAliases(sorted) : { files: sorted, aliases: [] };
  return { files, aliases, missing, matches, unreadable };
}

type FoundFile = { readonly path: string; readonly isNamed: boolean };

/**
 * Each file once: by its own path where that was found, else by the first link to it. A link in a folder with other environments
 * is a spec of its own.
 */
function withoutAliases(found: readonly FoundFile[]): {
  readonly files: readonly FoundFile[];
  readonly aliases: readonly string[];
} {
  const byTarget = new Map<string, FoundFile>();
  const environments = new Map<string, readonly string[]>();
  const environmentsFor = (folder: string): readonly string[] => {
    const known = environments.get(folder) ?? findUpward(folder, 'environments.yaml').map(realPathOf);
    environments.set(folder, known);
    return known;
  };
  for (const file of found) {
    const target = realPathOf(file.path);
    const key = [target, ...environmentsFor(dirname(file.path))].join('\0');
    const other = byTarget.get(key) ?? file;
    const { path } = file.path === target ? file : other;
    byTarget.set(key, { path, isNamed: file.isNamed || other.isNamed });
  }
  const kept = new Map([...byTarget.values()].map((file) => [file.path, file]));
  return {
    files: found.flatMap(({ path }) => kept.get(path) ?? []),
    aliases: found.flatMap(({ path }) => (kept.has(path) ? [] : [path])),
  };
}

function realPathOf(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return path;
  }
}

/**
 * The Markdown files below a folder, as the glob library finds them, which takes 4 ms to load: hidden files are skipped, links
 * are followed and reported. `above` are the parent folders: a link back to one of them ends. Throws for an unreadable folder,
 * because its specs are unknown.
 */
function* markdownBelow(
  folder: string,
  onLink: () => void,
  above: readonly string[] = [],
): Generator<string> {
  const real = realpathSync(folder);
  if (above.includes(real)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
    const path = join(folder, entry.name);
    const isLink = entry.isSymbolicLink();
    if (isLink) onLink();
    const target = isLink ? targetOf(path) : entry;
    if (target?.isDirectory()) yield* markdownBelow(path, onLink, [...above, real]);
    else if (isMarkdown(entry.name) && target?.isFile() !== false) yield path;
  }
}

/** The target of a link; undefined when it is missing. */
function targetOf(link: string): Stats | undefined {
  try {
    return statSync(link);
  } catch {
    return undefined;
  }
}

function kindOf(path: string): 'file' | 'folder' | undefined {
  try {
    return statSync(path).isDirectory() ? 'folder' : 'file';
  } catch {
    return undefined;
  }
}
