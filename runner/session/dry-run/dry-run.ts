import { whyUnbuildable } from './dry-request.ts';
import {
  authDescription,
  type Authorization,
  authorize,
  tokenTypeOf,
} from '../../run/request/authorization.ts';
import { createDestinations, type Destinations } from '../../run/request/destinations.ts';
import { writerOf } from '../../environment/layers.ts';
import type { Environment } from '../../environment/environment.ts';
import type { Job } from '../../run/job.ts';
import type { Row } from '../../plan/rows.ts';
import { createScope, type ReadSecret, type Scope } from '../../run/scope.ts';
import type { Redactor } from '../../run/secrets/redactor.ts';
import { isBase } from '../../run/request/build.ts';
import { resolveTarget, type Target } from '../../run/request/target.ts';
import { createTokenCache } from '../../run/request/token-exchange.ts';
import { type ReadinessOptions, whyNotRun } from '../../run/why-not-run.ts';
import type { Spec } from '../../language/parse.ts';
import { placeAt } from '../../language/source.ts';
import type { StepResult } from '../../run/events.ts';
import { type Step, stepName } from '../../language/step/step.ts';
import { variablesOfStep } from '../../language/step/step-variables.ts';
import type { Json } from '../../language/yaml/yaml.ts';
import type { ReadAttachment } from '../../run/request/build-input.ts';

export type DryRunOptions = {
  readonly vars: Readonly<Record<string, Json>>;
  /** The names of `vars` that `--secret` gives. */
  readonly secretVars: ReadonlySet<string>;
  readonly readSecret: (environment: Environment) => ReadSecret;
  readonly readAttachment: ReadAttachment;
  readonly nowMs: number;
} & Omit<ReadinessOptions, 'scopeIn'>;

/** What a run would do with a job. */
export type PlannedJob = {
  /** Its file, with its row where there are several. */
  readonly name: string;
  readonly endpoint: string;
  /** Why nothing, or not all, would be sent. */
  readonly notRun?: {
    readonly verdict: string;
    readonly reason: string;
    readonly hint?: string;
    /** Where in the spec, where a step is why. */
    readonly place?: { readonly line: number; readonly column: number; readonly length: number };
  };
  /** For each step its host and why, its token's name, its path, and what provides its variables. */
  readonly steps: readonly PlannedStep[];
};

/** A step, and what is to be said of it. */
type PlannedStep = { readonly step: Step; readonly lines: readonly string[] };

/** What a run would do, as far as it is known before the first request; the run itself asks the same function. */
export async function planJob(
  { summary, environment, row }: Job,
  ordinal: number,
  options: DryRunOptions,
): Promise<PlannedJob> {
  const spec = summary.read();
  const { vars, secretVars, readSecret, redactor, nowMs } = options;
  const name = `${spec.source.path}${row === undefined ? '' : ` [${row.label}]`}`;
  const scopeIn = (given: Environment): Scope =>
    createScope({
      environment: given,
      identity: { key: spec.source.path, ordinal, seed: 'dry run', nowMs },
      vars,
      secretVars,
      readSecret: readSecret(given),
      redactor,
      ...(row !== undefined && { row: row.values }),
    });
  const ready = whyNotRun(spec, environment, { ...options, scopeIn });
  const about = { name, endpoint: spec.metadata.endpoint };
  const notRun = ready.runs ? undefined : { ...asNotRun(ready.decision, redactor), ...problemIn(ready.step) };
  // What lacks a variable is shown whole: it says where each of the others comes from.
  const isShown = ready.runs || ready.step !== undefined;
  if (!isShown || 'problems' in environment) return { ...about, ...(notRun && { notRun }), steps: [] };
  const context: StepsContext = {
    spec,
    environment,
    scope: scopeIn(environment),
    destinations: createDestinations({
      environment,
      vars,
      secretVars,
      readSecret: readSecret(environment),
      redactor,
    }),
    row: row?.values ?? {},
    options,
  };
  const unsendable = notRun ?? (await whyUnsendable(context));
  return { ...about, ...(unsendable && { notRun: unsendable }), steps: stepLines(context) };
}

/** The lines of `--dry-run` for a job. */
export const linesOfPlanned = ({ name, endpoint, notRun, steps }: PlannedJob): readonly string[] => [
  `${name}  ${endpoint}`,
  ...(notRun === undefined ? [] : [`  would be ${notRun.verdict}: ${notRun.reason}`]),
  ...steps.flatMap(({ lines }) => lines),
];

type NotRun = NonNullable<PlannedJob['notRun']>;

