import { dirname, resolve } from 'node:path';
import type { Environment } from '../../environment/environment.ts';
import { builtinNames } from '../../language/builtins.ts';
import type { Diagnostic } from '../../language/diagnostic.ts';
import { hasErrors, type Spec } from '../../language/parse.ts';
import { placeAt } from '../../language/source.ts';
import { fixesIn } from '../../lint/fix.ts';
import { type Levels, lintSpec } from '../../lint/lint.ts';
import type { LintContext } from '../../lint/rule.ts';
import type { LintFinding } from '../../lint/finding.ts';
import { type SpecSummary, pathBeside } from '../../plan/spec-summary.ts';
import type { Job } from '../../run/job.ts';
import { createScope } from '../../run/scope/create-scope.ts';
import type { ReadSecret } from '../../run/scope/scope.ts';
import { findUpward } from '../../workspace/files.ts';
import { planJob } from '../dry-run/dry-run.ts';
import type { DryRunOptions } from '../dry-run/dry-run-options.ts';
import { apiFor } from './api-for.ts';
import type { Host } from '../host.ts';
import type { Prepared } from '../prepared.ts';
import type { RunFlags } from '../run-flags.ts';

/** The input of `verify check`. */
export type CheckInput = {
  readonly summaries: readonly SpecSummary[];
  readonly prepared: Prepared;
  readonly dryRun: DryRunOptions;
  readonly flags: RunFlags;
  readonly levels: Levels;
  readonly host: Host;
};

/** All diagnostics of the specs, by file and line. Sends nothing. */
export async function checkSpecs(input: CheckInput): Promise<readonly LintFinding[]> {
  const findings: LintFinding[] = [...environmentFindings(input)];
  for (const { spec, jobs, diagnostics } of diagnosticsOf(input)) {
    findings.push(...diagnostics.map((each) => toFinding(spec, each)));
    if (hasErrors(spec.diagnostics)) continue;
    const isUnknown = diagnostics.some(({ rule }) => rule === 'variable-unknown');
    findings.push(...(await refusals(jobs, input, isUnknown)));
  }
  return findings;
}

type Linted = {
  readonly spec: Spec;
  readonly jobs: readonly Job[];
  readonly diagnostics: readonly Diagnostic[];
};

/** The diagnostics of the parser and the rules. */
export function diagnosticsOf(input: CheckInput): readonly Linted[] {
  const { summaries, prepared, levels } = input;
  const specs = summaries.map((summary) => summary.read());
  const byPath = new Map<string, Job[]>();
  for (const job of prepared.jobs)
    byPath.set(job.summary.path, [...(byPath.get(job.summary.path) ?? []), job]);
  const shared = sharedContext(input, specs);
  return specs.map((spec) => {
    const jobs = byPath.get(spec.source.path) ?? [];
    const context = { ...shared, ...variablesFor(jobs[0], input) };
    return { spec, jobs, diagnostics: lintSpec(spec, context, levels) };
  });
}

const toFinding = (spec: Spec, { span, fix, ...rest }: Diagnostic): LintFinding => ({
  file: spec.source.path,
  ...placeAt(spec.source, span),
  ...rest,
  isFixable: fixesIn(spec.source, { span, fix, ...rest } as Diagnostic).length > 0,
});

/** A problem of an environments.yaml affects all specs below it, and is reported once. */
function environmentFindings({ prepared, flags, host }: CheckInput): readonly LintFinding[] {
  const said = new Set<string>();
  return prepared.jobs.flatMap(({ summary, environment }): readonly LintFinding[] => {
    if (!('problems' in environment)) return [];
    const isMissing = flags.config === undefined && !hasEnvironmentsFile(summary.path, host.cwd);
    return environment.problems.flatMap((problem): readonly LintFinding[] => {
      const file = problem.file ?? summary.path;
      const key = isMissing ? '' : `${problem.file ?? ''} ${problem.line} ${problem.message}`;
      if (said.has(key)) return [];
      said.add(key);
      return [
        {
          ...problem,
          file,
          ...(isMissing && {
            severity: 'warning' as const,
            message: `${problem.message}: hosts, tokens and variables are not checked`,
          }),
          isFixable: false,
        },
      ];
    });
  });
}

