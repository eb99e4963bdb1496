import { conclusionParts } from '../conclusion.ts';
import type { Extras } from '../extras.ts';
import { type Finding, findingsOf, isBroken, reasonOf } from '../findings.ts';
import { renderMarkdown, SUMMARY_LIMIT_BYTES } from './markdown.ts';
import { safeText } from '../text/safe-text.ts';
import { titleOf } from '../spec-name.ts';
import { cut } from '../text/text.ts';
import type { Report } from '../report.ts';

/** GitHub shows so many annotations of each kind for a step and drops the rest without a word. */
const SHOWN_PER_KIND = 10;
const SHOWN_MESSAGE = 2_000;

/** What a run tells GitHub Actions. */
export type GithubOutput = {
  /** Workflow commands for the standard output, each for a line of its own. */
  readonly commands: readonly string[];
  /** Gives Markdown to append to the file that `GITHUB_STEP_SUMMARY` names. */
  readonly summary: () => string;
};

/** Annotations on the lines of the specs, and the summary. `usedBytes`: what the summary file holds already. */
export function renderGithub(report: Report, extras: Extras, usedBytes = 0): GithubOutput {
  const errors: string[] = [];
  const warnings: string[] = [];
  const specs = [
    ...report.specs.filter(({ verdict }) => verdict === 'failed'),
    ...report.specs.filter(({ verdict }) => verdict !== 'failed'),
  ];
  for (const spec of specs) {
    const title = `${spec.verdict}: ${titleOf(spec)}`;
    const findings = findingsOf(spec);
    const [first] = findings;
    if (isBroken(spec.verdict))
      errors.push(
        annotation(
          'error',
          title,
          first?.severity === 'error' ? first : { ...NOWHERE, file: spec.file, message: reasonOf(spec) },
        ),
      );
    for (const finding of findings)
      if (finding.severity === 'warning') warnings.push(annotation('warning', titleOf(spec), finding));
  }
  const decision = annotateGate(report);
  if (report.gate?.decision === 'closed') errors.unshift(...decision);
  const shown = [
    ...(report.gate?.decision === 'open' ? decision : []),
    ...errors.slice(0, SHOWN_PER_KIND),
    ...warnings.slice(0, SHOWN_PER_KIND),
  ];
  return {
    commands: shown,
    summary: () => renderMarkdown(report, extras, Math.max(SUMMARY_LIMIT_BYTES - usedBytes, 0)),
  };
}

/** What the gate decided, on no line of any file. */
const annotateGate = (report: Report): readonly string[] =>
  conclusionParts({ gate: report.gate }).map(
    ({ heading, lines }) =>
      `::${report.gate?.decision === 'open' ? 'notice' : 'error'} title=${escapeProperty(heading)}::${escapeData(
        cut([heading, ...lines.map(safeText)].join('\n'), SHOWN_MESSAGE),
      )}`,
  );

const NOWHERE = { line: 1, column: 1 } as const;

function annotation(
  kind: 'error' | 'warning',
  title: string,
  { file, line, column, message, hint }: Pick<Finding, 'file' | 'line' | 'column' | 'message' | 'hint'>,
): string {
  const properties = { file, line, col: column, title };
  const texts = hint === undefined ? [message] : [message, hint];
  return `::${kind} ${Object.entries(properties)
    .map(([name, value]) => `${name}=${escapeProperty(String(value))}`)
    .join(',')}::${escapeData(cut(texts.map(safeText).join('\n'), SHOWN_MESSAGE))}`;
}

/** A line break would end the command; the only ones left are ours. */
const escapeData = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

const escapeProperty = (text: string): string =>
  escapeData(safeText(text)).replaceAll(':', '%3A').replaceAll(',', '%2C');
