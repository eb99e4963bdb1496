import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TOKEN } from './api.ts';
import type { Command } from './child.ts';
import { LAST_NIGHT, makeSpecs } from './make-specs.ts';
import { readReport, whyNotChecked } from './run-report.ts';

/** The task of a contender: documents in `folder`, against the server at `url`. */
export type Race = {
  readonly folder: string;
  readonly url: string;
  readonly specs: number;
  readonly jobs: number;
};

/** A program that runs the workflow. */
export type Contender = {
  readonly name: string;
  /** Writes its input; not measured. */
  readonly prepare?: (race: Race) => void;
  readonly command: (race: Race) => Command;
  /** Throws if it did not do what it claims, apart from the requests that the server has counted. */
  readonly confirm?: (race: Race) => void;
};

/** The paths of the built programs. */
export type Programs = {
  /** `verify` itself. */
  readonly verify: string;
  /** The root of this project. */
  readonly project: string;
  /** The folder of the benchmark's scripts. */
  readonly scripts: string;
};

const node = process.execPath;

/** The requests of a spec. */
export const REQUESTS = 4;

/** A script of the benchmark that runs the workflow without documents. */
const floor = (name: string, script: string, { scripts }: Programs): Contender => ({
  name,
  command: ({ folder, url, specs, jobs }) => ({
    argv: [node, join(scripts, script), url, String(specs), String(jobs)],
    cwd: folder,
  }),
});

export const floor0 = (programs: Programs): Contender => floor('F0', 'floor-0.js', programs);
export const floor1 = (programs: Programs): Contender => floor('F1', 'floor-1.js', programs);

export const floor2 = ({ scripts }: Programs): Contender => ({
  name: 'F2',
  prepare: ({ folder, specs, url }) => makeSpecs(folder, specs, url),
  command: ({ folder, url, specs, jobs }) => ({
    argv: [node, join(scripts, 'floor-2.js'), join(folder, 'specs'), url, String(specs), String(jobs)],
    cwd: folder,
  }),
});

/** The runner as in a nightly run, with reports and write-back; with the contract check, as by default, or without. */
export const verify = ({ verify: program }: Programs, contract: 'on' | 'off'): Contender => ({
  name: contract === 'on' ? 'verify' : 'verify --contract off',
  prepare: ({ folder, specs, url }) => makeSpecs(folder, specs, url),
  command: ({ folder, jobs }) => ({
    argv: [node, program, 'specs', '--jobs', String(jobs), '--contract', contract, '--quiet'],
    cwd: folder,
    env: { BENCH_TOKEN: TOKEN },
  }),
  confirm: ({ folder, specs }) => {
    const report = readReport(folder);
    const documents = readdirSync(join(folder, 'specs'));
    const proven = documents.filter((name) => {
      const text = readFileSync(join(folder, 'specs', name), 'utf8');
      return /^status: verified$/m.test(text) && !text.includes(LAST_NIGHT);
    });
    if (report.summary.passed !== specs || proven.length !== specs || documents.length !== specs)
      throw new Error(
        `verify does not count: of ${specs} specs the report has ${report.summary.passed} as passed, and ${proven.length} of ${documents.length} documents say verified now`,
      );
    const problem = whyNotChecked(report, contract === 'on' ? specs * REQUESTS : 0);
    if (problem !== undefined) throw new Error(`verify does not count: ${problem}`);
  },
});
