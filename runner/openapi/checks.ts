import type { CheckName, Draft, Finding, Severities, Severity } from './finding.ts';
import { CHECKS, defaultSeverities } from './finding.ts';

/** Collects what the checks found; checks that are off are not made, and the rest come out in a stable order. */
export type Findings = {
  readonly wants: (check: CheckName) => boolean;
  readonly add: (check: CheckName, drafts: readonly Draft[]) => void;
  /** Adds failures and what could not be looked at; when there is neither, the check has passed. */
  readonly conclude: (check: CheckName, drafts: readonly Draft[], passed: string) => void;
  readonly all: () => readonly Finding[];
};

/** Creates an empty collection. */
export function createFindings(severities: Severities): Findings {
  const found = new Map<CheckName, Finding[]>();
  const severityOf = (check: CheckName) => severities[check] ?? defaultSeverities[check];
  const weaker = (severity: Severity, own: Severity | undefined): Severity =>
    severity === 'warn' || own === 'warn' ? 'warn' : 'error';
  const add = (check: CheckName, drafts: readonly Draft[]): void => {
    const severity = severityOf(check);
    if (severity === 'off') return;
    const list = found.get(check) ?? [];
    for (const draft of drafts) list.push({ ...draft, check, severity: weaker(severity, draft.severity) });
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

/** A draft that says why a check could not be made. */
export const notMade = (message: string, more: Partial<Draft> = {}): Draft => ({
  ...more,
  outcome: 'not-made',
  message,
});

/** A draft that says what is wrong. */
export const failed = (message: string, more: Partial<Draft> = {}): Draft => ({
  ...more,
  outcome: 'failed',
  message,
});
