import { lstatSync, statSync, unlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { FILE_OF_FORMAT, hasMark, reportFilesOf } from '../report/formats.ts';
import { readStart } from './files.ts';

type Raw = Readonly<Record<string, unknown>>;

const textsOf = (value: unknown): readonly string[] =>
  [value].flat().filter((each): each is string => typeof each === 'string' && each !== '');

/** Replaced in one step by the next run: its old timestamp is what an alert on a run that did not come looks at. */
const KEPT = 'prometheus';

/**
 * Removes the reports of an earlier run in every format: if this run fails, even by a usage error, they must not be taken for
 * its own. Reads the options before they are validated. Returns the paths that could not be removed. Files of other programs
 * stay, and so do the `inputs` of the call.
 */
export function dropOldReports({ reports }: Raw, inputs: readonly string[], cwd: string): readonly string[] {
  const kept = new Set(inputs.map((file) => resolve(cwd, file)));
  const folders = textsOf(reports).length > 0 ? textsOf(reports) : ['reports'];
  // Which folder is meant is unknown, so none is touched.
  if (reports !== undefined && textsOf(reports).length === 0) return [];
  return folders.flatMap((folder) =>
    Object.entries(FILE_OF_FORMAT).flatMap(([format, name]) => {
      const path = resolve(cwd, folder, name);
      if (format === KEPT || kept.has(path)) return [];
      return isGone(() => !isOwnReport(format, path)) || isRemoved(path) ? [] : [join(folder, name)];
    }),
  );
}

/** Removes the files of these formats, as far as possible. */
export function removeReports(formats: readonly string[], folder: string): void {
  for (const name of reportFilesOf(formats)) isRemoved(join(folder, name));
}

/** Whether this program wrote a file as a report of this format. Throws when the file cannot be read. */
export const isOwnReport = (format: string, path: string): boolean =>
  // Reading a pipe or a device might never end.
  statSync(path).isFile() && hasMark(format, readStart(path));

/** The formats whose file exists in the folder, and was not written by this program. */
export const foreignReports = (formats: readonly string[], folder: string): readonly string[] =>
  formats.filter((format) => {
    const path = join(folder, FILE_OF_FORMAT[format] ?? '');
    return (
      FILE_OF_FORMAT[format] !== undefined &&
      statSync(path, { throwIfNoEntry: false })?.isFile() === true &&
      !isOwnReport(format, path)
    );
  });

/** A folder of that name stays, because a report cannot be written there. A link is removed, not its target. */
const isRemoved = (path: string): boolean =>
  isGone(() => {
    if (!lstatSync(path).isDirectory()) unlinkSync(path);
    return true;
  });

const isGone = (act: () => boolean): boolean => {
  try {
    return act();
  } catch (error) {
    return ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'].includes((error as NodeJS.ErrnoException).code ?? '');
  }
};
