import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** A package that only one option needs: `{ name: 'ioredis', major: 5, usedBy: '--limits' }`. */
export type OptionalPeer = { readonly name: string; readonly major: number; readonly usedBy: string };

/** The exports of a package (typed by the package itself), or why it could not be loaded and what to do. */
export type LoadedPeer =
  | { readonly exports: Readonly<Record<string, unknown>> }
  | { readonly problem: string; readonly hint: string };

/**
 * Loads an optional peer: from the project in the working directory, else from beside the program. An untested version is
 * refused, wherever it is, because the project may need it for something else.
 */
export async function loadOptionalPeer(peer: OptionalPeer, cwd: string): Promise<LoadedPeer> {
  const { name, major, usedBy } = peer;
  const install = `npm install ${name}@${major}`;
  const entry = entryFrom(join(resolve(cwd), 'package.json'), name) ?? entryFrom(import.meta.url, name);
  if (entry === undefined)
    return {
      problem: `${usedBy} needs the package ${name} ${major}, which is not installed`,
      hint: `run ${install}, in ${resolve(cwd)} or where verify is installed`,
    };
  const version = versionOf(entry, name);
  if (majorOf(version) !== major)
    return {
      problem: `${usedBy} needs the package ${name} ${major}, and ${entry} is ${version ?? 'of an unknown version'}`,
      hint: `run ${install}`,
    };
  try {
    const { default: whole, ...named } = (await import(pathToFileURL(entry).href)) as { default?: object };
    // For a CommonJS module, `default` has all exports, and the names are those that Node detected.
    return { exports: { ...whole, ...named, default: whole } };
  } catch (error) {
    return {
      problem: `${usedBy} needs the package ${name}, and ${entry} cannot be loaded: ${firstLine(error)}`,
      hint: `run ${install} again`,
    };
  }
}

/** The main file of a package, resolved from `from`. */
function entryFrom(from: string, name: string): string | undefined {
  try {
    return createRequire(from).resolve(name);
  } catch {
    return undefined;
  }
}

/** The version in the nearest package.json of this name above a file. */
function versionOf(entry: string, name: string): string | undefined {
  const require = createRequire(entry);
  for (let folder = dirname(entry); folder !== dirname(folder); folder = dirname(folder)) {
    try {
      const manifest = require(join(folder, 'package.json')) as { name?: unknown; version?: unknown };
      if (manifest.name === name && typeof manifest.version === 'string') return manifest.version;
    } catch {
      // This folder has none, or an invalid one.
    }
  }
  return undefined;
}

const majorOf = (version: string | undefined): number => Number.parseInt(version ?? '', 10);

const firstLine = (error: unknown): string => String((error as Error)?.message ?? error).split('\n', 1)[0]!;
