import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Contender, Race } from './contender.ts';
import { bruno } from './peers/bruno.ts';
import { httpyac } from './peers/httpyac.ts';
import { newman } from './peers/newman.ts';
import { redocly } from './peers/redocly.ts';
import { stepci } from './peers/stepci.ts';

/** Another runner, and the workflow in its own words. */
export type Peer = {
  readonly name: string;
  /** Below node_modules. */
  readonly program: string;
  /** Where it has to be started, below the folder of the race; in that folder itself when left out. */
  readonly cwd?: string;
  readonly prepare: (race: Race) => void;
  readonly argv: (race: Race) => readonly string[];
  readonly env?: Readonly<Record<string, string>>;
};

const peers: readonly Peer[] = [newman, httpyac, stepci, redocly, bruno];

/** Those of the peers that are installed in a folder; none without a folder. */
export function findPeers(folder: string | undefined): readonly Contender[] {
  if (folder === undefined) return [];
  const modules = resolve(folder, 'node_modules');
  return peers
    .filter(({ program }) => existsSync(join(modules, program)))
    .map(({ name, program, cwd = '.', prepare, argv, env }) => ({
      name,
      prepare,
      command: (race) => ({
        argv: [process.execPath, join(modules, program), ...argv(race)],
        cwd: join(race.folder, cwd),
        ...(env !== undefined && { env }),
      }),
    }));
}
