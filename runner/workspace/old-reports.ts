import { lstatSync, unlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { REPORT_FILES, reportFilesOf } from '../report/formats.ts';

type Raw = Readonly<Record<string, unknown>>;

const textsOf = (value: unknown): readonly string[] =>
  [value].flat().filter((each): each is string => typeof each === 'string' && each !== '');

/** A name that documents may have, too. */
const COMMON_NAME = 'report.md';

/**
 * Removes the reports of an earlier run in every format: if this run fails, even by a usage error, they must not be taken for
 * its own. Reads the options before they are validated. Returns the paths that could not be removed. The `inputs` of the call
 * stay; so does, in a folder of documents, a report.md that this run does not write, because it may be one of them.
 */
export function dropOldReports(
  { reports, reporter }: Raw,
  inputs: readonly string[],
  cwd: string,
): readonly string[] {
  const kept = new Set(inputs.map((file) => resolve(cwd, file)));
  const folders = textsOf(reports).length > 0 ? textsOf(reports) : ['reports'];
  const formats = textsOf(reporter).flatMap((each) => each.split(',').map((name) => name.trim()));
  // Which folder is meant is unknown, so none is touched.
  if (reports !== undefined && textsOf(reports).length === 0) return [];
  const written = reportFilesOf(formats);
  return folders.flatMap((folder) =>
    REPORT_FILES.flatMap((name) => {
      const path = resolve(cwd, folder, name);
      const isOfDocuments = [resolve(cwd), ...kept].includes(resolve(cwd, folder));
      if (name === COMMON_NAME && isOfDocuments && !written.includes(name)) return [];
      return kept.has(path) || isRemoved(path) ? [] : [join(folder, name)];
    }),
  );
}

/** Removes the files of these formats, as far as possible. */
export function removeReports(formats: readonly string[], folder: string): void {
  for (const name of reportFilesOf(formats)) isRemoved(join(folder, name));
}

/** A folder of that name stays, because a report cannot be written there. A link is removed, not its target. */
function isRemoved(path: string): boolean {
  try {
    if (!lstatSync(path).isDirectory()) unlinkSync(path);
    return true;
  } catch (error) {
    return ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'].includes((error as NodeJS.ErrnoException).code ?? '');
  }
}
