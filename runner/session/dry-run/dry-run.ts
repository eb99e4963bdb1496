import { dryBody } from './dry-body.ts';
import type { DryRunOptions } from './dry-run-options.ts';
import { rehearse } from './rehearse.ts';
import { authDescription, tokenTypeOf } from '../../run/request/authorization.ts';
import { createDestinations, type Destinations } from '../../run/request/destinations.ts';
import { writerOf } from '../../environment/layers.ts';
import type { Environment } from '../../environment/environment.ts';
import { type Job, scopeOf } from '../../run/job.ts';
import type { Row } from '../../plan/rows.ts';
import type { Scope } from '../../run/scope/scope.ts';
import { type Redactor, redactorOf } from '../../run/secrets/redactor.ts';
import { type Decision, decide, decidingStep } from '../../run/verdict.ts';
import { resolveTarget } from '../../run/request/target.ts';
import { whyNotRun } from '../../run/why-not-run.ts';
import type { Spec } from '../../language/parse.ts';
import { placeAt } from '../../language/source.ts';
import type { StepResult, Verdict } from '../../run/events.ts';
import { type Step, stepName } from '../../language/step/step.ts';
import { variablesOfStep } from '../../language/step/step-variables.ts';

/** What a run would do with a job. */
export type PlannedJob = {
  readonly file: string;
  /** Its file, with its row where there are several. */
  readonly name: string;
  readonly endpoint: string;
  /** Why nothing, or not all, would be sent. */
  readonly notRun?: {
    readonly verdict: Verdict;
    readonly reason: string;
    readonly hint?: string;
    /** Where in the spec; absent where its environment or its status is why. */
    readonly place?: { readonly line: number; readonly column: number; readonly length: number };
  };
  /** For each step: its host and the reason, its token's name, its path, and the sources of its variables. */
  readonly steps: readonly PlannedStep[];
};

/** A step, with the lines to print for it. */
type PlannedStep = {
  readonly step: Step;
  readonly lines: readonly string[];
  /** The body that it would send, as far as known. */
  readonly body: () => string | undefined;
};

/** What a run would do before its first answer, decided by the functions of the run itself. */
export async function planJob(job: Job, ordinal: number, given: DryRunOptions): Promise<PlannedJob> {
  const { environment, row } = job;
  const spec = job.summary.read();
  const redactor = redactorOf({ file: spec.source.path, row: row?.label, turn: job.turn }, given.redactor);
  const options = { ...given, redactor };
  const about = {
    file: spec.source.path,
    name: `${spec.source.path}${row === undefined ? '' : ` [${row.label}]`}`,
    endpoint: spec.metadata.endpoint,
  };
  const scopeIn = scopeOf(job, ordinal, { ...options, startedAtMs: options.nowMs });
  const ready = whyNotRun(spec, environment, { ...options, scopeIn });
  if (!ready.runs && ready.step === undefined)
    return { ...about, ...notRunBy(ready.decision, [], spec, redactor), steps: [] };
  if ('problems' in environment) return { ...about, steps: [] };
  const destinations = createDestinations({
    ...options,
    environment,
    readSecret: options.readSecret(environment),
  });
  const createScope = (): Scope => scopeIn(environment);
  const steps = ready.runs
    ? await rehearse({ spec, environment, severity: ready.severity, createScope, destinations, options })
    : [ready.step!];
  return {
    ...about,
    ...notRunBy(ready.runs ? decide(spec, steps) : ready.decision, steps, spec, redactor),
    // A job that lacks a variable shows all its steps: they name the source of each other one.
    steps: stepLines({
      spec,
      environment,
      scope: createScope(),
      destinations,
      row: row?.values ?? {},
      options,
    }),
  };
}

/** The lines of `--dry-run` for a job. */
export const linesOfPlanned = (planned: PlannedJob): readonly string[] => [
  `${planned.name}  ${planned.endpoint}`,
  ...linesOfNotRun(planned),
  ...planned.steps.flatMap(({ lines, body }) => [...lines, ...bodyLines(body())]),
];

const bodyLines = (body: string | undefined): readonly string[] =>
  body === undefined ? [] : [`    body  ${body}`];

