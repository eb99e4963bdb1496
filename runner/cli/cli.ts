import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import cac, { type Command } from 'cac';
import { createRedactor } from '../run/secrets/redact.ts';
import { REPORTERS } from '../report/formats.ts';
import { registerProcess } from '../run/secrets/register.ts';
import { nearest } from '../language/diagnostic.ts';
import { checkCall } from './check-call.ts';
import { defectOf, EXIT } from './exit-code.ts';
import { dropOldReports } from '../workspace/old-reports.ts';
import { readRunFlags } from './options.ts';
import { UsageError } from '../workspace/usage-error.ts';
import { sayNotes } from './print-conclusion.ts';
import { runCommand } from './commands/run.ts';
import type { Host } from '../session/host.ts';
import { printLines } from './terminal.ts';

/** Reads the command line, does what it says, and answers with the exit code. Never throws. */
export async function main(argv: readonly string[], host: Omit<Host, 'redactor'>): Promise<number> {
  const redactor = createRedactor();
  try {
    return await dispatch(argv, { ...host, redactor });
  } catch (error) {
    registerProcess(host.env, redactor);
    const hint = error instanceof UsageError && error.hint !== undefined ? [`  → ${error.hint}`] : [];
    const isOurs = error instanceof UsageError || (error as Error).name === 'CACError';
    const message = isOurs ? (error as Error).message : defectOf(error);
    printLines(host.stderr, [`verify: ${message}`, ...hint].map(redactor.text));
    return isOurs ? EXIT.usage : EXIT.unknown;
  }
}