const hasEnvironmentsFile = (spec: string, cwd: string): boolean =>
  findUpward(dirname(resolve(cwd, spec)), 'environments.yaml').length > 0;

/** What a run would refuse in the environment of a spec, unless the parser has reported it. */
async function refusals(
  jobs: readonly Job[],
  { dryRun }: CheckInput,
  isUnknown: boolean,
): Promise<readonly LintFinding[]> {
  const said = new Set<string>();
  const found: LintFinding[] = [];
  for (const [ordinal, job] of jobs.entries()) {
    if ('problems' in job.environment) continue;
    const { notRun } = await planJob(job, ordinal, { ...dryRun, readSecret: withStandIns(dryRun) });
    if (notRun?.verdict !== 'errored' || said.has(notRun.reason)) continue;
    said.add(notRun.reason);
    if (isUnknown && notRun.reason.includes(': variables: ')) continue;
    found.push({
      file: job.summary.path,
      ...(notRun.place ?? { line: 1, column: 1, length: 1 }),
      rule: 'not-run',
      severity: 'error',
      message: `a run would refuse it: ${notRun.reason}`,
      ...(notRun.hint !== undefined && { hint: notRun.hint }),
      isFixable: false,
    });
  }
  return found;
}

/** In place of a secret that this machine lacks: whether a spec is correct does not depend on the machine. */
const UNSET = 'http://unset.invalid';

const withStandIns =
  ({ readSecret }: DryRunOptions) =>
  (environment: Environment): ReadSecret => {
    const read = readSecret(environment);
    return (name) => read(name) ?? UNSET;
  };

function sharedContext(
  { prepared, flags, host, summaries }: CheckInput,
  specs: readonly Spec[],
): Omit<LintContext, 'isProvided' | 'hasEnvironment'> {
  const byEndpoint = new Map<string, Spec[]>();
  for (const spec of specs) byEndpoint.set(keyOf(spec), [...(byEndpoint.get(keyOf(spec)) ?? []), spec]);
  const used = new Set(
    specs.flatMap(({ source, uses }) => uses.map(({ file }) => pathBeside(source.path, file))),
  );
  return {
    api: apiFor({ summaries, prepared, flags, host }),
    sharing: (spec) => (byEndpoint.get(keyOf(spec)) ?? []).filter((each) => each !== spec),
    isUsed: ({ source }) => used.has(source.path),
    nowMs: host.clock.nowMs(),
  };
}

const keyOf = ({ metadata: { method, path } }: Spec): string =>
  `${method} ${path?.replaceAll(/\{[^{}]*\}/g, '{}')}`;

function variablesFor(
  job: Job | undefined,
  { dryRun, flags }: CheckInput,
): Pick<LintContext, 'isProvided' | 'hasEnvironment'> {
  if (job === undefined || 'problems' in job.environment)
    return {
      isProvided: (name) =>
        name.startsWith('env.') || builtinNames.includes(name) || Object.hasOwn(flags.vars, name),
      hasEnvironment: false,
    };
  const scope = createScope({
    environment: job.environment,
    identity: { key: job.summary.path, ordinal: 0, seed: 'check', nowMs: dryRun.nowMs },
    vars: dryRun.vars,
    secretVars: dryRun.secretVars,
    readSecret: withStandIns(dryRun)(job.environment),
    redactor: dryRun.redactor,
    ...(job.row !== undefined && { row: job.row.values }),
  });
  // A secret that the spec may not read is refused by the run, with the reason.
  return { isProvided: (name) => name.startsWith('env.') || scope.has(name), hasEnvironment: true };
}
