import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { UsageError } from './options.ts';

const execute = promisify(execFile);

/** Asks git in a folder. Throws {@link UsageError} with git's own words. */
async function git(cwd: string, ...args: readonly string[]): Promise<string> {
  try {
    const { stdout } = await execute('git', [...args], { cwd, maxBuffer: 64_000_000 });
    return stdout;
  } catch (error) {
    const { code, stderr } = error as { code?: string; stderr?: string };
    if (code === 'ENOENT') throw new UsageError('--changed needs git, and there is none');
    throw new UsageError(
      `--changed: git says: ${(stderr ?? String(error)).trim().split('\n')[0] ?? ''}`,
      'name a branch, tag or commit that git knows',
    );
  }
}

/** The files below the working directory that differ from a revision, or are new, relative to it. */
export async function changedFiles(cwd: string, ref: string): Promise<readonly string[]> {
  // Git would take it for an option, and some of those write files.
  if (ref.startsWith('-'))
    throw new UsageError(`--changed: "${ref}" is no revision`, 'name a branch, tag or commit that git knows');
  const [changed, fresh] = await Promise.all([
    git(cwd, 'diff', '--name-only', '--relative', '-z', ref, '--'),
    git(cwd, 'ls-files', '--others', '--exclude-standard', '-z'),
  ]);
  return [...changed.split('\0'), ...fresh.split('\0')].filter(Boolean);
}
