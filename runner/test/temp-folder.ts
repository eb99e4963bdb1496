import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { findUpward } from '../workspace/files.ts';

/**
 * Others may use the system's temporary folder, and an environments.yaml there would count for every test. The alternative is a
 * folder that git ignores.
 */
const parent =
  [tmpdir(), join(import.meta.dirname, '../../node_modules')].find(
    (folder) => findUpward(folder, 'environments.yaml').length === 0,
  ) ?? tmpdir();

/** A folder of its own for the running test, with these files; removed after the test. */
export function makeFolder(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = realpathSync(mkdtempSync(join(parent, '.verify-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFiles(folder, files);
  return folder;
}

export function writeFiles(folder: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}
