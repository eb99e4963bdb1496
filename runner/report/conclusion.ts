import type { Trend } from '../run/events.ts';
import { type CompactResult, detailed, type LeanSpec } from './compact.ts';
import { reasonOf } from './findings.ts';
import { isBroken, worstOfRun } from '../run/verdict-order.ts';
import { mixedTurns } from './retries.ts';
import { causeKeyOf, type RootCause, rootCauses, sharedCauseKeys } from './root-causes.ts';
import { idOf } from './spec-name.ts';
import { sayMinute } from './text/text.ts';
import type { Folded, Conclusion, RunCounts } from './report.ts';
import type { GateDecision } from './gate-rules.ts';
import { incompleteOf } from './text/incomplete.ts';
import { oneLine } from './text/safe-text.ts';
import { cut, firstNames } from './text/text.ts';

/** The conclusion of a run, from its results. */
export function conclusionOf(
  report: Folded<CompactResult>,
  leftOut: readonly string[],
  runs?: readonly RunCounts[],
): Conclusion {
  const { specs } = report;
  const inState = (state: string): readonly CompactResult[] =>
    specs.filter((spec) => spec.trend?.state === state);
  const incomplete = incompleteOf(report);
  const failing = failingAlone(detailed(specs));
  return {
    verdict: worstOfRun(report),
    ...(incomplete.length > 0 && { incomplete }),
    causes: rootCauses(detailed(specs)),
    ...(failing.length > 0 && { failing }),
    newlyFailing: inState('newly-failing').map(idOf),
    stillFailing: inState('still-failing').map((spec) => `${idOf(spec)} (${saySince(spec.trend!)})`),
    fixed: inState('fixed').map(idOf),
    flaky: [...specs.filter((spec) => spec.flaky).map(idOf), ...mixedTurns(specs)],
    leftOut,
    ...(runs !== undefined && { runs }),
  };
}

/** A longer reason would fill the screen of a phone. */
const SHOWN_REASON = 160;

/** Specs that did not pass and that no other list names, with their reasons. */
function failingAlone(specs: readonly LeanSpec[]): readonly string[] {
  const isUnnamed = ({ verdict, trend, cut: isCut }: LeanSpec): boolean =>
    isBroken(verdict) && !isCut && (trend === undefined || trend.state === 'new');
  const shared = sharedCauseKeys(specs);
  return specs
    .filter((spec) => isUnnamed(spec) && !shared.has(causeKeyOf(spec) ?? ''))
    .map((spec) => `${idOf(spec)} ${spec.verdict}: ${cut(oneLine(reasonOf(spec)), SHOWN_REASON)}`);
}

/** Since when a spec fails for its reason, the reason before that, and since when it fails. */
function saySince({ since, before, failingSince = since, atLeast }: Trend): string {
  const sayFrom = (time: string): string =>
    `since${atLeast && time === failingSince ? ' at least' : ''} ${sayMinute(time)}`;
  if (since === failingSince) return sayFrom(since);
  const reasons = [
    `for another reason ${sayFrom(since)}`,
    ...(before === undefined ? [] : [`${sayFrom(before.since)} it was: ${before.reason}`]),
  ];
  return [...reasons, ...(before?.since === failingSince ? [] : [`failing ${sayFrom(failingSince)}`])].join(
    '; ',
  );
}

type Concluded = {
  readonly gate?: GateDecision | undefined;
  readonly conclusion?: Conclusion | undefined;
};

/** A heading of the conclusion with its lines, the same in every format. */
export type ConclusionPart = {
  readonly kind: 'gate' | 'incomplete' | 'causes' | 'failing' | 'changes' | 'left-out';
  readonly heading: string;
  readonly lines: readonly string[];
};

