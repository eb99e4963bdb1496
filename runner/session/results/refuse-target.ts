import { realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { reportFilesOf } from '../../report/formats.ts';
import { isMemoryFile } from '../../workspace/memory-files.ts';
import { isOwnReport } from '../../workspace/old-reports.ts';
import { UsageError } from '../../workspace/usage-error.ts';

/** What events must not overwrite. */
export type Protected = {
  readonly cwd: string;
  /** The reports folder. */
  readonly folder: string;
  /** The formats that the run writes into that folder. */
  readonly formats: readonly string[];
  /** The paths of the selected specs, relative to the working directory. */
  readonly specs: readonly string[];
};

/** Refuses a target of live events that is another file: to open it would empty it. */
export function refuseTarget(target: string, kept: Protected): void {
  const why = whyRefused(resolve(kept.cwd, target), kept);
  if (why === undefined) return;
  throw new UsageError(
    `--reporter events=${target}: ${why}`,
    'name a file that does not exist, or the events of an earlier run',
  );
}

function whyRefused(path: string, { cwd, folder, formats, specs }: Protected): string | undefined {
  const real = realPathOf(path);
  if (specs.some((spec) => realPathOf(resolve(cwd, spec)) === real)) return 'that is a spec of this run';
  const name = basename(real);
  if (dirname(real) === realPathOf(folder) && (isMemoryFile(name) || reportFilesOf(formats).includes(name)))
    return 'the run itself writes that file';
  const found = statSync(real, { throwIfNoEntry: false });
  if (found?.isFile() !== true || found.size === 0) return undefined;
  return isOwnReport('events', real) ? undefined : 'that file holds something else than events of verify';
}

/** The path without links; of a file that does not exist, that of its folder. */
function realPathOf(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return dirname(path) === path ? path : join(realPathOf(dirname(path)), basename(path));
  }
}
