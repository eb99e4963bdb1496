import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TOKEN } from './api.ts';
import type { Command } from './child.ts';
import { LAST_NIGHT } from './make-specs.ts';

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
  /** Throws when it left undone what it says it does, beside the requests that the server has seen. */
  readonly confirm?: (race: Race) => void;
};

/** Where the built programs lie. */
export type Programs = {
  /** `verify` itself. */
  readonly verify: string;
  /** The top of this project. */
  readonly project: string;
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
  confirm: ({ folder, specs }) => {
    const report = JSON.parse(readFileSync(join(folder, 'reports', 'report.json'), 'utf8')) as {
      readonly summary: { readonly passed: number };
    };
    const documents = readdirSync(join(folder, 'specs'));
    const proven = documents.filter((name) => {
      const text = readFileSync(join(folder, 'specs', name), 'utf8');
      return /^status: verified$/m.test(text) && !text.includes(LAST_NIGHT);
    });
    if (report.summary.passed !== specs || proven.length !== specs || documents.length !== specs)
      throw new Error(
        `verify does not count: of ${specs} specs the report has ${report.summary.passed} as passed, and ${proven.length} of ${documents.length} documents say verified now`,
      );
  },
});
