import { escapeBytes, needsEscapes, unescapeBytes } from './exact-bytes.ts';

/**
 * A whole-program test as one text: `#` lines say the fact, `$` lines are what is done, then come the files it starts
 * from and, below them, what is expected of it. A `verify` that does not say `--contract` runs with `--contract off`.
 *
 *     # An empty folder has nothing to run.
 *     $ verify specs
 *     -- specs/readme.txt --
 *     Nothing here.
 *     -- stdout --
 *     nothing to run: no Markdown files in specs
 *     -- exit --
 *     4
 */
export type Script = {
  readonly fact: string;
  readonly commands: readonly Command[];
  readonly files: readonly Section[];
  /** Paths whose bytes after the run are expected, too. */
  readonly watched: readonly string[];
  /** The text up to the last file, which an update leaves unchanged. */
  readonly given: string;
};

type Section = { readonly name: string; readonly bytes: Uint8Array };

type Command =
  | {
      readonly kind: 'verify';
      readonly line: string;
      readonly env: Readonly<Record<string, string>>;
      readonly argv: readonly string[];
    }
  /** `$ cp from to`, `$ rm path`, `$ ln target link`: between runs, or (`@sleep`) when the next run first waits. */
  | { readonly kind: 'change'; readonly when: 'now' | 'sleep'; readonly words: readonly string[] };

/** The result of a script's commands. */
export type Outcome = {
  readonly stdout: string;
  readonly stderr: string;
  readonly exits: readonly number[];
  /** The bytes of the watched files; undefined if a file no longer exists. */
  readonly after: Readonly<Record<string, Uint8Array | undefined>>;
};

const SECTION = /^-- (.+?)( \(escaped\))? --$/;
const EXPECTED = /^(stdout|stderr|exit)$|^after /;
const NO_FILE = '(no file)\n';

export function parseScript(text: string): Script {
  const facts: string[] = [];
  const commands: Command[] = [];
  const sections: { readonly name: string; readonly escaped: boolean; readonly lines: string[] }[] = [];
  let givenEnd = text.length;
  let at = 0;
  for (const line of text.replace(/\n$/, '').split('\n')) {
    const header = SECTION.exec(line);
    if (header !== null) {
      sections.push({ name: header[1]!, escaped: header[2] !== undefined, lines: [] });
      if (EXPECTED.test(header[1]!)) givenEnd = Math.min(givenEnd, at);
    } else if (sections.length > 0) sections.at(-1)!.lines.push(line);
    else if (line.startsWith('# ')) facts.push(line.slice(2));
    else if (/^(\$|@sleep) /.test(line)) commands.push(parseCommand(line));
    else if (line !== '') throw new Error(`a script starts with # and $ lines, found "${line}"`);
    at += line.length + 1;
  }
  const isExpected = ({ name }: { readonly name: string }): boolean => EXPECTED.test(name);
  return {
    fact: facts.join(' '),
    commands,
    given: text.slice(0, givenEnd),
    watched: sections.filter(({ name }) => name.startsWith('after ')).map(({ name }) => name.slice(6)),
    files: sections
      .filter((section) => !isExpected(section))
      .map(({ name, escaped, lines }) => {
        const content = lines.map((line) => `${line}\n`).join('');
        return { name, bytes: escaped ? unescapeBytes(content) : Buffer.from(content) };
      }),
  };
}

function parseCommand(line: string): Command {
  const words = wordsOf(line);
  if (words[0] === '@sleep') return { kind: 'change', when: 'sleep', words: words.slice(1) };
  const name = words.findIndex((word, index) => index > 0 && !/^[A-Z_]+=/.test(word));
  if (words[name] !== 'verify') return { kind: 'change', when: 'now', words: words.slice(1) };
  const env = words.slice(1, name).map((word) => [word.slice(0, word.indexOf('=')), afterEquals(word)]);
  return { kind: 'verify', line, env: Object.fromEntries(env), argv: words.slice(name + 1) };
}

const afterEquals = (word: string): string => word.slice(word.indexOf('=') + 1);

/** Splits at spaces, except between single quotes. */
const wordsOf = (line: string): readonly string[] =>
  (line.match(/(?:'[^']*'|[^\s'])+/g) ?? []).map((word) => word.replaceAll("'", ''));

/** The script with the actual results in place of the expected ones. */
export function renderScript({ given, watched }: Script, { stdout, stderr, exits, after }: Outcome): string {
  return [
    given,
    section('stdout', Buffer.from(stdout)),
    stderr === '' ? '' : section('stderr', Buffer.from(stderr)),
    section('exit', Buffer.from(exits.map((exit) => `${exit}\n`).join(''))),
    ...watched.map((path) => section(`after ${path}`, after[path] ?? Buffer.from(NO_FILE))),
  ].join('');
}

const section = (name: string, bytes: Uint8Array): string =>
  needsEscapes(bytes)
    ? `-- ${name} (escaped) --\n${escapeBytes(bytes)}`
    : `-- ${name} --\n${Buffer.from(bytes).toString()}`;
