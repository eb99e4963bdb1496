import { authDescription, tokenTypeOf } from '../run/auth.ts';
import type { Job } from '../run/job.ts';
import { createRedactor } from '../run/secrets/redact.ts';
import { createScope, type ReadSecret } from '../run/scope.ts';
import type { Environment } from '../run/environment.ts';
import { resolveTarget } from '../run/target.ts';
import type { Step } from '../spec/step.ts';
import { variablesOfStep } from '../spec/step-variables.ts';
import { asText, renderText } from '../spec/template.ts';
import type { Json } from '../spec/yaml.ts';

export type DryRunOptions = {
  readonly vars: Readonly<Record<string, Json>>;
  readonly readSecret: (environment: Environment) => ReadSecret;
  readonly nowMs: number;
};

/** What a run would send: for each step its host and why, its token's name, its path, and who provides its variables. */
export function dryRun(jobs: readonly Job[], options: DryRunOptions): readonly string[] {
  return jobs.flatMap((job, index) => [...(index > 0 ? [''] : []), ...jobLines(job, index, options)]);
}

function jobLines(
  { card, environment, row }: Job,
  ordinal: number,
  options: DryRunOptions,
): readonly string[] {
  const spec = card.read();
  const head = `${spec.source.path}${row === undefined ? '' : ` [${row.label}]`}  ${spec.metadata.endpoint}`;
  const broken = spec.diagnostics.find((each) => each.severity === 'error');
  if (spec.metadata.status === 'skipped')
    return [head, `  would be skipped: ${spec.metadata.skipReason ?? 'the spec says so'}`];
  if (broken !== undefined) return [head, `  would be errored: ${broken.message}`];
  if ('problems' in environment)
    return [head, `  would be errored: ${environment.problems[0]?.message ?? 'no environment'}`];
  const redactor = createRedactor();
  const identity = { key: spec.source.path, ordinal, seed: 'dry run', nowMs: options.nowMs };
  const scope = createScope({
    environment,
    identity,
    vars: options.vars,
    readSecret: options.readSecret(environment),
    redactor,
    ...(row !== undefined && { row: row.values }),
  });
  const extracted = new Map<string, string>();
  const provider = (name: string): string => {
    const root = name.split('.')[0]!;
    const from = extracted.get(name) ?? extracted.get(root);
    if (from !== undefined) return `step ${from}`;
    if (!scope.has(name)) return 'NOBODY';
    if (Object.hasOwn(options.vars, root)) return '--var';
    if (row !== undefined && Object.hasOwn(row.values, root)) return 'data';
    if (!name.startsWith('env.') && Object.hasOwn(environment.variables, root))
      return `environment ${environment.name}`;
    return name.startsWith('env.') ? 'process environment' : 'built-in';
  };
  const hostOf = (url: string): string => redactor.text(asText(renderText(url, scope.lookup).value));
  const steps = spec.steps.flatMap((step) => {
    const target = resolveTarget(step, step.path, spec.metadata.useFallbackApi, environment);
    const token = tokenTypeOf(spec, step, environment);
    const host = 'problem' in target ? `NO HOST: ${target.problem}` : hostOf(target.baseUrl);
    const identity = Object.hasOwn(environment.tokens, token)
      ? environment.tokens[token]!.exchange
      : undefined;
    const why = 'problem' in target ? '' : ` (${target.api}: ${target.reason})`;
    const needs = variablesOfStep(step).map((name) => `${name} from ${provider(name)}`);
    for (const { name } of step.extract) extracted.set(name, step.id);
    return [
      `  ${step.section.padEnd(13)} ${step.id}: ${step.method} ${step.path}${turnsOf(step)}`,
      `    to    ${host}${why}`,
      `    token ${token}${authDescription(environment, token)}${identity === undefined ? '' : `, from ${hostOf(identity.url)}`}`,
      ...(needs.length > 0 ? [`    needs ${needs.join(', ')}`] : []),
    ];
  });
  return [head, ...steps];
}

const turnsOf = (step: Step): string => (step.forEach === undefined ? '' : `, for each ${step.forEach.as}`);
