/** The rules of the gate. A rule that is not set is not checked. */
export type GateRules = {
  /** A spec that was proven once must pass, or be skipped by its own status. */
  readonly regressions: boolean;
  /** At most this many specs may not pass, whether they were verified before or not. */
  readonly maxFailures?: number;
  /** The longest age in milliseconds of a proof, for every spec that is not pending or skipped. */
  readonly maxAgeMs?: number;
  /** Minimum percentages of `operations`, `statuses`, `tokens`. */
  readonly coverage: Readonly<Record<string, number>>;
  /** Whether a spec may pass only after a retry. */
  readonly flaky: boolean;
  /** Whether a failure may be an expired known issue. */
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
  /** The rules that were requested looser than they are, and stay unchanged. */
  readonly ignored: readonly (keyof GateRules)[];
};

/** Rules combined with others, which can only make them stricter. */
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
  return { rules: tightened, ignored: asked.filter((rule) => !isRequestedRuleKept(tightened, more, rule)) };
}

const smaller = (a = Number.POSITIVE_INFINITY, b = Number.POSITIVE_INFINITY): number | undefined =>
  Math.min(a, b) === Number.POSITIVE_INFINITY ? undefined : Math.min(a, b);

function higher(a: GateRules['coverage'], b: GateRules['coverage'] = {}): GateRules['coverage'] {
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return Object.fromEntries(names.map((name) => [name, Math.max(a[name] ?? 0, b[name] ?? 0)]));
}

function isRequestedRuleKept(rules: GateRules, asked: Partial<GateRules>, rule: keyof GateRules): boolean {
  if (rule !== 'coverage') return rules[rule] === asked[rule];
  return Object.entries(asked.coverage ?? {}).every(([name, percent]) => rules.coverage[name] === percent);
}

/** The decision of the gate, with its reasons. */
export type GateDecision = {
  readonly decision: 'open' | 'closed';
  /** A line for each reason to keep it closed. */
  readonly lines: readonly string[];
  /** What was left out and not judged, in words. */
  readonly notJudged: readonly string[];
};
