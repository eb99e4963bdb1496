import type { LintFinding } from './finding.ts';

/** The number of findings of each severity. */
export const countFindings = (
  findings: readonly LintFinding[],
): { readonly errors: number; readonly warnings: number } => ({
  errors: findings.filter(({ severity }) => severity === 'error').length,
  warnings: findings.filter(({ severity }) => severity === 'warning').length,
});

/** Reads a line of a file to show below a finding; undefined if it cannot be shown. */
export type ReadFileLine = (file: string, line: number) => string | undefined;

/** For people: each finding with its line, a caret, and what to do. */
export function renderFindings(
  findings: readonly LintFinding[],
  checked: number,
  readLine: ReadFileLine,
): readonly string[] {
  // A line that holds a secret is not printed, whatever else is wrong with it.
  const secret = new Set(findings.flatMap((each) => (each.rule === 'secret-literal' ? [lineOf(each)] : [])));
  return [
    ...findings.flatMap((finding) => {
      const { file, line, column, length, severity, rule, message, hint } = finding;
      const text = secret.has(lineOf(finding)) ? undefined : readLine(file, line);
      return [
        `${file}:${line}:${column} ${severity}: ${message} [${rule}]`,
        ...(text === undefined ? [] : excerpt({ text, line, column, length })),
        ...(hint === undefined ? [] : [`  → ${hint}`]),
      ];
    }),
    summaryOf(findings, checked),
  ];
}

const lineOf = ({ file, line }: LintFinding): string => `${file}:${line}`;

/** What fits on a screen beside the line number. */
const WIDTH = 100;

function excerpt({
  text,
  line,
  column,
  length,
}: Pick<LintFinding, 'line' | 'column' | 'length'> & { readonly text: string }): readonly string[] {
  const from = column + Math.min(length, 20) > WIDTH ? column - 20 : 0;
  const shown = text.slice(from, from + WIDTH).replaceAll('\t', ' ');
  const head = `  ${line} | `;
  const carets = '^'.repeat(Math.max(1, Math.min(length, shown.length - (column - 1 - from))));
  return [`${head}${shown}`, `${' '.repeat(head.length + column - 1 - from)}${carets}`];
}

function summaryOf(findings: readonly LintFinding[], checked: number): string {
  const { errors, warnings } = countFindings(findings);
  const fixable = findings.filter(({ isFixable }) => isFixable).length;
  const counted =
    errors + warnings === 0 ? 'nothing is wrong' : `${count(errors, 'error')}, ${count(warnings, 'warning')}`;
  return `${count(checked, 'spec')} checked: ${counted}${fixable === 0 ? '' : `; --fix mends ${fixable}`}`;
}

const count = (number: number, word: string): string => `${number} ${word}${number === 1 ? '' : 's'}`;

/** For programs. */
export const renderFindingsJson = (findings: readonly LintFinding[], checked: number): unknown => ({
  version: 1,
  summary: { specs: checked, ...countFindings(findings) },
  findings,
});

/** For GitHub Actions: a workflow command for each finding. */
export const renderFindingCommands = (findings: readonly LintFinding[]): readonly string[] =>
  findings.map(({ file, line, column, severity, rule, message, hint }) => {
    const place = `file=${property(file)},line=${line},col=${column},title=${property(rule)}`;
    return `::${severity} ${place}::${data(hint === undefined ? message : `${message}\n→ ${hint}`)}`;
  });

const data = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
