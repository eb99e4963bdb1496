import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** A package that verify does without, and that one option needs: `{ name: 'ioredis', major: 5, usedBy: '--limits' }`. */
export type OptionalPeer = { readonly name: string; readonly major: number; readonly usedBy: string };

/** What a package exports (its own types say what that is), or why it could not be loaded and what to do. */
export type LoadedPeer =
  | { readonly exports: Readonly<Record<string, unknown>> }
  | { readonly problem: string; readonly hint: string };

/**
 * Loads an optional peer: the one that the project in the working directory has, else the one beside the program. A version that was not
 * tried is refused, wherever it lies, as the project may need it for something else.
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
    // Of a CommonJS module, `default` is all that it exports, and the names are those that Node could guess.
    return { exports: { ...whole, ...named, default: whole } };
  } catch (error) {
    return {
      problem: `${usedBy} needs the package ${name}, and ${entry} cannot be loaded: ${firstLine(error)}`,
      hint: `run ${install} again`,
    };
  }
}

/** The file that a package begins with, for a module that lies at `from`. */
function entryFrom(from: string, name: string): string | undefined {
  try {
    return createRequire(from).resolve(name);
  } catch {
    return undefined;
  }
}

/** The version in the nearest package.json above a file that has this name. */
function versionOf(entry: string, name: string): string | undefined {
  const require = createRequire(entry);
  for (let folder = dirname(entry); folder !== dirname(folder); folder = dirname(folder)) {
    try {
      const manifest = require(join(folder, 'package.json')) as { name?: unknown; version?: unknown };
      if (manifest.name === name && typeof manifest.version === 'string') return manifest.version;
    } catch {
      // There is none in this folder, or it is not JSON.
    }
  }
  return undefined;
}

const majorOf = (version: string | undefined): number => Number.parseInt(version ?? '', 10);

const firstLine = (error: unknown): string => String((error as Error)?.message ?? error).split('\n', 1)[0]!;
