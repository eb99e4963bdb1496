import type { Diagnostic } from '../language/diagnostic.ts';
import { hasErrors, type Spec } from '../language/parse.ts';
import type { Level, LintContext } from './rule.ts';
import { RULES } from './rules.ts';

/** What was chosen for rules instead of their own severity. */
export type Levels = Readonly<Record<string, Level | 'off'>>;

/**
 * All that is to be said of a spec: what reading it found, then what the rules find. Of a spec with errors only what was
 * read is said, as its steps are not all known.
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
  // A spec that its own status skips is not asked to be ready for a run.
  const isSkipped = spec.metadata.status === 'skipped';
  const all = [
    ...spec.diagnostics,
    ...ofRules.map((each): Diagnostic => (isSkipped ? { ...each, severity: 'warning' } : each)),
  ];
  return all.toSorted((a, b) => a.span.start - b.span.start);
}
