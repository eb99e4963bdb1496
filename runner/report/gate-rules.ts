/** What a run has to meet. A rule that is not set is not asked. */
export type GateRules = {
  /** No spec that was proven once may end as anything but passed, or skipped by its own status. */
  readonly regressions: boolean;
  /** At most so many specs, verified before or not, that did not pass. */
  readonly maxFailures?: number;
  /** The proof of every spec that is not pending or skipped is at most so old, in milliseconds. */
  readonly maxAgeMs?: number;
  /** Percent, by what is covered: `operations`, `statuses`, `tokens`. */
  readonly coverage: Readonly<Record<string, number>>;
  /** Whether a spec may pass only after a retry. */
  readonly flaky: boolean;
  /** Whether a failure may be a known issue whose day has passed. */
  readonly expiredKnownIssues: boolean;
};

export const defaultGate: GateRules = {
  regressions: true,
  coverage: {},
  flaky: true,
  expiredKnownIssues: false,
};

export type Tightened = {
  readonly rules: GateRules;
  /** The rules that were asked to be looser than they are, and stay as they are. */
  readonly ignored: readonly (keyof GateRules)[];
};

/** Rules with others on top, which can only make them stricter. */
export function tighten(rules: GateRules, more: Partial<GateRules>): Tightened {
  const maxFailures = smaller(rules.maxFailures, more.maxFailures);
  const maxAgeMs = smaller(rules.maxAgeMs, more.maxAgeMs);
  const tightened: GateRules = {
    regressions: rules.regressions || more.regressions === true,
    flaky: rules.flaky && more.flaky !== false,
    expiredKnownIssues: rules.expiredKnownIssues && more.expiredKnownIssues !== false,
    coverage: higher(rules.coverage, more.coverage),
    ...(maxFailures !== undefined && { maxFailures }),
    ...(maxAgeMs !== undefined && { maxAgeMs }),
  };
  const asked = Object.keys(more) as (keyof GateRules)[];
  return { rules: tightened, ignored: asked.filter((rule) => !holdsWhatWasAsked(tightened, more, rule)) };
}

const smaller = (a = Number.POSITIVE_INFINITY, b = Number.POSITIVE_INFINITY): number | undefined =>
  Math.min(a, b) === Number.POSITIVE_INFINITY ? undefined : Math.min(a, b);

function higher(a: GateRules['coverage'], b: GateRules['coverage'] = {}): GateRules['coverage'] {
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return Object.fromEntries(names.map((name) => [name, Math.max(a[name] ?? 0, b[name] ?? 0)]));
}

function holdsWhatWasAsked(rules: GateRules, asked: Partial<GateRules>, rule: keyof GateRules): boolean {
  if (rule !== 'coverage') return rules[rule] === asked[rule];
  return Object.entries(asked.coverage ?? {}).every(([name, percent]) => rules.coverage[name] === percent);
}

/** What the gate decides about a run, and why. */
export type GateDecision = {
  readonly decision: 'open' | 'closed';
  /** A line for each thing that keeps it closed. */
  readonly lines: readonly string[];
  /** What was left out and is not judged, in words. */
  readonly notJudged: readonly string[];
};
