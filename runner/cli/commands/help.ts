import { suggest } from '../../language/diagnostic.ts';
import type { Host } from '../../session/host.ts';
import { readManual } from '../../workspace/manual.ts';
import { UsageError } from '../../workspace/usage-error.ts';
import { EXIT } from '../exit-code.ts';
import type { RawFlags } from '../flags/flag.ts';
import { linesOfDocument, printLines } from '../terminal.ts';

/** `verify help [topic]`: a page of the manual, or the list of its pages. */
export function helpCommand([topic]: readonly string[], _raw: RawFlags, host: Pick<Host, 'stdout'>): number {
  const pages = readManual();
  if (topic === undefined) {
    const width = Math.max(0, ...pages.map((page) => page.topic.length));
    printLines(host.stdout, [
      'Pages of the manual; verify help TOPIC prints one, verify --help the options:',
      ...pages.map((page) => `  ${page.topic.padEnd(width)}  ${page.title}`),
    ]);
    return EXIT.passed;
  }
  const page = pages.find((each) => each.topic === topic.toLowerCase());
  if (page === undefined)
    throw new UsageError(
      `help: no page about "${topic}"`,
      suggest(
        topic,
        pages.map((each) => each.topic),
      ),
    );
  printLines(host.stdout, linesOfDocument(page.text));
  return EXIT.passed;
}