async function dispatch(argv: readonly string[], host: Host): Promise<number> {
  const cli = cac('verify');
  let result: Promise<number> = Promise.resolve(EXIT.passed);

  runOptions(cli.command('[...paths]', 'Run specs: files, folders or globs (default: specs/)')).action(
    (paths: string[], raw: Record<string, unknown>) => {
      result = runCommand(readRunFlags(paths, raw, host.env), host);
    },
  );
  planOptions(
    cli.command('explain [...paths]', 'Say what a run would do with specs, step by step; sends nothing'),
  )
    .usage('explain SPEC [options]')
    .action((paths: string[], raw: Record<string, unknown>) => {
      result = import('./commands/explain.ts').then(({ explainCommand }) => explainCommand(paths, raw, host));
    });
  cli
    .command('help [topic]', 'Print a page of the manual, or the list of its pages')
    .action((topic: string | undefined) => {
      result = import('./commands/help.ts').then(({ helpCommand }) => helpCommand(topic, host));
    });
  planOptions(cli.command('check [...paths]', 'Say what is wrong with specs; sends nothing'))
    .usage('check [paths] [options]')
    .option('--format <name>', 'text, json or github (default: text)')
    .option('--fix', 'Mend what can be mended without a person')
    .option('--rule <id=level>', 'error, warn or off for a rule, as in extract-unused=off (repeatable)')
    .action((paths: string[], raw: Record<string, unknown>) => {
      result = import('./commands/check.ts').then(({ checkCommand }) => checkCommand(paths, raw, host));
    });
  cli
    .command(
      'init [...document]',
      'Start a project: from an OpenAPI document (file or URL), or with the sandbox',
    )
    .usage('init [document] [options]')
    .option('--yes', 'Take what it would propose; ask nothing')
    .option(
      '--ci <name>',
      'The CI system to write a file for: github, gitlab or none (default: what the folder tells)',
    )
    .option('--refresh', 'Fetch the documents of swagger/sources.lock again')
    .example('  verify init https://api.example.com/openapi.json')
    .action((words: string[], raw: Record<string, unknown>) => {
      result = import('./commands/init.ts').then(({ initCommand }) => initCommand(words, raw, host));
    });
  cli
    .command('new [...operation]', 'Write specs of documented operations')
    .usage('new [operation] [options]')
    .option('--all', 'Of all operations, or of all that the words name')
    .option('--missing', 'Of those that have no spec, and that no passing spec of the last run used')
    .option('--record <spec>', 'Run a spec, and show the expectations that its answers would hold')
    .option('--yes', 'Write what --record shows')
    .option('--swagger <dir>', 'The folder of the API documents (default: swagger)')
    .option('--max-document <MB>', 'The largest API document that is read (default: 64)')
    .option('--reports <dir>', 'Where the last run left its reports (default: reports)')
    .option('--config <file>', 'Use this file instead of the nearest environments.yaml')
    .option('--env <name>', 'Environment of environments.yaml (or VERIFY_ENV)')
    .example('  verify new "POST /v1/payment-links"')
    .action((words: string[], raw: Record<string, unknown>) => {
      result = import('./commands/new.ts').then(({ newCommand }) => newCommand(words, raw, host));
    });
  cli
    .command('sandbox', 'Serve the embedded APIs on a port, to try them with curl')
    .option('--port <n>', 'Port to listen on', { default: 4010 })
    .option('--fault <text>', "Break one behaviour, as in: 'POST /v1/payment_links status=200' (repeatable)")
    .action((raw: Record<string, unknown>) => {
      result = import('./commands/sandbox.ts').then(({ sandboxCommand }) => sandboxCommand(raw, host));
    });
  comparisonOptions(
    cli.command('drift [...paths]', 'Compare specs, API documents and what was observed; sends nothing'),
  )
    .usage('drift [paths] [options]')
    .option(
      '--nullable <strict|lenient>',
      'Whether nullable counts as its OpenAPI version says (default: strict), or wherever it is written',
    )
    .option('--format <name>', 'text, json, markdown or sarif (default: text)')
    .option('--fail-on <severity>', 'Exit with 5 at an error, a warn, or never (default: error)')
    .action((paths: string[], raw: Record<string, unknown>) => {
      result = import('./commands/drift.ts').then(({ driftCommand }) => driftCommand(paths, raw, host));
    });
  comparisonOptions(
    cli.command(
      'coverage [...paths]',
      'Show which documented operations the passing specs of the last run use',
    ),
  )
    .usage('coverage [paths] [options]')
    .option('--format <name>', 'text, json or markdown (default: text)')
    .option('--min <list>', 'Exit with 5 below these percentages, as in operations=60,statuses=30,tokens=20')
    .action((paths: string[], raw: Record<string, unknown>) => {
      result = import('./commands/coverage.ts').then(({ coverageCommand }) =>
        coverageCommand(paths, raw, host),
      );
    });
  cli
    .command('merge [...files]', 'Make one report of the shards of a run')
    .usage('merge FILES [options]')
    .option('--reports <dir>', 'Where report files go (default: reports)')
    .option('--reporter <list>', `${REPORTERS.join(', ')} (default: console,json)`)
    .option('--gate', 'Exit 5 unless the rules of gate.yaml, or of gate: in environments.yaml, are met')
    .option('--max-age <time>', 'A gate: no proof is older than this, as in 30d')
    .option('--max-document <MB>', 'The largest API document that is read (default: 64)')
    .option('--quiet', 'Print what did not pass, what is missing or misspelt, and the summary')
    .option('--verbose', 'Print each failure in full, also where another spec has shown its cause')
    .option('--fail-on-flaky', 'Exit 5 when a spec passed only after a retry')
    .action((files: string[], raw: Record<string, unknown>) => {
      result = import('./commands/merge.ts').then(({ mergeCommand }) => mergeCommand(files, raw, host));
    });
  cli
    .command('show [report]', 'Show an old run again, in any format (default: reports/report.json)')
    .option('--reports <dir>', 'Where report files go (default: beside the report)')
    .option(
      '--reporter <list>',
      `${REPORTERS.filter((name) => name !== 'json').join(', ')} (default: console)`,
    )
    .option('--quiet', 'Print what did not pass, what is missing or misspelt, and the summary')
    .option('--verbose', 'Print each failure in full, also where another spec has shown its cause')
    .option('--open', 'Open the HTML report')
    .action((file: string | undefined, raw: Record<string, unknown>) => {
      result = import('./commands/show.ts').then(({ showCommand }) => showCommand(file, raw, host));
    });
  cli
    .command('history [spec]', 'Show what the last runs found of each spec')
    .option('--reports <dir>', 'Where the history lies (default: reports)')
    .option('--env <name>', 'Only the runs in this environment')
    .option('--flaky', 'Only specs that passed after a retry, or pass and fail in turns')
    .option('--slow', 'The specs that take longest')
    .action((wanted: string | undefined, raw: Record<string, unknown>) => {
      result = import('./commands/history.ts').then(({ historyCommand }) =>
        historyCommand(wanted, raw, host),
      );
    });
  // The library shows the default of `write` beside `--no-write`.
  cli.help((sections) =>
    sections.map(({ title, body }) => ({
      ...(title !== undefined && { title }),
      body: body.replace(' (default: true)', ''),
    })),
  );
  cli.option('-v, --version', 'Display version number');

  const words = argv[0] === 'run' ? argv.slice(1) : argv;
  cli.parse(['node', 'verify', ...words], { run: false });
  if (cli.options['help'] === true) return EXIT.passed;
  if (cli.options['version'] === true) {
    printLines(host.stdout, [host.version]);
    return EXIT.passed;
  }
  const [first] = cli.args;
  const isRun = cli.matchedCommand?.name === '';
  if (isRun && argv[0] !== 'run') refuseMisspeltCommand(first && String(first), cli.commands, host.cwd);
  const isAsked = cli.options['list'] === true || cli.options['dryRun'] === true;
  const writesReports = (isRun && !isAsked) || cli.matchedCommand?.name === 'merge';
  const kept = writesReports ? dropOldReports(cli.options, cli.args.map(String), host.cwd) : [];
  sayNotes(
    kept.map((path) => `${path} of an earlier run could not be removed`),
    host,
  );
  checkCall(cli.matchedCommand, cli.options, words);
  cli.runMatchedCommand();
  return result;
}

