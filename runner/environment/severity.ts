import { CONTRACT_CHECKS } from '../openapi/contract-checks.ts';
import { type ChosenCheck, SPEC_CHECKS } from '../language/check-names.ts';
import { type Diagnostics, suggest } from '../language/diagnostic.ts';
import type { Fields } from '../language/yaml/fields.ts';

/** From the strictest. */
const SEVERITIES = ['error', 'warn', 'off'] as const;

type Severity = (typeof SEVERITIES)[number];

/** The checks whose severity can be set, with their defaults. */
const CHECKS = { ...CONTRACT_CHECKS, ...SPEC_CHECKS };

/** The severity of a check of the run itself: the one that was set, or the default. */
export const severityOf = (check: ChosenCheck, chosen: Readonly<Record<string, string>>): Severity =>
  (chosen[check] as Severity | undefined) ?? CHECKS[check].severity;

/** What is wrong with the name of a check or its severity; undefined if nothing is. */
export function problemOfSeverity(
  check: string,
  severity: string,
): { readonly message: string; readonly hint: string } | undefined {
  if (!Object.hasOwn(CHECKS, check))
    return { message: `unknown check "${check}"`, hint: suggest(check, Object.keys(CHECKS)) };
  if ((SEVERITIES as readonly string[]).includes(severity)) return undefined;
  return {
    message: `${check}: expected one of ${SEVERITIES.join(', ')}, found "${severity}"`,
    hint: suggest(severity, SEVERITIES),
  };
}

/** Checks a `severity:` map. */
export function checkSeverities(fields: Fields, diagnostics: Diagnostics): void {
  for (const { key, keySpan, value } of fields.map('severity')?.entries ?? []) {
    const problem = problemOfSeverity(key, value.kind === 'scalar' ? String(value.value) : '');
    if (problem !== undefined) diagnostics.error('severity', keySpan, problem.message, problem.hint);
  }
}

type Severities = Readonly<Record<string, string>>;

/** The severities of one environments.yaml, for one environment or for all. */
type SeverityLayer = { readonly path: string; readonly severity: Severities };

export type LayeredSeverity = {
  readonly severity: Severities;
  /** Messages about severities of a nested folder that have no effect. */
  readonly notes: readonly string[];
};

const strictnessOf = (severity: string): number => -(SEVERITIES as readonly string[]).indexOf(severity);

/**
 * The severities of several files, nearest first. The outermost may be milder than the defaults; those below may only be
 * stricter than those above.
 */
export function layerSeverities(layers: readonly SeverityLayer[]): LayeredSeverity {
  const [outermost, ...nested] = layers.toReversed();
  const severity: Record<string, string> = { ...outermost?.severity };
  const notes: string[] = [];
  for (const { path, severity: own } of nested)
    for (const [check, asked] of Object.entries(own)) {
      const outer = severityOf(check as ChosenCheck, severity);
      if (strictnessOf(asked) >= strictnessOf(outer)) severity[check] = asked;
      else
        notes.push(
          `${path}: severity ${check}: ${asked} has no effect, because it is ${outer} above this folder`,
        );
    }
  return { severity, notes };
}
