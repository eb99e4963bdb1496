import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { findBinaryMeter, canRun } from './child.ts';
import type { Contender, Race } from './contender.ts';
import { bruno } from './peers/bruno.ts';
import { httpyac } from './peers/httpyac.ts';
import { hurl } from './peers/hurl.ts';
import { newman } from './peers/newman.ts';
import { redocly } from './peers/redocly.ts';
import { stepci } from './peers/stepci.ts';

/** Another runner, with the workflow in its own format. */
export type Peer = {
  readonly name: string;
  /** A script below node_modules, or a program on the PATH. */
  readonly program: { readonly script: string } | { readonly binary: string };
  /** Its working directory, below the folder of the race; that folder if absent. */
  readonly cwd?: string;
  readonly prepare: (race: Race) => void;
  readonly argv: (race: Race) => readonly string[];
  readonly env?: Readonly<Record<string, string>>;
};

const peers: readonly Peer[] = [newman, httpyac, stepci, redocly, bruno, hurl];

/** The peers that are installed: programs on the PATH, and scripts in a folder. */
export function findPeers(folder: string | undefined, among = peers): readonly Contender[] {
  const modules = folder === undefined ? undefined : resolve(folder, 'node_modules');
  return among.flatMap(({ name, program, cwd = '.', prepare, argv, env }) => {
    const start = startOf(program, modules);
    if (start === undefined) return [];
    const command: Contender['command'] = (race) => ({
      argv: [...start, ...argv(race)],
      cwd: join(race.folder, cwd),
      ...(env !== undefined && { env }),
    });
    return [{ name, prepare, command }];
  });
}

/** The beginning of the program's command line; undefined if it is not installed, or cannot be measured. */
function startOf(program: Peer['program'], modules: string | undefined): readonly string[] | undefined {
  if ('binary' in program)
    return canRun([program.binary, '--version']) && findBinaryMeter() !== undefined
      ? [program.binary]
      : undefined;
  if (modules === undefined) return undefined;
  const script = join(modules, program.script);
  return existsSync(script) ? [process.execPath, script] : undefined;
}

/** Hurl; undefined if it is not on the PATH, or cannot be measured. */
export const findHurl = (): Contender | undefined => findPeers(undefined, [hurl])[0];
