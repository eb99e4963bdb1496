import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Removes the declarations that the exports of the package do not need: the compiler writes one for each module that
 * it reads.
 *
 * @param {string} folder where they lie, with `index.d.ts` in it
 */
export function pruneDeclarations(folder) {
  const reached = new Set([join(folder, 'index.d.ts')]);
  for (const file of reached)
    for (const specifier of importsOf(readFileSync(file, 'utf8')))
      if (specifier.startsWith('.')) reached.add(join(dirname(file), specifier.replace(/\.ts$/, '.d.ts')));
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && !reached.has(path)) rmSync(path);
  }
}

/**
 * What a declaration imports from.
 *
 * @param {string} text
 */
export const importsOf = (text) =>
  [...text.matchAll(/\b(?:from|import)\s*\(?\s*'([^']+)'/g)].map(([, specifier]) => specifier);
