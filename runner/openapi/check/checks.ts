import type { CheckName, FindingDraft, ContractFinding, Severities, Severity } from './finding.ts';
import { CHECKS, defaultSeverities } from './finding.ts';

/** Collects what the checks found; checks that are off are not made, and the rest come out in a stable order. */
export type Findings = {
  readonly wants: (check: CheckName) => boolean;
  readonly add: (check: CheckName, drafts: readonly FindingDraft[]) => void;
  /** Adds failures and what could not be looked at; when there is neither, the check has passed. */
  readonly conclude: (check: CheckName, drafts: readonly FindingDraft[], passed: string) => void;
  readonly all: () => readonly ContractFinding[];
};

/** Creates an empty collection. */
export function createFindings(severities: Severities): Findings {
  const found = new Map<CheckName, ContractFinding[]>();
  const severityOf = (check: CheckName) => severities[check] ?? defaultSeverities[check];
  const weaker = (severity: Severity, own: Severity | undefined): Severity =>
    severity === 'warn' || own === 'warn' ? 'warn' : 'error';
  const add = (check: CheckName, drafts: readonly FindingDraft[]): void => {
    const severity = severityOf(check);
    if (severity === 'off') return;
    const list = found.get(check) ?? [];
    for (const draft of drafts) {
      // What cannot be read is often referred to from several places.
      const isKnown = (each: ContractFinding) =>
        each.outcome === 'not-made' && each.message === draft.message;
      if (draft.outcome !== 'not-made' || !list.some(isKnown))
        list.push(toFinding(check, weaker(severity, draft.severity), draft));
    }
    found.set(check, list);
  };
  return {
    wants: (check) => severityOf(check) !== 'off',
    add,
    conclude: (check, drafts, passed) =>
      add(check, drafts.length > 0 ? drafts : [{ outcome: 'passed', message: passed }]),
    all: () => CHECKS.flatMap((check) => found.get(check) ?? []),
  };
}

/** With its keys always in one order: there are twelve findings an exchange, and objects of other forms cost more. */
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

/** A draft that begins with these words, also where its values are hidden. */
export const beginWith = (words: string, draft: FindingDraft): FindingDraft => ({
  ...draft,
  message: `${words} ${draft.message}`,
  ...(draft.veiled !== undefined && { veiled: `${words} ${draft.veiled}` }),
});

/** A draft that says why a check could not be made. */
export const notMade = (message: string, more: Partial<FindingDraft> = {}): FindingDraft =>
  Object.assign({}, more, { outcome: 'not-made' as const, message });

/** A draft that says what is wrong. */
export const failed = (message: string, more: Partial<FindingDraft> = {}): FindingDraft =>
  Object.assign({}, more, { outcome: 'failed' as const, message });
