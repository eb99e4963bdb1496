import type { KnownIssue } from '../../language/known-issue.ts';
import type { Spec } from '../../language/parse.ts';
import type { Step } from '../../language/step/step.ts';
import { placeAt } from '../../language/source.ts';
import type { Check, StepResult } from '../events.ts';
import { isProof } from './proof.ts';
import type { Decision } from '../verdict.ts';
import type { Clock } from '../clock.ts';
import type { StepContext } from '../step-context.ts';
import type { AnsweredStep } from '../step-outcome.ts';

/** Checks after `knownIssues` were applied. */
export type Judged = {
  readonly checks: readonly Check[];
  /** The issues that occurred, expired or not. */
  readonly seen: readonly KnownIssue[];
};

/**
 * A failed check that a known issue describes becomes `known` and fails nothing, up to and including the issue's day. After
 * that day it fails again, and says so. `today` is a date in UTC.
 */
export function judgeKnown(checks: readonly Check[], issues: readonly KnownIssue[], today: string): Judged {
  if (issues.length === 0) return { checks, seen: [] };
  const seen = new Set<KnownIssue>();
  const judged = checks.map((check): Check => {
    if (check.outcome !== 'failed') return check;
    const issue = issues.find((each) => describes(each, check));
    if (issue === undefined) return check;
    seen.add(issue);
    const about = [issue.reason, issue.ticket].filter(Boolean).join(', ');
    if (issue.until !== undefined && issue.until < today)
      return {
        ...check,
        knownUntil: issue.until,
        hint: `this was a known issue until ${issue.until}${about === '' ? '' : ` (${about})`}, and that day has passed`,
      };
    return {
      ...check,
      outcome: 'known',
      hint: `known${issue.until === undefined ? '' : ` until ${issue.until}`}${about === '' ? '' : `: ${about}`}`,
    };
  });
  return { checks: judged, seen: [...seen] };
}

/**
 * A status is forgiven only if another expectation about the response held. Otherwise an outage would be forgiven too, and
 * nothing proven.
 */
export function refuseUnproven(
  step: Step,
  { expect, answer }: Pick<AnsweredStep, 'expect' | 'answer'>,
  checks: readonly Check[],
  judged: readonly Check[],
): readonly Check[] {
  const at = judged.findIndex(({ name, outcome }) => name === 'status' && outcome === 'known');
  if (at === -1 || judged.some((check) => isProof(step, expect, answer, check))) return judged;
  const hint =
    'the known issue is not applied, because nothing else that held shows a value of this answer: expect a value of its body, or extract one';
  return judged.with(at, { ...checks[at]!, hint });
}

function describes(issue: KnownIssue, check: Check): boolean {
  const isNamed = issue.checks.some((name) => check.name === name || check.name.startsWith(`${name} `));
  if (!isNamed) return false;
  if (issue.at === undefined) return true;
  const place = check.pointer ?? /(?<= ).*/.exec(check.name)?.[0] ?? '';
  const wanted = toKeys(issue.at);
  const found = toKeys(place);
  // The name of a header or an extract, or a path with more than keys, is compared as written.
  if (wanted === undefined || found === undefined) return issue.at.toLowerCase() === place.toLowerCase();
  return wanted.length === found.length && wanted.every((key, index) => key === '*' || key === found[index]);
}

const PLAIN_PATH = /^\$(?:\[\s*(?:'[^']*'|"[^"]*"|\d+|\*)\s*\]|\.[^.[\s]+)*$/;

/** The keys of a JSON Pointer or of a plain JSONPath: `/data/0/price` and `$.data[0].price` alike. */
function toKeys(place: string): readonly string[] | undefined {
  if (place === '') return [];
  if (place.startsWith('/'))
    return place
      .slice(1)
      .split('/')
      .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  if (!PLAIN_PATH.test(place)) return undefined;
  return [...place.matchAll(/\[\s*(?:'([^']*)'|"([^"]*)"|(\d+|\*))\s*\]|\.([^.[]+)/g)].map(
    (match) => match[1] ?? match[2] ?? match[3] ?? match[4] ?? '',
  );
}

/** Issues that never expire: the older `knownDataIssues` may lack a day, and a day more than a year ahead hardly ever comes. */
const endlessIssues = (spec: Spec, today: string): readonly string[] =>
  spec.metadata.knownIssues
    .filter(({ until }) => until === undefined || until > yearAfter(today))
    .map(({ span, until }) => {
      const { line } = placeAt(spec.source, span);
      return until === undefined
        ? `the known data issue in line ${line} has no end: say until when it is forgiven`
        : `the known issue in line ${line} never expires: ${until} is more than a year away; name a day within a year`;
    });

const yearAfter = (day: string): string => `${Number(day.slice(0, 4)) + 1}${day.slice(4)}`;

/** The day of a run, in UTC. */
export const todayOf = ({ nowMs }: Pick<Clock, 'nowMs'>): string =>
  new Date(nowMs()).toISOString().slice(0, 10);

/** A known issue whose check passed is fixed; with `strictKnown` that fails the spec. */
export function reportFixed(
  { spec, options, seenIssues }: StepContext,
  results: readonly StepResult[],
  decision: Decision,
  warnings: string[],
): Decision {
  if (decision.verdict !== 'passed' || spec.metadata.knownIssues.length === 0) return decision;
  const wasMade = (name: string): boolean =>
    results.some((result) =>
      result.checks.some(
        (check) => check.outcome !== 'not-made' && (check.name === name || check.name.startsWith(`${name} `)),
      ),
    );
  const fixed = spec.metadata.knownIssues.filter(
    (issue) => !seenIssues.has(issue) && issue.checks.some(wasMade),
  );
  const messages = fixed.map((issue) => {
    const { line } = placeAt(spec.source, issue.span);
    return `the known issue in line ${line} (${[issue.checks[0], issue.at].filter(Boolean).join(' at ')}) no longer happens: remove it`;
  });
  warnings.push(...messages, ...endlessIssues(spec, todayOf(options.clock)));
  return options.strictKnown && messages[0] !== undefined
    ? { verdict: 'failed', reason: messages[0] }
    : decision;
}