function runOptions(command: Command): Command {
  return command
    .usage('[run] [paths] [options]')
    .option('--env <name>', 'Environment of environments.yaml (or VERIFY_ENV)')
    .option('--config <file>', 'Use this file instead of the nearest environments.yaml')
    .option('--jobs <n>', 'Specs that run at once (default: 8)')
    .option('--var <k=v>', 'Set a variable (repeatable)')
    .option('--secret <k=v>', 'The same for a secret; without =v the process environment has it (repeatable)')
    .option('--seed <n>', 'Repeat the random values of an earlier run')
    .option('--no-write', 'Leave the documents as they are')
    .option('--reports <dir>', 'Where report files go (default: reports)')
    .option('--reporter <list>', `${REPORTERS.join(', ')} (default: console,json)`)
    .option(
      '--tag <list>',
      "Only specs with one of these tags; 'not slow' leaves some out (so do the next six)",
    )
    .option('--domain <list>', 'Only specs of these domains')
    .option('--status <list>', 'Only specs that are verified, pending, failed or skipped')
    .option('--endpoint <text>', 'Only specs whose endpoint holds the text, or matches /v1/**')
    .option('--method <list>', 'Only specs of these methods')
    .option('--token <list>', 'Only specs that use these token types')
    .option('--grep <text>', 'Only specs whose text holds this')
    .option('--last-failed', 'Only specs that did not pass when they were last run')
    .option('--changed [ref]', 'Only specs that changed since a git revision, or whose operation did')
    .option('--list', 'Print the selected specs; run nothing')
    .option('--dry-run', 'Print what would be sent; send nothing')
    .option('--until <step>', 'End each spec after this step, and clean up; proves and keeps nothing')
    .option('--keep', 'Send no cleanup; print the commands that do what it would')
    .option('--shard <i/n>', 'Run one of n parts; auto: which one, the CI system says')
    .option('--gate', 'Exit 5 unless the rules of gate.yaml, or of gate: in environments.yaml, are met')
    .option('--max-age <time>', 'A gate: no proof is older than this, as in 30d')
    .option('--quiet', 'Print what did not pass, what is missing or misspelt, and the summary')
    .option('--verbose', 'Print each failure in full, also where another spec has shown its cause')
    .option('--contract <on|off>', 'Check against the API documents (default: on)')
    .option(
      '--severity <check=level>',
      'error, warn or off for a check, as in document-found=warn or endpoint-called=error (repeatable)',
    )
    .option(
      '--nullable <strict|lenient>',
      'Whether nullable counts as its OpenAPI version says (default: strict), or wherever it is written',
    )
    .option('--max-document <MB>', 'The largest API document that is read (default: 64)')
    .option('--strict-known', 'Fail on a known issue that no longer happens')
    .option('--swagger <dir>', 'Where swagger: paths are looked up')
    .option('--bail [n]', 'Stop after n specs that did not pass (default: 1)')
    .option('--repeat <n>', 'Run everything n times')
    .option('--shuffle [seed]', 'Start specs in a random order')
    .option('--timeout <time>', 'For the whole run, as in 10m')
    .option('--spec-timeout <time>', 'For each spec, as in 90s')
    .option('--retries <n>', 'Tries after a temporary failure (default: what the environment says, else 2)')
    .option('--fail-on-flaky', 'Exit 5 when a spec passed only after a retry')
    .option('--rate-limit <rate>', '20/s, 100/m, or sequential, conservative, normal, aggressive')
    .option('--limits <url>', 'Share limits with other processes, as in redis://host:6379 (or VERIFY_LIMITS)')
    .option('--share-prerequisites', 'Send identical GET prerequisites once')
    .option('--read-only', 'Send nothing that may change data')
    .option(
      '--fault <text>',
      "Break the sandbox on purpose, as in: 'GET /business/payments/v1/products status=500' (exit 3 if it changes no answer); documents and history stay as they are",
    )
    .example('  verify specs/')
    .example('  verify specs/sales/send_link.md:42')
    .example('  verify specs/sales --env staging --jobs 4')
    .example("  verify 'specs/**/send_*.md' --var client_id=abc --no-write");
}

