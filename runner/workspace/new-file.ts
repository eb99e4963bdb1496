import { lstatSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { explainFileError, type FileProblem } from './files.ts';

/** Creates a file and its folders; an existing file, or a link of that name, stays unchanged. */
export function createFile(path: string, text: string, shown: string): 'created' | 'kept' | FileProblem {
  try {
    mkdirSync(dirname(path), { recursive: true });
  } catch (error) {
    return { problem: explainNoFolder(error, shown) };
  }
  try {
    writeFileSync(path, text, { flag: 'wx' });
    return 'created';
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST')
      return { problem: explainFileError(error, shown) };
    return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true
      ? { problem: `${shown} is a folder` }
      : 'kept';
  }
}

const explainNoFolder = (error: unknown, shown: string): string =>
  ['EEXIST', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')
    ? `${shown} has no folder: a file is in the place of one above it`
    : explainFileError(error, shown);
