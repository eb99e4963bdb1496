import type { SpecResult, StepResult } from '../../run/events.ts';
import { stepName } from '../../language/step/step.ts';
import { conclusionLines } from '../conclusion.ts';
import { explainSpec } from '../text/explain-spec.ts';
import { decides, firstPlace, reasonOf, warningsOf } from '../findings.ts';
import { isBroken } from '../../run/verdict-order.ts';
import { cutOf, type RunCase, runCaseOf } from '../text/incomplete.ts';
import { safeJson, visible } from '../text/safe-text.ts';
import { piecesOfLines } from './pieces.ts';
import { idOf, namedBy } from '../spec-name.ts';
import { wellFormed } from '../text/well-formed.ts';
import type { RenderedFrom } from '../report.ts';
import type { GateDecision } from '../gate-rules.ts';

/** TAP 14: a test point for each spec, with its steps as a subtest. */
export const renderTap = (report: RenderedFrom): Generator<string> => piecesOfLines(linesOf(report));

function* linesOf(report: RenderedFrom): Generator<string> {
  const { specs, gate } = report;
  yield 'TAP version 14';
  const runCase = runCaseOf(report);
  yield `1..${specs.length + (gate === undefined && runCase === undefined ? 0 : 1)}`;
  yield '# verify-specs';
  for (const line of conclusionLines(report)) yield `# ${plainText(line)}`;
  let number = 0;
  for (const spec of specs) {
    yield* specLines(spec, ++number);
    for (const warning of warningsOf(spec)) yield `# warning: ${plainText(warning)}`;
  }
  if (gate !== undefined) yield* gatePoint(gate, specs.length + 1);
  if (runCase !== undefined) yield* runPoint(runCase, specs.length + 1);
  const cutBy = cutOf(report);
  if (cutBy !== undefined) yield `Bail out! the run was cut by ${cutBy}`;
}

/** A run that is not a whole one, after the specs. */
function runPoint({ name, verdict, lines }: RunCase, number: number): readonly string[] {
  const point = `${number} - ${plainText(name)}`;
  return verdict === 'skipped'
    ? [`ok ${point} # SKIP ${plainText(lines[0] ?? name)}`]
    : [`not ok ${point}`, ...yamlBlock({ message: lines[0] ?? name, details: lines })];
}

/** The decision of the gate, after the specs. */
function gatePoint(gate: GateDecision, number: number): readonly string[] {
  if (gate.decision === 'open') return [`ok ${number} - gate: open`];
  return [`not ok ${number} - gate: closed`, ...yamlBlock({ message: gate.lines[0], details: gate.lines })];
}

function specLines(spec: SpecResult, number: number): readonly string[] {
  const name = namedBy(spec, idOf(spec));
  const point = `${number} - ${plainText(name)}`;
  if (spec.verdict === 'skipped') return [`ok ${point} # SKIP ${plainText(reasonOf(spec))}`];
  const lines = subtest(spec, name);
  if (!isBroken(spec.verdict)) return [...lines, `ok ${point}`];
  const { file, line, column } = firstPlace(spec);
  const diagnostics = {
    message: reasonOf(spec),
    severity: spec.verdict,
    at: { file, line, column },
    details: explainSpec(spec),
  };
  return [...lines, `not ok ${point}`, ...yamlBlock(diagnostics)];
}

function subtest(spec: SpecResult, name: string): readonly string[] {
  if (spec.steps.length === 0) return [];
  return [
    `# Subtest: ${plainText(name)}`,
    `    1..${spec.steps.length}`,
    ...spec.steps.map((step, index) => `    ${stepLine(spec, step, index + 1)}`),
  ];
}

/** A failed step that did not decide the verdict is a TODO, which TAP does not count as a failure. */
function stepLine(spec: SpecResult, step: StepResult, number: number): string {
  const point = `${number} - ${plainText(stepName(step))}`;
  if (step.verdict === 'passed') return `ok ${point}`;
  const reason = plainText(step.reason ?? step.verdict);
  if (step.request === null && step.checks.length === 0) return `ok ${point} # SKIP ${reason}`;
  return `not ok ${point}${decides(spec, step) ? '' : ` # TODO ${reason}`}`;
}

/** A description in one line without directives or escapes. */
const plainText = (text: string): string =>
  visible(wellFormed(text).replace(/[\u0000-\u001f\u007f-\u009f\s]+/g, ' '))
    .trim()
    .replace(/[\\#]/g, '\\$&');

/** JSON strings and flow collections are YAML too, once the few characters that YAML forbids are escaped. */
function yamlBlock(values: Readonly<Record<string, unknown>>): readonly string[] {
  const lines = Object.entries(values).flatMap(([key, value]) =>
    Array.isArray(value)
      ? [`${key}:`, ...value.map((each) => `  - ${yaml(each)}`)]
      : [`${key}: ${yaml(value)}`],
  );
  return ['  ---', ...lines.map((line) => `  ${line}`), '  ...'];
}

const yaml = (value: unknown): string =>
  safeJson(
    JSON.stringify(value, (_key, each: unknown) => (typeof each === 'string' ? wellFormed(each) : each)),
  );
