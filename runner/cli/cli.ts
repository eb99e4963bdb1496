import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import cac, { type CAC, type Command } from 'cac';
import { createRedactor } from '../run/secrets/redact.ts';
import { registerProcess } from '../run/secrets/register.ts';
import { nearest } from '../language/diagnostic.ts';
import { checkCall } from './check-call.ts';
import { defectOf, EXIT } from './exit-code.ts';
import { dropOldReports } from '../workspace/old-reports.ts';
import { helpOf, labelOf } from './flags/flag.ts';
import { UsageError } from '../workspace/usage-error.ts';
import { sayNotes } from './print-conclusion.ts';
import type { CommandRow } from './command.ts';
import { COMMANDS } from './commands.ts';
import type { Host } from '../session/host.ts';
import { printLines } from './terminal.ts';

/** Reads the command line, runs its command, and returns the exit code. Never throws. */
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
  const rows = new Map(COMMANDS.map((row) => [declare(row, cli), row]));
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
  const command = cli.matchedCommand;
  const row = command && rows.get(command);
  const args = cli.args.map(String);
  if (row?.name === '' && argv[0] !== 'run') refuseMisspeltCommand(args[0], host.cwd);
  const isAsked = cli.options['list'] === true || cli.options['dryRun'] === true;
  const kept = row?.writesReports === true && !isAsked ? dropOldReports(cli.options, args, host.cwd) : [];
  if (kept.length > 0) sayNotes([`reports of an earlier run could not be removed: ${kept.join(', ')}`], host);
  checkCall(command, cli.options, words);
  // Runs the library's own checks of a call.
  cli.runMatchedCommand();
  return row === undefined ? EXIT.passed : (await row.load())(args, cli.options, host);
}

/** Registers a command and its flags with the parser. */
function declare(row: CommandRow, cli: CAC): Command {
  const command = cli.command([row.name, row.args].filter(Boolean).join(' '), row.description);
  if (row.usage !== undefined) command.usage(row.usage);
  for (const flag of Object.values(row.flags)) command.option(labelOf(flag), helpOf(flag));
  for (const example of row.examples ?? []) command.example(`  ${example}`);
  // Without an action, the library checks nothing.
  return command.action(() => undefined);
}

/** Refuses a misspelt command: as a run, it would only report that the path is missing. */
function refuseMisspeltCommand(word: string | undefined, cwd: string): void {
  if (word === undefined || existsSync(resolve(cwd, word))) return;
  const guess = nearest(
    word,
    COMMANDS.map(({ name }) => name).filter((name) => name.length > 2),
  );
  if (guess !== undefined)
    throw new UsageError(`${word}: no such command, file or folder`, `did you mean verify ${guess}?`);
}
