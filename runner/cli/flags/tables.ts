import type { CiSystem } from '../../authoring/ci-text.ts';
import { UsageError } from '../../workspace/usage-error.ts';
import type { FlagTable, FlagShape } from './flag.ts';
import { HOW_IT_RUNS } from './how-it-runs.ts';
import { choice, onSwitch, repeatable, textAs } from './shapes.ts';
import { WHAT_RUNS } from './what-runs.ts';

/** All flags of a run, by the names that `RunFlags` and its selection have for them. */
export const RUN_TABLE = { ...WHAT_RUNS, ...HOW_IT_RUNS } as const satisfies FlagTable;

const { env, config, vars, contract, swagger, maxDocumentMb, faults } = RUN_TABLE;

/** What decides how specs are planned, for commands that send nothing. */
export const PLAN_TABLE = {
  env,
  config,
  vars,
  contract: { ...contract, help: 'Look at the API documents' },
  swagger,
  maxDocumentMb,
} as const satisfies FlagTable;

export const CHECK_TABLE = {
  format: {
    name: 'format',
    shape: choice('<name>', ['text', 'json', 'github']),
    help: 'text, json or github',
    default: 'text',
  },
  fix: { name: 'fix', shape: onSwitch, help: 'Mend what can be mended without a person' },
  rules: {
    name: 'rule',
    shape: repeatable('<id=level>'),
    help: 'error, warn or off for a rule, as in extract-unused=off (repeatable)',
  },
} as const satisfies FlagTable;

export const FMT_TABLE = {
  check: {
    name: 'check',
    shape: onSwitch,
    help: 'Change nothing; name the specs that would change, and exit with 2',
  },
} as const satisfies FlagTable;

export const TOKEN_TABLE = {
  env,
  config,
  print: {
    name: 'print',
    shape: onSwitch,
    help: 'Print it on a CI system, too, whose log may show it',
  },
} as const satisfies FlagTable;

const CI_CHOICES: readonly ['none', ...(CiSystem | 'none')[]] = ['none', 'github', 'gitlab'];

export const INIT_TABLE = {
  yes: { name: 'yes', shape: onSwitch, help: 'Take what it would propose; ask nothing' },
  ci: {
    name: 'ci',
    shape: choice('<name>', CI_CHOICES),
    help: 'The CI system to write a file for: github, gitlab or none',
    otherwise: 'what the folder tells',
  },
  refresh: {
    name: 'refresh',
    shape: onSwitch,
    help: 'Fetch the documents of swagger/sources.lock again',
  },
} as const satisfies FlagTable;

const port: FlagShape<number | undefined> = {
  ...textAs('<n>', (given, flag) => {
    const number = Number(given);
    if (Number.isInteger(number) && number >= 0 && number <= 65_535) return number;
    throw new UsageError(`${flag}: expected a port, found "${given}"`);
  }),
  kind: 'count',
};

export const SANDBOX_TABLE = {
  port: {
    name: 'port',
    shape: port,
    help: 'Port to listen on',
    default: '4010',
  },
  faults: {
    ...faults,
    help: "Break one behaviour, as in: 'POST /v1/payment_links status=200' (repeatable)",
  },
} as const satisfies FlagTable;
