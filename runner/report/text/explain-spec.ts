import type { SpecResult } from '../../run/events.ts';
import { stepName } from '../../language/step/step.ts';
import { curlOf } from './failure.ts';
import { type Finding, findingsOf, reasonOf, explainingStep } from '../findings.ts';
import { shownTraceOf } from '../spec-name.ts';
import { visible } from './safe-text.ts';
import { cut } from './text.ts';
import { valuesOf } from './values.ts';

/** The longest excerpt of a response in a plain text explanation. */
const SHOWN_BODY = 2_000;

/** What a person needs to fix a spec, as plain lines: what was expected and found, what was sent, what was returned. */
export function explainSpec(spec: SpecResult): readonly string[] {
  const findings = findingsOf(spec);
  const lines = findings.flatMap(findingLines);
  if (!findings.some(({ severity }) => severity === 'error')) lines.unshift(reasonOf(spec));
  const step = explainingStep(spec);
  if (step?.request) lines.push(`sent: ${curlOf(step)}`);
  if (step?.response) lines.push(`got: ${step.response.status} ${cut(step.response.body, SHOWN_BODY)}`);
  const trace = shownTraceOf(spec);
  if (trace !== undefined) lines.push(`trace: ${trace}`);
  return lines.map(visible);
}

/** One finding as lines: the message with its place, what was expected and found, the hint. */
function findingLines({ severity, step, check, message, hint, file, line, column }: Finding): string[] {
  const values = check && valuesOf(check);
  const where = `${file}:${line}:${column}`;
  return [
    `${severity === 'warning' ? 'warning: ' : ''}${step === undefined ? '' : `${stepName(step)}: `}${message} (${where})`,
    ...(values === undefined ? [] : [`  expected ${values.expected}`, `  actual   ${values.actual}`]),
    ...(check?.document === undefined ? [] : [`  promised in ${check.document.path}:${check.document.line}`]),
    ...(hint === undefined ? [] : [`  hint: ${hint}`]),
  ];
}
