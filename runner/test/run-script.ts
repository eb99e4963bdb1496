import { copyFileSync, existsSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { main } from '../cli/cli.ts';
import { createFakeHost } from './fake-host.ts';
import type { Outcome, Script } from './script.ts';
import { makeFolder } from './temp-folder.ts';

/** Ids that the sandbox generates depend on earlier random numbers, so they are replaced. */
const GENERATED_ID = /\b(plink|psess|pay)_(?!SANDBOX)[A-Z0-9]{14}\b/g;

/** Runs a script in a folder of its own. */
export async function runScript(script: Script): Promise<Outcome> {
  const folder = makeFolder(Object.fromEntries(script.files.map(({ name, bytes }) => [name, bytes])));
  const runs = script.commands.filter((command) => command.kind === 'verify').length;
  const stdout: string[] = [];
  const stderr: string[] = [];
  const exits: number[] = [];
  let asleep: (readonly string[])[] = [];
  for (const command of script.commands) {
    if (command.kind === 'change') {
      if (command.when === 'now') change(folder, command.words);
      else asleep.push(command.words);
      continue;
    }
    const pending = asleep;
    asleep = [];
    const fake = createFakeHost({
      cwd: folder,
      env: command.env,
      onSleep: () => {
        for (const words of pending.splice(0))
          if (words[0] === 'stop') fake.stop();
          else change(folder, words);
      },
    });
    exits.push(await main([...command.argv, ...contractOff(command.argv)], fake.host));
    const label = runs > 1 ? `${command.line}\n` : '';
    stdout.push(label, fake.stdout());
    stderr.push(fake.stderr());
  }
  const shown = (texts: readonly string[]): string =>
    texts.join('').replaceAll(folder, '<folder>').replace(GENERATED_ID, '$1_<id>');
  return {
    stdout: shown(stdout),
    stderr: shown(stderr),
    exits,
    after: Object.fromEntries(
      script.watched.map((path) => [path, show(path, readIfThere(join(folder, path)))]),
    ),
  };
}

/** The specs of scripts name no API document, and most facts do not need one. */
const contractOff = (argv: readonly string[]): readonly string[] =>
  argv.includes('--contract') || WITHOUT_CONTRACT.includes(argv[0]!) ? [] : ['--contract', 'off'];

/** Commands that ask for no API document. */
const WITHOUT_CONTRACT = ['fmt', 'token'];

const changes: Readonly<Record<string, (folder: string, first: string, second: string) => void>> = {
  cp: (folder, from, to) => copyFileSync(join(folder, from), join(folder, to)),
  ln: (folder, target, link) => symlinkSync(target, join(folder, link)),
  rm: (folder, path) => rmSync(join(folder, path)),
};

function change(folder: string, [verb = '', first = '', second = '']: readonly string[]): void {
  const apply = changes[verb];
  if (apply === undefined)
    throw new Error(`a script can verify, ${Object.keys(changes).join(', ')} and stop, found "${verb}"`);
  apply(folder, first, second);
}

/** JSON of reports is formatted for reading; everything else counts byte for byte. */
const show = (path: string, bytes: Uint8Array | undefined): Uint8Array | undefined =>
  bytes !== undefined && /^reports\/.*\.json$/.test(path)
    ? Buffer.from(`${JSON.stringify(JSON.parse(Buffer.from(bytes).toString()), null, 2)}\n`)
    : bytes;

const readIfThere = (path: string): Uint8Array | undefined =>
  existsSync(path) ? readFileSync(path) : undefined;
