import { type Screen, summaryLines } from '../report/console.ts';
import { countRequests, type Folded } from '../report/fold.ts';
import { type Outline, withMore } from '../report/outline.ts';
import { rootCauses } from '../report/root-causes.ts';
import type { Conclusion } from './exit-code.ts';
import type { Host } from './run-command.ts';
import { printLines } from './terminal.ts';

/** Prints what a run comes to: counts, what changed since earlier runs, the gate, and what could not be written. */
export function printConclusion(
  { report, notes, gateLines }: Conclusion & { readonly notes: readonly string[] },
  screen: Screen,
): void {
  const lines = summaryLines(
    report.summary,
    {
      ...report,
      requests: countRequests(report.specs),
      notes: [...causeLines(report), ...trendLines(report), ...coverageLine(report), ...notes],
    },
    screen.page,
  );
  screen.print(lines);
  if (gateLines === undefined) return;
  const { paint } = screen.page;
  if (gateLines.length === 0) screen.print([paint('green', 'gate: open')]);
  else screen.print([paint('red', 'gate: shut'), ...gateLines.map((line) => `  ${line}`)]);
}

/** One line where many specs have one thing to thank for it. */
const causeLines = ({ specs }: Folded<Outline>): readonly string[] =>
  rootCauses(withMore(specs)).map(
    ({ specs, verdict, request, reason, first }) =>
      `one cause: ${specs} specs ${verdict} by ${request} (${reason}), the first at ${first}`,
  );

function coverageLine({ coverage }: Folded<Outline>): readonly string[] {
  if (coverage === undefined) return [];
  const measured = Object.entries(coverage.total).filter(([, { total }]) => total > 0);
  const shares = measured.map(([what, { covered, total }]) => `${covered} of ${total} ${what}`);
  return shares.length === 0 ? [] : [`coverage of the API documents: ${shares.join(', ')}`];
}

/** Sentences about what did not work, though the run did. */
export const sayNotes = (notes: readonly string[], { stderr }: Pick<Host, 'stderr'>): void => {
  printLines(
    stderr,
    notes.map((note) => `verify: ${note}`),
  );
};

/** Where nothing is printed for people: what is missing, and what keeps the gate shut. */
export function sayWhatIsWrong(
  { notes, gateLines = [] }: Conclusion & { readonly notes: readonly string[] },
  host: Pick<Host, 'stderr'>,
): void {
  sayNotes([...notes, ...gateLines.map((line) => `gate: ${line}`)], host);
}

const SHOWN = 5;

/** What changed since earlier runs, and since when what still fails has failed. */
function trendLines({ specs }: Folded<Outline>): readonly string[] {
  const inState = (state: string): readonly string[] =>
    specs
      .filter((spec) => spec.trend?.state === state)
      .map(({ file, trend }) =>
        state === 'still-failing' ? `${file} (since ${trend!.since.slice(0, 16).replace('T', ' ')})` : file,
      );
  const groups = [
    ['newly failing', inState('newly-failing')],
    ['still failing', inState('still-failing')],
    ['fixed', inState('fixed')],
    ['flaky', specs.filter((spec) => spec.flaky).map((spec) => spec.file)],
  ] as const;
  return groups
    .filter(([, files]) => files.length > 0)
    .map(
      ([what, files]) =>
        `${what}: ${files.slice(0, SHOWN).join(', ')}${files.length > SHOWN ? `, and ${files.length - SHOWN} more` : ''}`,
    );
}