/** The lines for why a job would not pass, and where; none where it may pass. */
export function linesOfNotRun({ file, notRun }: PlannedJob): readonly string[] {
  if (notRun === undefined) return [];
  const { verdict, reason, place } = notRun;
  const where = place === undefined ? [] : [`    ${file}:${place.line}:${place.column}`];
  return [`  would be ${verdict}: ${reason}`, ...where];
}

/** Why a spec would not pass, with the place in its document; undefined where it may pass. */
function notRunBy(
  decision: Decision,
  steps: readonly StepResult[],
  spec: Spec,
  redactor: Redactor,
): Pick<PlannedJob, 'notRun'> {
  const { verdict, reason } = decision;
  if (verdict === 'passed') return {};
  const check = decidingStep({ ...decision, steps })?.checks.find(({ outcome }) => outcome === 'not-made');
  const broken = spec.diagnostics.find(({ severity }) => severity === 'error');
  const place = check ?? (broken && placeAt(spec.source, broken.span));
  const hint = check?.hint ?? broken?.hint;
  return {
    notRun: {
      verdict,
      reason: redactor.text(reason ?? ''),
      ...(hint !== undefined && { hint: redactor.text(hint) }),
      ...(place !== undefined && {
        place: { line: place.line, column: place.column, length: place.length },
      }),
    },
  };
}

type StepsContext = {
  readonly spec: Spec;
  readonly environment: Environment;
  readonly scope: Scope;
  readonly destinations: Destinations;
  readonly row: Row['values'];
  readonly options: DryRunOptions;
};

function stepLines({
  spec,
  environment,
  scope,
  destinations,
  row,
  options,
}: StepsContext): readonly PlannedStep[] {
  const { redactor, vars } = options;
  const extracted = new Map<string, string>();
  const provider = (name: string): string => {
    const root = name.split('.')[0]!;
    const from = extracted.get(name) ?? extracted.get(root);
    if (from !== undefined) return `step ${from}`;
    if (!scope.has(name)) return 'NOBODY';
    if (Object.hasOwn(vars, root)) return '--var';
    if (Object.hasOwn(row, root)) return 'data';
    if (!name.startsWith('env.') && Object.hasOwn(environment.variables, root))
      return `environment ${environment.name}`;
    return name.startsWith('env.') ? 'process environment' : 'built-in';
  };
  const hostOf = (text: string, writer: number): string => {
    const host = destinations.hosts.fill(text, writer);
    return 'problem' in host ? `NO HOST: ${host.problem}` : redactor.text(host.url);
  };
  return spec.steps.map((step) => {
    const target = resolveTarget(step, step.path, spec.metadata.useFallbackApi, environment);
    const token = tokenTypeOf(spec, step, environment);
    const host = 'problem' in target ? `NO HOST: ${target.problem}` : hostOf(target.baseUrl, target.writer);
    const identity = Object.hasOwn(environment.tokens, token)
      ? environment.tokens[token]!.exchange
      : undefined;
    const why = 'problem' in target ? '' : ` (${target.api}: ${target.reason})`;
    const needs = variablesOfStep(step).map((name) => `${name} from ${provider(name)}`);
    const known = new Set(variablesOfStep(step).filter((name) => hasValue(provider(name))));
    for (const { name } of step.extract) extracted.set(name, stepName(step));
    const lines = [
      `  ${step.section.padEnd(13)} ${step.id}: ${step.method} ${step.path}${turnsOf(step)}`,
      `    to    ${host}${why}`,
      `    token ${token}${authDescription(environment, token)}${identity === undefined ? '' : `, from ${hostOf(identity.url, writerOf(environment.layers, 'tokens', token))}`}`,
      ...(needs.length > 0 ? [`    needs ${needs.join(', ')}`] : []),
    ];
    return {
      step,
      lines,
      body: () => dryBody(step, { scope, isKnown: (name) => known.has(name), redactor }),
    };
  });
}

/** Built-ins differ in each run. */
const hasValue = (provider: string): boolean => !/^(?:step |NOBODY|built-in)/.test(provider);

const turnsOf = (step: Step): string => (step.forEach === undefined ? '' : `, for each ${step.forEach.as}`);
