import type { Diagnostic } from '../language/diagnostic.ts';
import { hasErrors, type Spec } from '../language/parse.ts';
import type { Level, LintContext } from './rule.ts';
import { RULES } from './rules.ts';

/** Severities that were chosen for rules. */
export type Levels = Readonly<Record<string, Level | 'off'>>;

/**
 * All diagnostics of a spec: those of reading it, then those of the rules. A spec with errors gets only the former, because not
 * all of its steps are known.
 */
export function lintSpec(spec: Spec, context: LintContext, levels: Levels = {}): readonly Diagnostic[] {
  const ofRules = hasErrors(spec.diagnostics)
    ? []
    : RULES.flatMap(({ id, severity, check }): readonly Diagnostic[] => {
        const level = levels[id];
        if (level === 'off') return [];
        return check(spec, context).map((lint) => ({
          rule: id,
          ...lint,
          severity: level ?? lint.severity ?? severity,
        }));
      });
  // A skipped spec need not be ready for a run.
  const isSkipped = spec.metadata.status === 'skipped';
  const all = [
    ...spec.diagnostics,
    ...ofRules.map((each): Diagnostic => (isSkipped ? { ...each, severity: 'warning' } : each)),
  ];
  return all.toSorted((a, b) => a.span.start - b.span.start);
}
