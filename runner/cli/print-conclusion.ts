import type { CompactResult } from '../report/compact.ts';
import { conclusionOf, conclusionParts, firstLines, shownLines } from '../report/conclusion.ts';
import type { Screen } from '../report/text/console.ts';
import { summaryLines } from '../report/text/summary-lines.ts';
import { cutOf } from '../report/text/incomplete.ts';
import { countRequests } from '../report/fold.ts';
import type { Host } from '../session/host.ts';
import { printLines } from './terminal.ts';
import type { Conclusion, Folded } from '../report/report.ts';
import type { FinishedRun } from '../session/finished-run.ts';

/** The printed result of a run; failed writes are among the notes, or in the gate's lines. */
type Printed = Pick<FinishedRun, 'report'> & { readonly notes: readonly string[] };

/** Prints the result of a run: counts, changes since earlier runs, the gate, and failed writes. */
export function printConclusion({ report, notes }: Printed, screen: Screen): void {
  const conclusion = report.conclusion ?? conclusionOf(report, []);
  const { incomplete = [] } = conclusion;
  const lines = summaryLines(
    report.summary,
    {
      ...report,
      // Missing reports are among the notes, or reasons of the gate.
      incomplete: incomplete.filter((line) => !report.missing?.includes(line)),
      isCut: cutOf(report) !== undefined,
      requests: countRequests(report.specs),
      notes: [...linesOfConclusion(conclusion), ...coverageLine(report), ...notes],
    },
    screen.page,
  );
  screen.print(lines);
  for (const part of conclusionParts({ gate: report.gate }))
    screen.print([
      screen.page.paint(report.gate?.decision === 'open' ? 'green' : 'red', part.heading),
      ...shownLines(part, SHOWN_REASONS).map((line) => `  ${line}`),
    ]);
}

/** Causes, a line for each, and changes since earlier runs. The first spec of a cause has shown the answer already. */
const linesOfConclusion = (conclusion: Conclusion): readonly string[] =>
  conclusionParts({ conclusion: withoutAnswers(conclusion) }).flatMap(({ kind, heading, lines }) =>
    kind === 'causes'
      ? firstLines(lines, SHOWN_REASONS)
      : kind === 'changes'
        ? [
            `${heading}: ${lines.slice(0, SHOWN).join(', ')}${lines.length > SHOWN ? `, and ${lines.length - SHOWN} more` : ''}`,
          ]
        : [],
  );

const withoutAnswers = (conclusion: Conclusion): Conclusion => ({
  ...conclusion,
  causes: conclusion.causes.map(({ answer: _answer, ...cause }) => cause),
});

function coverageLine({ coverage }: Folded<CompactResult>): readonly string[] {
  if (coverage === undefined) return [];
  const measured = Object.entries(coverage.total).filter(([, { total }]) => total > 0);
  const shares = measured.map(([what, { covered, total }]) => `${covered} of ${total} ${what}`);
  return [
    ...(shares.length === 0 ? [] : [`coverage of the API documents: ${shares.join(', ')}`]),
    ...(coverage.unread ?? []).map((problem) => `not counted: ${problem}`),
  ];
}

/** Prints notes about problems besides the verdicts. */
export const sayNotes = (notes: readonly string[], { stderr }: Pick<Host, 'stderr'>): void => {
  printLines(
    stderr,
    notes.map((note) => `verify: ${note}`),
  );
};

/** For machine-readable output: prints why the run is not a whole one, failed writes and the reasons of a closed gate only. */
export function printProblems(
  { notes, report: { gate, conclusion } }: Printed,
  host: Pick<Host, 'stderr'>,
): void {
  const incomplete = conclusionParts({ gate, conclusion })
    .flatMap(({ kind, lines }) => (kind === 'incomplete' ? lines : []))
    .filter((line) => !notes.includes(line));
  const reasons = conclusionParts({ gate }).flatMap((part) => shownLines(part, SHOWN_REASONS));
  sayNotes([...incomplete, ...notes, ...reasons.map((line) => `gate: ${line}`)], host);
}

const SHOWN = 5;

/** The reports have all causes, and all reasons of the gate. */
const SHOWN_REASONS = 15;
