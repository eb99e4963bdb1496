import type { SpecResult } from '../../run/events.ts';
import { conclusionParts } from '../conclusion.ts';
import type { Extras } from '../extras.ts';
import { findingsOf, reasonOf } from '../findings.ts';
import { isBroken } from '../../run/verdict-order.ts';
import { SUMMARY_LIMIT_BYTES } from '../text/summary-limit.ts';
import { renderMarkdown } from './markdown.ts';
import { type FoundIn, foundIn, joinRows, sayRows } from '../rows.ts';
import { cutOf, shortfallsOf } from '../text/incomplete.ts';
import { safeText } from '../text/safe-text.ts';
import { titleOf, shownTraceOf } from '../spec-name.ts';
import { cut } from '../text/text.ts';
import type { RenderedFrom } from '../report.ts';

/** GitHub shows this many annotations of each kind per step and silently drops the rest. */
const SHOWN_PER_KIND = 10;
const SHOWN_MESSAGE = 2_000;

/** The output of a run for GitHub Actions. */
export type GithubOutput = {
  /** Workflow commands for standard output, one per line. */
  readonly commands: readonly string[];
  /** Returns Markdown to append to the file that `GITHUB_STEP_SUMMARY` names, which has this many bytes. */
  readonly summary: (usedBytes?: number) => string;
};

/** Annotations on the lines of the specs, and the summary. */
export function renderGithub(report: RenderedFrom, extras: Extras): GithubOutput {
  const found: FoundIn[] = [];
  const warned: FoundIn[] = [];
  for (const spec of report.specs) {
    found.push(...firstError(spec));
    warned.push(...warningsIn(spec));
  }
  const errors = joinRows(failedFirst(found)).map(({ spec, finding, rows }) =>
    annotation('error', `${spec.verdict}: ${titleOf(spec)}`, finding, [sayRows(rows), sayTrace(spec)]),
  );
  const warnings = joinRows(failedFirst(warned)).map(({ spec, finding, rows }) =>
    annotation('warning', titleOf(spec), finding, [sayRows(rows)]),
  );
  const decision = annotateGate(report);
  if (report.gate?.decision === 'closed') errors.unshift(...decision);
  else errors.unshift(...annotateIncomplete(report));
  const shown = [
    ...(report.gate?.decision === 'open' ? decision : []),
    ...errors.slice(0, SHOWN_PER_KIND),
    ...warnings.slice(0, SHOWN_PER_KIND),
  ];
  return {
    commands: shown,
    summary: (usedBytes = 0) => renderMarkdown(report, extras, Math.max(SUMMARY_LIMIT_BYTES - usedBytes, 0)),
  };
}

const failedFirst = (found: readonly FoundIn[]): readonly FoundIn[] => [
  ...found.filter(({ spec }) => spec.verdict === 'failed'),
  ...found.filter(({ spec }) => spec.verdict !== 'failed'),
];

/** The decision of the gate, without a file. */
const annotateGate = (report: RenderedFrom): readonly string[] =>
  conclusionParts({ gate: report.gate }).map(
    ({ heading, lines }) =>
      `::${report.gate?.decision === 'open' ? 'notice' : 'error'} title=${escapeProperty(heading)}::${escapeData(
        cut([heading, ...lines.map(safeText)].join('\n'), SHOWN_MESSAGE),
      )}`,
  );

/** That the run is not a whole one, without a file; a closed gate says it itself. */
const annotateIncomplete = (report: RenderedFrom): readonly string[] =>
  conclusionParts(report)
    .filter(({ kind }) => kind === 'incomplete')
    .map(
      ({ lines }) =>
        `::${cutOf(report) === undefined ? 'warning' : 'error'} title=${escapeProperty(shortfallsOf(report).join(', '))}::${escapeData(
          cut(lines.map(safeText).join('\n'), SHOWN_MESSAGE),
        )}`,
    );

/** What decided that a spec did not pass; at its top if no place did. */
function firstError(spec: SpecResult): readonly FoundIn[] {
  if (!isBroken(spec.verdict)) return [];
  const [first] = findingsOf(spec);
  if (first?.severity === 'error') return [foundIn(spec, first)];
  const { file } = spec;
  const nowhere = { severity: 'error', rule: '', file, line: 1, column: 1, message: reasonOf(spec) } as const;
  return [foundIn(spec, nowhere)];
}

const warningsIn = (spec: SpecResult): readonly FoundIn[] =>
  findingsOf(spec)
    .filter(({ severity }) => severity === 'warning')
    .map((finding) => foundIn(spec, finding));

function sayTrace(spec: FoundIn['spec']): string {
  const trace = shownTraceOf(spec);
  return trace === undefined ? '' : ` (trace ${trace})`;
}

function annotation(
  kind: 'error' | 'warning',
  title: string,
  { file, line, column, message, hint }: FoundIn['finding'],
  more: readonly string[],
): string {
  const properties = { file, line, col: column, title };
  const said = `${message}${more.join('')}`;
  const texts = hint === undefined ? [said] : [said, hint];
  return `::${kind} ${Object.entries(properties)
    .map(([name, value]) => `${name}=${escapeProperty(String(value))}`)
    .join(',')}::${escapeData(cut(texts.map(safeText).join('\n'), SHOWN_MESSAGE))}`;
}

/** A line break would end the command; only our own remain. */
const escapeData = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

const escapeProperty = (text: string): string =>
  escapeData(safeText(text)).replaceAll(':', '%3A').replaceAll(',', '%2C');
