import { type CheckName, CHECKS, CONTRACT_CHECKS } from '../contract-checks.ts';
import type { FindingDraft, ContractFinding, Severities, Severity } from './finding.ts';

/** Collects findings; checks that are off are skipped, and the rest are returned in a stable order. */
export type Findings = {
  readonly wants: (check: CheckName) => boolean;
  readonly add: (check: CheckName, drafts: readonly FindingDraft[]) => void;
  /** Adds failures and checks that could not be made; without either, the check passed. */
  readonly conclude: (check: CheckName, drafts: readonly FindingDraft[], passed: string) => void;
  readonly all: () => readonly ContractFinding[];
};

const ORDER = Object.fromEntries(CHECKS.map((check, index) => [check, index])) as Record<CheckName, number>;

const orderOf = ({ check }: ContractFinding): number => ORDER[check];

const isInOrder = (findings: readonly ContractFinding[]): boolean =>
  findings.every((each, index) => index === 0 || orderOf(findings[index - 1]!) <= orderOf(each));

/** Creates an empty collection. */
export function createFindings(severities: Severities): Findings {
  /** Mostly in the order of reports already. */
  const found: ContractFinding[] = [];
  const severityOf = (check: CheckName) => severities[check] ?? CONTRACT_CHECKS[check].severity;
  const weaker = (severity: Severity, own: Severity | undefined): Severity =>
    severity === 'warn' || own === 'warn' ? 'warn' : 'error';
  const add = (check: CheckName, drafts: readonly FindingDraft[]): void => {
    const severity = severityOf(check);
    if (severity === 'off') return;
    for (const draft of drafts) {
      // Several places often refer to the same unreadable part.
      const isKnown = (each: ContractFinding) =>
        each.check === check && each.outcome === 'not-made' && each.message === draft.message;
      if (draft.outcome !== 'not-made' || !found.some(isKnown))
        found.push(toFinding(check, weaker(severity, draft.severity), draft));
    }
  };
  return {
    wants: (check) => severityOf(check) !== 'off',
    add,
    conclude: (check, drafts, message) => {
      if (drafts.length > 0) return add(check, drafts);
      const severity = severityOf(check);
      if (severity !== 'off') found.push({ check, severity, outcome: 'passed', message });
    },
    all: () => (isInOrder(found) ? found : found.toSorted((a, b) => orderOf(a) - orderOf(b))),
  };
}

/** Keys in a fixed order: there are twelve findings per exchange, and objects of other shapes cost more. */
function toFinding(check: CheckName, severity: Severity, draft: FindingDraft): ContractFinding {
  const { outcome, message, expected, actual, pointer, jsonPath, count, document, hint, side } = draft;
  const finding: { -readonly [Key in keyof ContractFinding]: ContractFinding[Key] } = {
    check,
    severity,
    outcome,
    message,
  };
  if (expected !== undefined) finding.expected = expected;
  if (actual !== undefined) finding.actual = actual;
  if (pointer !== undefined) finding.pointer = pointer;
  if (jsonPath !== undefined) finding.jsonPath = jsonPath;
  if (draft.parameter !== undefined) finding.parameter = draft.parameter;
  if (count !== undefined) finding.count = count;
  if (document !== undefined) finding.document = document;
  if (hint !== undefined) finding.hint = hint;
  if (side !== undefined) finding.side = side;
  if (draft.source !== undefined) {
    finding.source = draft.source;
    if (draft.veiled !== undefined) finding.veiled = draft.veiled;
  }
  return finding;
}

/** A draft with these words before its message, also before the veiled one. */
export const beginWith = (words: string, draft: FindingDraft): FindingDraft => ({
  ...draft,
  message: `${words} ${draft.message}`,
  ...(draft.veiled !== undefined && { veiled: `${words} ${draft.veiled}` }),
});

/** A draft for a check that could not be made. */
export const notMade = (message: string, more: Partial<FindingDraft> = {}): FindingDraft =>
  Object.assign({}, more, { outcome: 'not-made' as const, message });

/** A draft for a failure. */
export const failed = (message: string, more: Partial<FindingDraft> = {}): FindingDraft =>
  Object.assign({}, more, { outcome: 'failed' as const, message });
