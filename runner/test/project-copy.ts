import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeFolder } from './temp-folder.ts';

const root = join(import.meta.dirname, '../..');

/** This project in a folder of its own, to be changed. */
export type ProjectCopy = {
  /** Writes a file that was not there. */
  readonly add: (path: string, text: string) => void;
  /** Puts a text behind another, which is there once. */
  readonly insert: (path: string, after: string, text: string) => void;
  /** Runs a program of the project, and gives all that it prints; throws with that where it fails. */
  readonly run: (words: string, env?: Readonly<Record<string, string>>) => string;
  readonly read: (path: string) => string;
  /** The files that were added and changed. */
  readonly touched: ReadonlySet<string>;
};

/** Copies the project; the packages that it needs are shared. */
export function copyProject(): ProjectCopy {
  const folder = makeFolder({});
  for (const each of ['runner', 'specs', 'swagger', 'package.json', 'tsconfig.json', 'README.md'])
    cpSync(join(root, each), join(folder, each), {
      recursive: true,
      filter: (path) => !path.startsWith(join(root, 'runner/dist')),
    });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const touched = new Set<string>();
  const write = (path: string, text: string): void => {
    touched.add(path);
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const read = (path: string): string => readFileSync(join(folder, path), 'utf8');
  return {
    touched,
    read,
    add: write,
    insert: (path, after, text) => {
      const [before, rest, ...more] = read(path).split(after);
      if (rest === undefined || more.length > 0) throw new Error(`${path} does not hold once: ${after}`);
      write(path, before + after + text + rest);
    },
    run: (words, env = {}) => {
      try {
        return execFileSync(process.execPath, words.split(' '), {
          cwd: folder,
          env: { ...process.env, VITEST: '', ...env },
          encoding: 'utf8',
          stdio: 'pipe',
        });
      } catch (error) {
        const { stdout, stderr } = error as { readonly stdout: string; readonly stderr: string };
        throw new Error(`${words}\n${stdout}${stderr}`);
      }
    },
  };
}