/** The conclusion in words, the gate first; empty parts are left out. */
export function conclusionParts({ gate, conclusion }: Concluded): readonly ConclusionPart[] {
  const parts: ConclusionPart[] = [];
  if (gate !== undefined)
    parts.push({
      kind: 'gate',
      heading: `gate: ${gate.decision}`,
      lines: [...gate.lines, ...gate.notJudged.map((what) => `not judged: ${what}`)],
    });
  if (conclusion === undefined) return parts;
  const { causes, newlyFailing, stillFailing, fixed, flaky, leftOut } = conclusion;
  const { incomplete = [], failing = [] } = conclusion;
  // The gate gives some of these as reasons.
  const said = new Set(gate?.lines.map((line) => line.replace(/^not complete: /, '')));
  const more: readonly ConclusionPart[] = [
    { kind: 'incomplete', heading: 'incomplete', lines: incomplete.filter((line) => !said.has(line)) },
    { kind: 'causes', heading: 'causes', lines: causes.map((cause) => `one cause: ${sayCause(cause)}`) },
    { kind: 'failing', heading: 'failing, no earlier result to compare with', lines: failing },
    { kind: 'changes', heading: 'newly failing', lines: newlyFailing },
    { kind: 'changes', heading: 'still failing', lines: stillFailing },
    { kind: 'changes', heading: 'fixed', lines: fixed },
    { kind: 'changes', heading: 'flaky', lines: flaky },
    { kind: 'left-out', heading: 'not run', lines: gate === undefined ? leftOut : [] },
  ];
  return [...parts, ...more.filter(({ lines }) => lines.length > 0)];
}

/** A cause in words, and the specs that it decided. */
const sayCause = (cause: RootCause): string => `${sayCauseAlone(cause)}: ${firstNames(cause.specs)}`;

/** A cause in words: how many specs, their verdicts, what it is, the response, and the first place. */
export function sayCauseAlone({ count, verdicts, what, reason, answer, first }: RootCause): string {
  const words = Object.entries(verdicts).map(([verdict, each]) => `${each} ${verdict}`);
  const said = words.length === 1 ? Object.keys(verdicts)[0]! : `(${words.join(', ')})`;
  const why = answer === undefined ? reason : `${reason}: ${answer}`;
  return `${count} specs ${said} by ${what} (${why}), the first at ${first}`;
}

/** The first lines of a list, and how many more there are. */
export const firstLines = (lines: readonly string[], limit: number): readonly string[] =>
  lines.length <= limit ? lines : [...lines.slice(0, limit), `and ${lines.length - limit} more`];

/** The rule of a line of the gate: `regression`, `coverage`, `not complete`. */
const ruleOf = (line: string): string => line.split(':', 1)[0]!;

/**
 * The lines of a part to show, and those left out: the first lines, and of the gate the first of each rule, however many specs
 * break the rule before it.
 */
export function splitLines(
  { kind, lines }: ConclusionPart,
  limit: number,
): { readonly shown: readonly string[]; readonly others: readonly string[] } {
  const rules = kind === 'gate' ? lines.map(ruleOf) : [];
  const firsts = new Set([...new Set(rules)].map((rule) => rules.indexOf(rule)));
  let room = limit - firsts.size;
  const isShown = lines.map((_, place) => firsts.has(place) || room-- > 0);
  return {
    shown: lines.filter((_, place) => isShown[place]),
    others: lines.filter((_, place) => !isShown[place]),
  };
}

/** The lines of a part to show, and how many there are besides. */
export function shownLines(part: ConclusionPart, limit: number): readonly string[] {
  const { shown, others } = splitLines(part, limit);
  return others.length === 0 ? shown : [...shown, `and ${others.length} more`];
}

/** The conclusion as plain lines; those of a part follow its heading. */
export const conclusionLines = (report: Concluded, limit = Number.POSITIVE_INFINITY): readonly string[] =>
  conclusionParts(report).flatMap((part) => [
    part.heading,
    ...shownLines(part, limit).map((line) => `  ${line}`),
  ]);
