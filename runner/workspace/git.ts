import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';
import { UsageError } from './usage-error.ts';

const execute = promisify(execFile);

/** Runs git in a folder. Throws {@link UsageError} with git's own message. */
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

/** The merge base of a branch and the checked-out commit; the revision itself where there is none. */
export async function mergeBase(cwd: string, ref: string): Promise<string> {
  refuseOption(ref);
  try {
    const { stdout } = await execute('git', ['merge-base', ref, 'HEAD'], { cwd });
    return stdout.trim() || ref;
  } catch {
    // An invalid revision is reported by the next git command.
    return ref;
  }
}

/** The texts of these files at a revision; missing files are left out. */
export function textsAt(
  cwd: string,
  revision: string,
  files: readonly string[],
): ReadonlyMap<string, string> {
  const asked = files.filter((file) => !file.includes('\n'));
  const texts = new Map<string, string>();
  if (asked.length === 0) return texts;
  const input = asked.map((file) => `${revision}:./${file}\n`).join('');
  const output = execFileSync('git', ['cat-file', '--batch'], {
    cwd,
    input,
    maxBuffer: 1_000_000_000,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  let at = 0;
  for (const file of asked) {
    const end = output.indexOf('\n', at);
    if (end === -1) break;
    const [, size] = / blob (\d+)$/.exec(output.toString('utf8', at, end)) ?? [];
    at = end + 1;
    if (size === undefined) continue;
    texts.set(file, output.toString('utf8', at, at + Number(size)));
    at += Number(size) + 1;
  }
  return texts;
}

/** The files below the working directory that differ from a revision, or are new, relative to it. */
export async function changedFiles(cwd: string, ref: string): Promise<readonly string[]> {
  refuseOption(ref);
  const [changed, fresh] = await Promise.all([
    git(cwd, 'diff', '--name-only', '--relative', '-z', ref, '--'),
    git(cwd, 'ls-files', '--others', '--exclude-standard', '-z'),
  ]);
  return [...changed.split('\0'), ...fresh.split('\0')].filter(Boolean);
}

/** Git would read it as an option, and some of those write files. */
function refuseOption(ref: string): void {
  if (ref.startsWith('-'))
    throw new UsageError(`--changed: "${ref}" is no revision`, 'name a branch, tag or commit that git knows');
}
