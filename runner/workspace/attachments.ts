import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { explainFileError, type FileProblem, shownPath } from './files.ts';
import type { Environment } from '../environment/environment.ts';
import { topRankOf, writerOf } from '../environment/layers.ts';
import { confine, type Limits } from './confine.ts';

/** Reads a file that a step sends: relative to its spec, then in the folder of the environment's `files:`. */
export async function readAttachment(
  {
    spec,
    file,
    environment,
  }: { readonly spec: string; readonly file: string; readonly environment: Environment },
  limits: Limits,
  cwd: string,
): Promise<Uint8Array | FileProblem> {
  const shown = `"${file}"`;
  const around = limits.forAttachments(spec);
  const folder = environment.filesFolder === undefined ? undefined : resolve(cwd, environment.filesFolder);
  // A nested environments file may only choose among folders that are allowed without it.
  const { layers } = environment;
  const isOpened = layers[writerOf(layers, 'files')]?.rank === topRankOf(layers);
  const allowed = folder !== undefined && isOpened ? [...around, folder] : around;
  const beside = confine(resolve(dirname(resolve(cwd, spec)), file), shown, allowed, cwd);
  const isMissing = 'problem' in beside && (beside.why === 'absent' || beside.why === 'outside');
  const found =
    isMissing && folder !== undefined ? confine(resolve(folder, file), shown, allowed, cwd) : beside;
  const chosen = 'problem' in found && found.why === 'absent' ? beside : found;
  if ('problem' in chosen) {
    const also =
      folder === undefined || chosen.why !== 'absent' ? '' : `, also not in ${shownPath(folder, cwd)}`;
    return { problem: `${chosen.problem}${also}${chosen.why === 'absent' ? '' : ', so it is not sent'}` };
  }
  try {
    return await readFile(chosen.path);
  } catch (error) {
    return { problem: explainFileError(error, shown) };
  }
}
