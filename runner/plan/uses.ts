import type { Diagnostic } from '../language/diagnostic.ts';
import { hasErrors, type Spec } from '../language/parse.ts';
import { anySuccess } from '../language/matcher/status.ts';
import type { Origin, Step } from '../language/step/step.ts';
import { stepsWithTakenId } from '../language/step/step-ids.ts';
import type { Use } from '../language/step/use.ts';
import { pathBeside } from './spec-summary.ts';

/** Opens the spec at a path, parsed; or says why it cannot. */
export type OpenSpec = (path: string) => Spec | { readonly problem: string };

/**
 * Replaces each `uses` by the steps of the used spec. Its prerequisites and test steps join the section of the `uses`, its
 * cleanup joins the cleanup. What cannot be used is a diagnostic at the `uses:`.
 */
export function expandUses(spec: Spec, open: OpenSpec): Spec {
  if (spec.uses.length === 0) return spec;
  const diagnostics: Diagnostic[] = [...spec.diagnostics];
  const concurrency = new Set(spec.metadata.concurrency);
  const refuse: Refuse = (use, message, hint) =>
    diagnostics.push({
      rule: 'uses',
      severity: 'error',
      message,
      span: use.span,
      ...(hint !== undefined && { hint }),
    });
  const steps = expandInto(spec, { open, refuse, concurrency, chain: [spec.source.path] });
  for (const step of stepsWithTakenId(steps))
    diagnostics.push({
      rule: 'duplicate-id',
      severity: 'error',
      message: `the id "${step.id}" is taken by another step of the section`,
      span: step.span,
      hint: 'give the step that uses the other spec another id',
    });
  const sections = ['prerequisites', 'test', 'cleanup'] as const;
  return {
    ...spec,
    metadata: { ...spec.metadata, concurrency: [...concurrency] },
    uses: [],
    steps: sections.flatMap((section) => steps.filter((step) => step.section === section)),
    diagnostics,
  };
}

type Refuse = (use: Use, message: string, hint?: string) => void;

type Expansion = {
  readonly open: OpenSpec;
  readonly refuse: Refuse;
  /** The keys of all used specs: their steps must not overlap with others of the same key either. */
  readonly concurrency: Set<string>;
  /** The paths from the first spec to this one. */
  readonly chain: readonly string[];
};

function expandInto(spec: Spec, expansion: Expansion): readonly Step[] {
  const steps: Step[] = [];
  for (let at = 0; at <= spec.steps.length; at++) {
    for (const use of spec.uses) if (use.at === at) steps.push(...stepsOf(spec, use, expansion));
    const own = spec.steps[at];
    if (own !== undefined) steps.push(own);
  }
  return steps;
}

function stepsOf(spec: Spec, use: Use, expansion: Expansion): readonly Step[] {
  const { open, refuse, chain, concurrency } = expansion;
  const path = pathBeside(spec.source.path, use.file);
  if (chain.includes(path)) {
    refuse(use, `${[...chain, path].join(' uses ')}: a circle`, 'take one of them out');
    return [];
  }
  const other = open(path);
  if ('problem' in other) {
    refuse(use, other.problem, 'the path is relative to this spec');
    return [];
  }
  if (hasErrors(other.diagnostics) || !other.isSpec) {
    const why = other.diagnostics.find((each) => each.severity === 'error')?.message ?? 'it is no spec';
    refuse(use, `${path} cannot be used: ${why}`, `run it by itself: verify ${path}`);
    return [];
  }
  const extracted = new Set([
    ...other.steps.flatMap((step) => step.extract.map(({ name }) => name)),
    ...other.uses.flatMap(({ outputs }) => Object.keys(outputs)),
  ]);
  for (const name of Object.values(use.outputs))
    if (!extracted.has(name))
      refuse(
        use,
        `${path} does not extract "${name}"`,
        `it extracts ${[...extracted].join(', ') || 'nothing'}`,
      );
  // A problem inside the used spec is reported at this spec's `uses:`, because only this text is shown.
  const refuseInside: Refuse = (_inner, message, hint) => refuse(use, message, hint);
  for (const key of other.metadata.concurrency) concurrency.add(key);
  const steps = expandInto(other, { ...expansion, chain: [...chain, path], refuse: refuseInside });
  const tested = new Set(steps.flatMap(({ id, section }) => (section === 'test' ? [id] : [])));
  return steps.map((step) => {
    // Prerequisites and test steps of the used spec join one section, where their ids may collide.
    const isTaken = step.section === 'prerequisites' && tested.has(step.id);
    return takeStep(step, isTaken ? `${step.section}.${step.id}` : step.id, use, path, other);
  });
}

/** A step of a used spec: it keeps its settings, and its spans point at the `uses:`. */
function takeStep(step: Step, id: string, use: Use, path: string, { metadata }: Spec): Step {
  const taken = {
    ...step,
    id: `${use.id}.${id}`,
    section: step.section === 'cleanup' ? 'cleanup' : use.section,
    span: use.span,
    spans: {},
    origin: within({ use: use.id, file: path, outputs: use.outputs }, step.origin),
  };
  if (step.origin !== undefined) return taken;
  const token = step.token ?? metadata.tokens[0];
  const outcome = step.section === 'test' ? metadata.expectedOutcome : undefined;
  return {
    ...taken,
    useFallback: step.useFallback ?? metadata.useFallbackApi,
    expect: { ...step.expect, status: step.expect.status ?? outcome ?? anySuccess },
    ...(token !== undefined && { token }),
  };
}

/** A step used through two specs has the variables of the inner use, which is nested in the outer one. */
const within = (outer: Origin, inner: Origin | undefined): Origin =>
  inner === undefined
    ? outer
    : { ...inner, use: `${outer.use}.${inner.use}`, outer: within(outer, inner.outer) };
