import { CHECKS } from '../openapi/finding.ts';
import { type Diagnostics, suggest } from '../spec/diagnostic.ts';
import type { Fields } from '../spec/fields.ts';

const SEVERITIES = ['error', 'warn', 'off'];

/** What is wrong with a check's name or the severity it is given; undefined when nothing is. */
export function problemOfSeverity(
  check: string,
  severity: string,
): { readonly message: string; readonly hint: string } | undefined {
  if (!(CHECKS as readonly string[]).includes(check))
    return { message: `unknown check "${check}"`, hint: suggest(check, CHECKS) };
  if (SEVERITIES.includes(severity)) return undefined;
  return {
    message: `${check}: expected one of ${SEVERITIES.join(', ')}, found "${severity}"`,
    hint: suggest(severity, SEVERITIES),
  };
}

/** Says what is wrong with a `severity:` map. */
export function checkSeverities(fields: Fields, diagnostics: Diagnostics): void {
  for (const { key, keySpan, value } of fields.map('severity')?.entries ?? []) {
    const problem = problemOfSeverity(key, value.kind === 'scalar' ? String(value.value) : '');
    if (problem !== undefined) diagnostics.error('severity', keySpan, problem.message, problem.hint);
  }
}
