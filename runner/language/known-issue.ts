import { DATA_CHECKS } from '../openapi/contract-checks.ts';
import { problemOfForgiven } from './check-names.ts';
import { isDay } from './matcher/day.ts';
import type { Diagnostics } from './diagnostic.ts';
import { Fields } from './yaml/fields.ts';
import type { FrontmatterKey } from './frontmatter-keys.ts';
import type { Span } from './source.ts';
import type { YamlNode } from './yaml/yaml-node.ts';

/** A known failure, and until when it is forgiven. */
export type KnownIssue = {
  /** Names of checks: `response-schema`, `status`, `body`. */
  readonly checks: readonly string[];
  /** JSON Pointer or JSONPath of the value, `*` for any key; absent: anywhere. */
  readonly at?: string;
  readonly reason?: string;
  readonly ticket?: string;
  /** The last day, `YYYY-MM-DD`. */
  readonly until?: string;
  readonly span: Span;
};

const ISSUE_KEYS = ['check', 'at', 'reason', 'ticket', 'until'];

/** `knownIssues`, and the older `knownDataIssues`, which have a `path` in the answer and forgive its schema only. */
export function readKnownIssues(
  fields: Fields<FrontmatterKey>,
  diagnostics: Diagnostics,
): readonly KnownIssue[] {
  const issues = (fields.list('knownIssues') ?? []).map((node) => readKnownIssue(node, diagnostics));
  const older = (fields.list('knownDataIssues') ?? []).map((node): KnownIssue | undefined => {
    if (node.kind !== 'map') return refuseIssue(node, diagnostics);
    const issue = new Fields(node, diagnostics);
    const at = issue.requiredText('path', 'the known data issue');
    if (at === undefined) return undefined;
    if (!issue.has('until'))
      diagnostics.warn('known-issue', node.span, 'the known data issue has no end', UNTIL_HINT);
    refuseNoDay(issue, diagnostics);
    return { checks: DATA_CHECKS, at, span: node.span, ...textsOf(issue, ['reason', 'ticket', 'until']) };
  });
  return [...issues, ...older].filter((issue) => issue !== undefined);
}

function readKnownIssue(node: YamlNode, diagnostics: Diagnostics): KnownIssue | undefined {
  if (node.kind !== 'map') return refuseIssue(node, diagnostics);
  const issue = new Fields(node, diagnostics);
  issue.refuseUnknown('a known issue', ISSUE_KEYS);
  const check = issue.requiredText('check', 'the known issue');
  if (issue.text('until') === undefined)
    diagnostics.error('known-issue', node.span, 'the known issue has no end', UNTIL_HINT);
  refuseNoDay(issue, diagnostics);
  if (!issue.text('reason')?.trim())
    diagnostics.warn(
      'known-issue',
      node.span,
      'the known issue does not say why',
      'add reason: and the reason',
    );
  if (check === undefined) return undefined;
  const problem = problemOfForgiven(check, issue.has('at'));
  if (problem !== undefined)
    diagnostics.error('known-issue', issue.spanOf('check'), problem.message, problem.hint);
  return { checks: [check], span: node.span, ...textsOf(issue, ['at', 'reason', 'ticket', 'until']) };
}

const UNTIL_HINT = 'say until when it is forgiven: until: 2026-12-31';

function refuseNoDay(issue: Fields, diagnostics: Diagnostics): void {
  const until = issue.text('until');
  if (until !== undefined && !isDay(until))
    diagnostics.error(
      'wrong-type',
      issue.spanOf('until'),
      `"until": expected a day of the calendar such as 2026-12-31, found "${until}"`,
    );
}

function refuseIssue(node: YamlNode, diagnostics: Diagnostics): undefined {
  diagnostics.error('known-issue', node.span, 'expected a map with check, at, reason, ticket and until');
}

function textsOf(fields: Fields, keys: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    keys.flatMap((key) => {
      const value = fields.text(key);
      return value === undefined ? [] : [[key, value]];
    }),
  );
}