const asNotRun = (
  { verdict, reason }: { readonly verdict: string; readonly reason: string | null },
  redactor: Redactor,
): NotRun => ({ verdict, reason: redactor.text(reason ?? '') });

/** Where the check stands that keeps a step from being sent, and what to do about it. */
function problemIn(step: StepResult | undefined): Pick<NotRun, 'place' | 'hint'> {
  const check = step?.checks.find(({ outcome }) => outcome === 'not-made');
  if (check === undefined) return {};
  const { line, column, length, hint } = check;
  return { place: { line, column, length }, ...(hint !== undefined && { hint }) };
}

type StepsContext = {
  readonly spec: Spec;
  readonly environment: Environment;
  readonly scope: Scope;
  readonly destinations: Destinations;
  readonly row: Row['values'];
  readonly options: DryRunOptions;
};

/** The first step that has no host, no token or no request. A token that is to be exchanged may still be refused. */
async function whyUnsendable(context: StepsContext): Promise<NotRun | undefined> {
  const { spec, options } = context;
  const extracted = new Set<string>();
  for (const step of spec.steps) {
    const mayFail = step.section === 'prerequisites' && step.onFail !== 'abort';
    if (step.section === 'cleanup') continue;
    const isSent = !mayFail && step.when === undefined;
    const problem = isSent ? await problemOf(context, step, extracted) : undefined;
    if (problem !== undefined)
      return {
        ...asNotRun({ verdict: 'errored', reason: `${stepName(step)}: ${problem}` }, options.redactor),
        ...(step.origin === undefined && {
          place: placeAt(spec.source, step.spans['token'] ?? step.spans['path'] ?? step.span),
        }),
      };
    for (const { name } of step.extract) extracted.add(name);
    for (const name of Object.keys(step.origin?.outputs ?? {})) extracted.add(name);
  }
  return undefined;
}

async function problemOf(
  context: StepsContext,
  step: Step,
  extracted: ReadonlySet<string>,
): Promise<string | undefined> {
  const { spec, environment, scope, destinations, options } = context;
  const target = resolveTarget(step, step.path, spec.metadata.useFallbackApi, environment);
  if ('problem' in target) return `host: ${target.problem}`;
  const host = destinations.hosts.fill(target.baseUrl, target.writer);
  if ('problem' in host) return `host: ${host.problem}`;
  const type = tokenTypeOf(spec, step, environment);
  const isExchanged =
    Object.hasOwn(environment.tokens, type) && environment.tokens[type]!.exchange !== undefined;
  const authorization = isExchanged ? NOT_YET : await authorizationOf(context, type, target.scheme);
  if ('problem' in authorization) return `token: ${authorization.problem}`;
  if (!isBase(host.url)) return `host: "${host.url}" is not an http or https URL`;
  const request = { url: host.url, headers: authorization.headers };
  const misdirected = isExchanged
    ? undefined
    : destinations.refuse({ request, secrets: host.secrets, token: type });
  if (misdirected !== undefined) return `destination: ${misdirected.message}`;
  const onBehalfOf = step.onBehalfOf ?? false;
  const { readAttachment } = options;
  const about = { spec, step, environment, scope, destinations, target, authorization, onBehalfOf };
  return whyUnbuildable({ ...about, readAttachment, extracted });
}

/** The credential of a token that the run exchanges first. */
const NOT_YET: Authorization = { headers: {}, query: {} };

const authorizationOf = (
  { environment, scope, destinations, options: { redactor } }: StepsContext,
  type: string,
  routeScheme: Target['scheme'],
): ReturnType<typeof authorize> =>
  authorize({
    type,
    environment,
    ...(routeScheme !== undefined && { routeScheme }),
    scope,
    redactor,
    send: () => Promise.reject(new Error('a dry run sends nothing')),
    signal: new AbortController().signal,
    tokens: createTokenCache(() => 0),
    destinations,
    now: () => 0,
  });

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
    for (const { name } of step.extract) extracted.set(name, stepName(step));
    const lines = [
      `  ${step.section.padEnd(13)} ${step.id}: ${step.method} ${step.path}${turnsOf(step)}`,
      `    to    ${host}${why}`,
      `    token ${token}${authDescription(environment, token)}${identity === undefined ? '' : `, from ${hostOf(identity.url, writerOf(environment.layers, 'tokens', token))}`}`,
      ...(needs.length > 0 ? [`    needs ${needs.join(', ')}`] : []),
    ];
    return { step, lines };
  });
}

const turnsOf = (step: Step): string => (step.forEach === undefined ? '' : `, for each ${step.forEach.as}`);
