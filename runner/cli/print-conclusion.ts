import { type Screen, summaryLines } from '../report/console.ts';
import { countRequests, type Folded } from '../report/fold.ts';
import { type CompactResult, detailed } from '../report/compact.ts';
import { rootCauses } from '../report/root-causes.ts';
import type { Conclusion } from './exit-code.ts';
import type { Host } from './run-command.ts';
import { printLines } from './terminal.ts';

/** What a run comes to, as it is printed; what could not be written is among the notes, or in the gate's lines. */
type Printed = Pick<Conclusion, 'report'> & { readonly notes: readonly string[] };

/** Prints what a run comes to: counts, what changed since earlier runs, the gate, and what could not be written. */
export function printConclusion({ report, notes }: Printed, screen: Screen): void {
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
  if (report.gate === undefined) return;
  const { decision, lines: reasons, notJudged } = report.gate;
  const words = screen.page.paint(decision === 'open' ? 'green' : 'red', `gate: ${decision}`);
  screen.print([words, ...[...reasons, ...notJudged.map(sayNotJudged)].map((line) => `  ${line}`)]);
}

const sayNotJudged = (what: string): string => `not judged: ${what}`;

/** One line where many specs have one thing to thank for it. */
const causeLines = ({ specs }: Folded<CompactResult>): readonly string[] =>
  rootCauses(detailed(specs)).map(
    ({ specs, verdict, request, reason, first }) =>
      `one cause: ${specs} specs ${verdict} by ${request} (${reason}), the first at ${first}`,
  );

function coverageLine({ coverage }: Folded<CompactResult>): readonly string[] {
  if (coverage === undefined) return [];
  const measured = Object.entries(coverage.total).filter(([, { total }]) => total > 0);
  const shares = measured.map(([what, { covered, total }]) => `${covered} of ${total} ${what}`);
  return [
    ...(shares.length === 0 ? [] : [`coverage of the API documents: ${shares.join(', ')}`]),
    ...(coverage.unread ?? []).map((problem) => `not counted: ${problem}`),
  ];
}

/** Sentences about what did not work, though the run did. */
export const sayNotes = (notes: readonly string[], { stderr }: Pick<Host, 'stderr'>): void => {
  printLines(
    stderr,
    notes.map((note) => `verify: ${note}`),
  );
};

/** Where nothing is printed for people: what is missing, and what keeps the gate closed. */
export function sayWhatIsWrong({ notes, report: { gate } }: Printed, host: Pick<Host, 'stderr'>): void {
  const { lines = [], notJudged = [] } = gate ?? {};
  sayNotes([...notes, ...[...lines, ...notJudged.map(sayNotJudged)].map((line) => `gate: ${line}`)], host);
}

const SHOWN = 5;

/** What changed since earlier runs, and since when what still fails has failed. */
function trendLines({ specs }: Folded<CompactResult>): readonly string[] {
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
