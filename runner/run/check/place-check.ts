import type { Spec } from '../../language/parse.ts';
import type { Mutable } from '../../language/records.ts';
import { placeAt, type PlaceInText, type Span } from '../../language/source.ts';
import type { Check } from '../events.ts';

/** A check before its place is known. */
export type CheckDraft = Pick<Check, 'name' | 'expected' | 'actual' | 'message'> &
  Partial<Pick<Check, 'outcome' | 'severity' | 'hint' | 'isAbsent'>>;

/** A check with the position of its expectation. A finding with a message failed, unless it has an outcome. */
export const placeCheck = (spec: Spec, span: Span, finding: CheckDraft): Check =>
  checkAt(placeAt(spec.source, span), finding);

/** A passed check that shows no values, as {@link checkAt} would make it. */
export const passedAt = (
  { line, column, length }: PlaceInText,
  name: string,
  severity: Check['severity'],
): Check => ({
  name,
  outcome: 'passed',
  severity,
  expected: null,
  actual: null,
  message: '',
  line,
  column,
  length,
});

/** The same, of a known position. */
export function checkAt({ line, column, length }: PlaceInText, finding: CheckDraft): Check {
  const outcome = finding.message === '' ? 'passed' : 'failed';
  const { name, expected, actual, message, hint } = finding;
  const check: Mutable<Check> = {
    name,
    outcome: finding.outcome ?? outcome,
    severity: finding.severity ?? 'error',
    expected,
    actual,
    message,
    line,
    column,
    length,
  };
  if (hint !== undefined) check.hint = hint;
  if (finding.isAbsent === true) check.isAbsent = true;
  return check;
}
