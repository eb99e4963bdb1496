import { join } from 'node:path';
import { TOKEN } from './api.ts';
import type { Command } from './child.ts';

/** What a contender is to play: documents in `folder`, against the server at `url`. */
export type Race = {
  readonly folder: string;
  readonly url: string;
  readonly specs: number;
  readonly jobs: number;
};

/** Someone who plays the workflow. */
export type Contender = {
  readonly name: string;
  /** Writes what it reads; not measured. */
  readonly prepare?: (race: Race) => void;
  readonly command: (race: Race) => Command;
};

/** Where the built programs lie. */
export type Programs = {
  /** `verify` itself. */
  readonly verify: string;
  /** The folder of the benchmark's own. */
  readonly scripts: string;
};

const node = process.execPath;

export const floor1 = ({ scripts }: Programs): Contender => ({
  name: 'F1',
  command: ({ folder, url, specs, jobs }) => ({
    argv: [node, join(scripts, 'floor-1.js'), url, String(specs), String(jobs)],
    cwd: folder,
  }),
});

export const floor2 = ({ scripts }: Programs): Contender => ({
  name: 'F2',
  command: ({ folder, url, specs, jobs }) => ({
    argv: [node, join(scripts, 'floor-2.js'), join(folder, 'specs'), url, String(specs), String(jobs)],
    cwd: folder,
  }),
});

/** The runner as a nightly run calls it, reports and write-back included; the contract check is measured elsewhere. */
export const verify = ({ verify: program }: Programs): Contender => ({
  name: 'verify',
  command: ({ folder, jobs }) => ({
    argv: [node, program, 'specs', '--jobs', String(jobs), '--contract', 'off', '--quiet'],
    cwd: folder,
    env: { BENCH_TOKEN: TOKEN },
  }),
});