/** What decides how specs are planned, for commands that send nothing. */
function planOptions(command: Command): Command {
  return command
    .option('--env <name>', 'Environment of environments.yaml (or VERIFY_ENV)')
    .option('--config <file>', 'Use this file instead of the nearest environments.yaml')
    .option('--var <k=v>', 'Set a variable (repeatable)')
    .option('--contract <on|off>', 'Look at the API documents (default: on)')
    .option('--swagger <dir>', 'Where swagger: paths are looked up')
    .option('--max-document <MB>', 'The largest API document that is read (default: 64)');
}

function comparisonOptions(command: Command): Command {
  return command
    .option('--swagger <dir>', 'Where swagger: paths are looked up, and the documents to compare whole')
    .option('--max-document <MB>', 'The largest API document that is read (default: 64)')
    .option('--reports <dir>', 'Where the last run left its reports (default: reports)')
    .option('--config <file>', 'Use this file instead of the nearest environments.yaml')
    .option('--env <name>', 'Environment of environments.yaml (or VERIFY_ENV)');
}

/** A word that is nearly a command, and no path: a run would only say that the path is missing. */
function refuseMisspeltCommand(word: string | undefined, commands: readonly Command[], cwd: string): void {
  if (word === undefined || existsSync(resolve(cwd, word))) return;
  const guess = nearest(
    word,
    commands.map(({ name }) => name).filter((name) => name.length > 2),
  );
  if (guess !== undefined)
    throw new UsageError(`${word}: no such command, file or folder`, `did you mean verify ${guess}?`);
}
