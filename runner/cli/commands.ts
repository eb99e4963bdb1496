import type { CommandRow } from './command.ts';
import { runCommand } from './commands/run.ts';
import { readRunFlags } from './flags/read-run-flags.ts';
import {
  COMPARISON_TABLE,
  COVERAGE_TABLE,
  DRIFT_TABLE,
  HISTORY_TABLE,
  MERGE_TABLE,
  NEW_TABLE,
  SHOW_TABLE,
} from './flags/report-tables.ts';
import {
  CHECK_TABLE,
  FMT_TABLE,
  INIT_TABLE,
  PLAN_TABLE,
  RUN_TABLE,
  SANDBOX_TABLE,
  TOKEN_TABLE,
} from './flags/tables.ts';

/** The one table of commands, in the order of help. A run alone is loaded from the start. */
export const COMMANDS: readonly CommandRow[] = [
  {
    name: '',
    args: '[...paths]',
    description: 'Run specs: files, folders or globs (default: specs/)',
    usage: '[run] [paths] [options]',
    examples: [
      'verify specs/',
      'verify specs/sales/send_link.md:42',
      'verify specs/sales --env staging --jobs 4',
      "verify 'specs/**/send_*.md' --var client_id=abc --no-write",
    ],
    flags: RUN_TABLE,
    writesReports: true,
    load: async () => (paths, raw, host) => runCommand(readRunFlags(paths, raw, host.env), host),
  },
  {
    name: 'explain',
    args: '[...paths]',
    description: 'Say what a run would do with specs, step by step; sends nothing',
    usage: 'explain SPEC [options]',
    flags: PLAN_TABLE,
    load: async () => (await import('./commands/explain.ts')).explainCommand,
  },
  {
    name: 'help',
    args: '[topic]',
    description: 'Print a page of the manual, or the list of its pages',
    flags: {},
    load: async () => (await import('./commands/help.ts')).helpCommand,
  },
  {
    name: 'check',
    args: '[...paths]',
    description: 'Say what is wrong with specs; sends nothing',
    usage: 'check [paths] [options]',
    flags: { ...PLAN_TABLE, ...CHECK_TABLE },
    load: async () => (await import('./commands/check.ts')).checkCommand,
  },
  {
    name: 'fmt',
    args: '[...paths]',
    description: 'Write specs in one form: the order of keys, lists, quotes, indentation',
    usage: 'fmt [paths] [options]',
    flags: FMT_TABLE,
    load: async () => (await import('./commands/fmt.ts')).fmtCommand,
  },
  {
    name: 'token',
    args: '[...name]',
    description: 'Print a line for a shell with a token, for the commands of a report',
    usage: 'token NAME [folder] [options]',
    examples: ['eval "$(verify token staff)"'],
    flags: TOKEN_TABLE,
    load: async () => (await import('./commands/token.ts')).tokenCommand,
  },
  {
    name: 'init',
    args: '[...document]',
    description: 'Start a project: from an OpenAPI document (file or URL), or with the sandbox',
    usage: 'init [document] [options]',
    examples: ['verify init https://api.example.com/openapi.json'],
    flags: INIT_TABLE,
    load: async () => {
      const { initCommand } = await import('./commands/init.ts');
      return (words, raw, host) => initCommand(words, raw, host);
    },
  },
  {
    name: 'new',
    args: '[...operation]',
    description: 'Write specs of documented operations',
    usage: 'new [operation] [options]',
    examples: ['verify new "POST /v1/payment-links"'],
    flags: NEW_TABLE,
    load: async () => (await import('./commands/new.ts')).newCommand,
  },
  {
    name: 'sandbox',
    description: 'Serve the embedded APIs on a port, to try them with curl',
    flags: SANDBOX_TABLE,
    load: async () => (await import('./commands/sandbox.ts')).sandboxCommand,
  },
  {
    name: 'drift',
    args: '[...paths]',
    description: 'Compare specs, API documents and what was observed; sends nothing',
    usage: 'drift [paths] [options]',
    flags: { ...COMPARISON_TABLE, ...DRIFT_TABLE },
    load: async () => (await import('./commands/drift.ts')).driftCommand,
  },
  {
    name: 'coverage',
    args: '[...paths]',
    description: 'Show which documented operations the passing specs of the last run use',
    usage: 'coverage [paths] [options]',
    flags: { ...COMPARISON_TABLE, ...COVERAGE_TABLE },
    load: async () => (await import('./commands/coverage.ts')).coverageCommand,
  },
  {
    name: 'merge',
    args: '[...files]',
    description: 'Make one report of the shards of a run',
    usage: 'merge FILES [options]',
    flags: MERGE_TABLE,
    writesReports: true,
    load: async () => (await import('./commands/merge.ts')).mergeCommand,
  },
  {
    name: 'show',
    args: '[report]',
    description: 'Show an old run again, in any format (default: reports/report.json)',
    flags: SHOW_TABLE,
    load: async () => (await import('./commands/show.ts')).showCommand,
  },
  {
    name: 'history',
    args: '[spec]',
    description: 'Show what the last runs found of each spec',
    flags: HISTORY_TABLE,
    load: async () => (await import('./commands/history.ts')).historyCommand,
  },
  {
    name: 'completion',
    args: '[shell]',
    description: 'Print a script that completes commands and flags, for bash, zsh or fish',
    usage: 'completion SHELL',
    flags: {},
    load: async () => {
      const { completionCommand } = await import('./commands/completion.ts');
      return (words, _raw, host) => completionCommand(words, COMMANDS, host);
    },
  },
];
