import type { Display } from '../session/display.ts';
import type { Screen } from '../report/text/console.ts';
import type { ReadLine } from '../report/text/failure.ts';
import { createPalette, plain } from '../report/text/paint.ts';
import { safeLine } from '../report/text/safe-text.ts';
import type { Terminal } from '../session/host.ts';

/** The parts of the process that a screen needs. */
type ScreenHost = {
  readonly stdout: Terminal;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly random: () => number;
};

const LOG_COLUMNS = 120;

/** Live lines need an interactive terminal; colours too, unless FORCE_COLOR requests them. `NO_COLOR` wins. */
export function createScreen({ stdout: stream, env, random }: ScreenHost, readLine: ReadLine): Screen {
  const isTerminal = stream.isTTY === true && env['TERM'] !== 'dumb';
  const isCi = env['CI'] !== undefined && env['CI'] !== '' && env['CI'] !== 'false';
  const wantsColor = isTerminal || (env['FORCE_COLOR'] !== undefined && env['FORCE_COLOR'] !== '0');
  const hasColor = wantsColor && (env['NO_COLOR'] === undefined || env['NO_COLOR'] === '');
  const columns = stream.columns ?? (Number(env['COLUMNS']) || LOG_COLUMNS);
  const palette = hasColor ? createPalette(random().toString(36)) : { paint: plain, print: safeLine };
  return {
    print: (lines) => writeLines(stream, lines.map(palette.print)),
    eraseLines: (count) => void stream.write(`\u001b[${count}A\u001b[0J`),
    isLive: isTerminal && !isCi,
    page: { paint: palette.paint, columns: Math.max(columns, 20), readLine },
  };
}

/**
 * Prints lines that may contain foreign text, one for each element: no such text can start a line of its own, control the
 * terminal, or give a command to a CI system.
 */
export const printLines = (stream: Pick<Terminal, 'write'>, lines: readonly string[]): void =>
  writeLines(stream, lines.map(safeLine));

/** The lines of a JSON or Markdown document, whose renderer has escaped line breaks in foreign text. */
export const linesOfDocument = (document: string): readonly string[] =>
  document.replace(/\n$/, '').split('\n');

/** Prints commands for a CI system, unescaped; `report/writers/github.ts` escapes the texts in them. */
const printCommands = (stream: Pick<Terminal, 'write'>, commands: readonly string[]): void =>
  writeLines(stream, commands);

function writeLines(stream: Pick<Terminal, 'write'>, lines: readonly string[]): void {
  if (lines.length > 0) stream.write(lines.map((line) => `${line}\n`).join(''));
}

/** The display of a run on standard output. */
export const displayOn = (host: ScreenHost): Display => ({
  createScreen: (readLine) => createScreen(host, readLine),
  printCommands: (commands) => printCommands(host.stdout, commands),
});
