import { METHODS } from '../../language/metadata.ts';
import { REPORTERS } from '../../report/formats.ts';
import { RUN_DEFAULTS } from '../../session/run-flags.ts';
import type { FlagTable } from './flag.ts';
import { runReporterWords, secrets, seedNumber, selectionWords, shard, variables } from './run-shapes.ts';
import { wholeNumber, list, offSwitch, onSwitch, optionalText, repeatable, textValue } from './shapes.ts';

const MAX_JOBS = 1_000;

/** The flags of a run that say where, what and how much of it runs. */
export const WHAT_RUNS = {
  env: {
    name: 'env',
    shape: textValue('<name>'),
    help: 'Environment of environments.yaml',
    variable: 'VERIFY_ENV',
  },
  config: {
    name: 'config',
    shape: textValue('<file>'),
    help: 'Use this file instead of the nearest environments.yaml',
  },
  jobs: {
    name: 'jobs',
    shape: wholeNumber('<n>', { least: 1, most: MAX_JOBS }),
    help: 'Specs that run at once',
    default: String(RUN_DEFAULTS.jobs),
  },
  vars: { name: 'var', shape: variables, help: 'Set a variable (repeatable)' },
  secrets: {
    name: 'secret',
    shape: secrets,
    help: 'The same for a secret; without =v the process environment has it (repeatable)',
  },
  seed: { name: 'seed', shape: seedNumber, help: 'Repeat the random values of an earlier run' },
  write: { name: 'no-write', shape: offSwitch, help: 'Leave the documents as they are' },
  reports: {
    name: 'reports',
    shape: textValue('<dir>'),
    help: 'Where report files go',
    default: RUN_DEFAULTS.reports,
  },
  reporters: {
    name: 'reporter',
    shape: runReporterWords(REPORTERS),
    help: `${REPORTERS.join(', ')}; events=- or events=<file> writes events as they happen`,
    default: RUN_DEFAULTS.reporters.join(','),
  },
  tag: {
    name: 'tag',
    shape: list(),
    help: "Only specs with one of these tags; 'not slow' leaves some out (so do the next six)",
  },
  domain: { name: 'domain', shape: list(), help: 'Only specs of these domains' },
  status: {
    name: 'status',
    shape: selectionWords(['verified', 'pending', 'failed', 'skipped']),
    help: 'Only specs that are verified, pending, failed or skipped',
  },
  endpoint: {
    name: 'endpoint',
    shape: { ...list(), value: '<text>' },
    help: 'Only specs whose endpoint holds the text, or matches /v1/**',
  },
  method: { name: 'method', shape: selectionWords(METHODS), help: 'Only specs of these methods' },
  token: { name: 'token', shape: list(), help: 'Only specs that use these token types' },
  grep: { name: 'grep', shape: repeatable('<text>'), help: 'Only specs whose text holds this' },
  lastFailed: {
    name: 'last-failed',
    shape: onSwitch,
    help: 'Only specs that did not pass when they were last run',
  },
  changed: {
    name: 'changed',
    shape: optionalText('[ref]'),
    help: 'Only specs that changed since a git revision, or whose operation did',
  },
  list: { name: 'list', shape: onSwitch, help: 'Print the selected specs; run nothing' },
  dryRun: { name: 'dry-run', shape: onSwitch, help: 'Print what would be sent; send nothing' },
  until: {
    name: 'until',
    shape: textValue('<step>'),
    help: 'End each spec after this step, and clean up; proves and keeps nothing',
  },
  keepResources: {
    name: 'keep',
    shape: onSwitch,
    help: 'Send no cleanup; print the commands that do what it would',
  },
  shard: { name: 'shard', shape: shard, help: 'Run one of n parts; auto: which one, the CI system says' },
} as const satisfies FlagTable;
