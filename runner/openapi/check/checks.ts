import { type CheckName, CHECKS, CONTRACT_CHECKS } from '../contract-checks.ts';
import type { FindingDraft, ContractFinding, Severities, Severity } from './finding.ts';

const ORDER = Object.fromEntries(CHECKS.map((check, index) => [check, index])) as Record<CheckName, number>;

/** Collects findings; checks that are off are skipped, and the rest are returned in a stable order. */
export class Findings {
  readonly #severities: Severities;
  readonly #found: ContractFinding[] = [];
  #isInOrder = true;
  #last = 0;

  constructor(severities: Severities) {
    this.#severities = severities;
  }

  wants(check: CheckName): boolean {
    return this.#severityOf(check) !== 'off';
  }

  add(check: CheckName, drafts: readonly FindingDraft[]): void {
    const severity = this.#severityOf(check);
    if (severity === 'off') return;
    for (const draft of drafts) {
      // Several places often refer to the same unreadable part.
      const isKnown = (each: ContractFinding) =>
        each.check === check && each.outcome === 'not-made' && each.message === draft.message;
      if (draft.outcome !== 'not-made' || !this.#found.some(isKnown))
        this.#put(toFinding(check, weaker(severity, draft.severity), draft));
    }
  }

  /** Adds failures and checks that could not be made; without either, the check passed. */
  conclude(check: CheckName, drafts: readonly FindingDraft[], message: string): void {
    const severity = this.#severityOf(check);
    if (drafts.length > 0) this.add(check, drafts);
    else if (severity !== 'off') this.#put({ check, severity, outcome: 'passed', message });
  }

  all(): readonly ContractFinding[] {
    const found = this.#found;
    return this.#isInOrder ? found : found.toSorted((a, b) => ORDER[a.check] - ORDER[b.check]);
  }

  #severityOf(check: CheckName): Severity | 'off' {
    return this.#severities[check] ?? CONTRACT_CHECKS[check].severity;
  }

  #put(finding: ContractFinding): void {
    const order = ORDER[finding.check];
    if (order < this.#last) this.#isInOrder = false;
    this.#last = order;
    this.#found.push(finding);
  }
}

const weaker = (severity: Severity, own: Severity | undefined): Severity =>
  severity === 'warn' || own === 'warn' ? 'warn' : 'error';

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
