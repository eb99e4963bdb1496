import { lstatSync, unlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { reportFilesOf } from '../report/formats.ts';

type Raw = Readonly<Record<string, unknown>>;

const textsOf = (value: unknown): readonly string[] =>
  [value].flat().filter((each): each is string => typeof each === 'string' && each !== '');

/**
 * Removes the reports that a run is to write, as an earlier run left them: whatever becomes of this run, also a mistake in
 * its call, they must not be taken for its own. Reads the options before they are checked. What cannot be removed cannot be
 * replaced either; the paths of these are given back. What the call names as its `inputs` stays.
 */
export function dropOldReports(
  { reports, reporter }: Raw,
  inputs: readonly string[],
  cwd: string,
): readonly string[] {
  const kept = new Set(inputs.map((file) => resolve(cwd, file)));
  const folders = textsOf(reports).length > 0 ? textsOf(reports) : ['reports'];
  const formats = textsOf(reporter).flatMap((each) => each.split(',').map((name) => name.trim()));
  return folders.flatMap((folder) =>
    reportFilesOf(['json', ...formats]).flatMap((name) => {
      const path = resolve(cwd, folder, name);
      return kept.has(path) || isRemoved(path) ? [] : [join(folder, name)];
    }),
  );
}

/** A folder in its place is left, as no report can be written there. Of a link, the link goes. */
function isRemoved(path: string): boolean {
  try {
    if (!lstatSync(path).isDirectory()) unlinkSync(path);
    return true;
  } catch (error) {
    return ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');
  }
}
