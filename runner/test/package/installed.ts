import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll } from 'vitest';

export const top = join(import.meta.dirname, '../../..');

/**
 * The versions of Node that the package is tested with: the one that runs this, and those of `VERIFY_NODES`, as `.ci/nodes`
 * prints them.
 */
export const nodes: readonly string[] = [
  process.execPath,
  ...(process.env['VERIFY_NODES']?.split(delimiter).filter(Boolean) ?? []),
];

export type Ended = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

/** The package as it is published, installed into an empty folder without network. */
export type Installed = {
  /** A folder with nothing but the package and the specs of this project. */
  readonly folder: string;
  readonly tarball: string;
  /** The folder of the package. */
  readonly root: string;
  /** Runs a command like a shell in the folder, with the given `node` first in its path. */
  readonly call: (node: string, command: string, ...args: readonly string[]) => Ended;
};

/** Environment variables of npm and the test runner must not reach the tested program. */
const plainEnvironment = (node: string, folder: string): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(npm_|vitest|node_|verify_|github_|ci$)/i.test(name)),
  ),
  PATH: [join(folder, 'node_modules/.bin'), dirname(node), process.env['PATH']].join(delimiter),
});

/** Packs and installs; everything is removed after the tests of the file. */
export function packAndInstall(): Installed {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'verify-package-')));
  afterAll(() => rmSync(base, { recursive: true, force: true }));
  const folder = join(base, 'project');
  mkdirSync(folder);
  const npm = (args: readonly string[], cwd: string): string =>
    execFileSync('npm', [...args], { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const [packed] = JSON.parse(npm(['pack', '--json', '--silent', '--pack-destination', base], top)) as [
    { filename: string },
  ];
  const tarball = join(base, packed.filename);
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  npm(['install', '--offline', tarball], folder);
  for (const input of ['specs', 'swagger'])
    cpSync(join(top, input), join(folder, input), { recursive: true });
  const call: Installed['call'] = (node, command, ...args) => {
    const { status, stdout, stderr } = spawnSync(command, args, {
      cwd: folder,
      env: plainEnvironment(node, folder),
      encoding: 'utf8',
    });
    return { code: status, stdout, stderr };
  };
  return { folder, tarball, root: join(folder, 'node_modules/verify-specs'), call };
}
