import { spawn } from 'node:child_process';
import { shownPath } from '../workspace/files.ts';
import type { Host } from '../session/host.ts';

/** How long the command may take to refuse; after that the browser is assumed to be open. */
const REFUSES_WITHIN_MS = 2_000;

/** The exit codes of xdg-open (its manual page). */
const REFUSALS: Readonly<Record<string, string>> = {
  2: 'it does not find the file',
  3: 'this machine has no browser',
  4: 'the browser failed',
};

/** Opens a file with the program that the desktop has for it. Says what was opened, or why nothing was; never throws. */
export async function openFile(
  path: string,
  { cwd, env, clock }: Pick<Host, 'cwd' | 'env' | 'clock'>,
  platform: NodeJS.Platform = process.platform,
): Promise<{ readonly note: string; readonly isOpened: boolean }> {
  const file = shownPath(path, cwd);
  const [command, ...args] = commandFor(platform);
  const problem =
    platform === 'linux' && !hasDisplay(env)
      ? 'this machine has no display (DISPLAY and WAYLAND_DISPLAY are not set)'
      : await refusalOf(command, [...args, path], env, clock);
  return problem === undefined
    ? { note: `opened ${file} with ${command}`, isOpened: true }
    : { note: `${file} was not opened: ${problem}`, isOpened: false };
}

function commandFor(platform: NodeJS.Platform): readonly [command: string, ...args: string[]] {
  if (platform === 'darwin') return ['open'];
  return platform === 'win32' ? ['cmd', '/c', 'start', ''] : ['xdg-open'];
}

/** An editor on another machine sets BROWSER, and Windows opens files of its Linux without a display. */
const hasDisplay = (env: Host['env']): boolean =>
  ['DISPLAY', 'WAYLAND_DISPLAY', 'BROWSER', 'WSL_DISTRO_NAME'].some((name) => (env[name] ?? '') !== '');

/** Starts a command that outlives this process. Returns why it did not start, or why it soon ended; undefined if neither. */
function refusalOf(
  command: string,
  args: readonly string[],
  env: Host['env'],
  { sleep }: Host['clock'],
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const waiting = new AbortController();
    const end = (problem?: string): void => {
      resolve(problem);
      waiting.abort();
    };
    const failed = (error: NodeJS.ErrnoException): void =>
      end(
        error.code === 'ENOENT'
          ? `there is no command ${command}`
          : `${command} does not start (${error.code})`,
      );
    try {
      const child = spawn(command, args, { detached: true, stdio: 'ignore', env: { ...env } });
      child.on('error', failed);
      child.on('exit', (code) => {
        const refusal = `${command} failed: ${REFUSALS[String(code)] ?? `exit code ${code ?? 'unknown'}`}`;
        end(code === 0 ? undefined : refusal);
      });
      child.on('spawn', () => void sleep(REFUSES_WITHIN_MS, waiting.signal).then(() => end()));
      child.unref();
    } catch (error) {
      failed(error as NodeJS.ErrnoException);
    }
  });
}
