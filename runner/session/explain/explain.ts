import { severityOf } from '../../environment/severity.ts';
import type { Environment } from '../../environment/environment.ts';
import { describeStatuses } from '../../language/matcher/status.ts';
import type { Spec } from '../../language/parse.ts';
import { type Step, stepName } from '../../language/step/step.ts';
import type { Api } from '../../lint/api.ts';
import { expectsRefusal, statusesOf } from '../../lint/statuses.ts';
import type { Operation } from '../../openapi/operation/operation.ts';
import { CHECKS, CONTRACT_CHECKS, SCHEMA_CHECKS } from '../../openapi/contract-checks.ts';
import type { Job } from '../../run/job.ts';
import { linesOfNotRun, planJob } from '../dry-run/dry-run.ts';
import type { DryRunOptions } from '../dry-run/dry-run-options.ts';

/** The inputs of an explanation besides the job. */
export type ExplainInput = {
  readonly api: Api;
  readonly dryRun: DryRunOptions;
  /** Whether exchanges are compared with API documents. */
  readonly contract: boolean;
};

/** What a run would do with a spec, step by step: the plan of a dry run, with operations and checks. */
export async function explainJob(job: Job, ordinal: number, input: ExplainInput): Promise<readonly string[]> {
  const { environment } = job;
  const spec = job.summary.read();
  const planned = await planJob(job, ordinal, input.dryRun);
  const { steps } = planned;
  const head = [
    `${planned.name}  ${planned.endpoint}`,
    ...('problems' in environment ? [] : [`  in the environment ${environment.name}`]),
    ...linesOfNotRun(planned),
  ];
  if ('problems' in environment || steps.length === 0) return head;
  return [
    ...head,
    ...steps.flatMap(({ step, lines }) => ['', ...lines, ...moreLines(spec, step, environment, input)]),
  ];
}

function moreLines(spec: Spec, step: Step, environment: Environment, input: ExplainInput): readonly string[] {
  const own = stepChecks(spec, step);
  const severity = { ...environment.severity, ...input.dryRun.severity };
  const line = (label: string, text: string): string => `    ${label.padEnd(5)} ${text}`;
  const operation = input.contract ? input.api.operationOf(spec, step) : undefined;
  return [
    line('is', input.contract ? sayOperation(spec, step, input.api) : 'not looked up: --contract off'),
    ...step.extract.map(({ name, from, optional }) =>
      line(
        'gives',
        `${name} from ${from.kind === 'body' ? from.path : `header ${from.header}`}${optional ? ', if it is there' : ''}`,
      ),
    ),
    line('check', own.join(', ')),
    ...(operation === undefined
      ? []
      : [line('', `against the document: ${documentChecks(spec, step, operation, severity).join(', ')}`)]),
    ...(step.section === 'prerequisites' ? [line('fails', onFailure(step))] : []),
  ];
}

function sayOperation(spec: Spec, step: Step, api: Api): string {
  const located = api.locate(spec, step.method, step.path);
  if (located.outcome === 'found') {
    const { method, template, document } = located.match.operation;
    return `${method} ${template} in ${api.show(document)}`;
  }
  return located.draft === undefined
    ? 'no documented operation: no API document to look in'
    : `no documented operation: ${api.show(located.draft.message)}`;
}

/** The checks of the step's own expectations, by the names in reports. */
function stepChecks(spec: Spec, step: Step): readonly string[] {
  const { expect, retry, extract, section } = step;
  const statuses = statusesOf(spec, step);
  return [
    `status ${statuses === undefined ? 'as a variable says' : describeStatuses(statuses)}`,
    ...Object.keys(expect.headers).map((name) => `header ${name}`),
    ...Object.keys(expect.body).map((path) => `body ${path}`),
    ...(expect.maxMs === undefined ? [] : [`maxMs ${expect.maxMs}`]),
    ...(retry === undefined ? [] : ['until']),
    ...extract.filter(({ optional }) => !optional).map(({ name }) => `extract ${name}`),
    ...(section === 'test' ? ['endpoint-called'] : []),
  ];
}

/** For a request that is expected to be refused, only the answer is compared with the document. */
function documentChecks(
  spec: Spec,
  step: Step,
  { tokens, requestBody }: Operation,
  severity: Readonly<Record<string, string>>,
): readonly string[] {
  const hasBody = requestBody !== undefined || step.body !== undefined || step.content.kind !== 'json';
  const isRefused = expectsRefusal(spec, step);
  return CHECKS.filter((name) => {
    if (!step.expect.schema && SCHEMA_CHECKS.includes(name)) return false;
    const { subject } = CONTRACT_CHECKS[name];
    if (subject === 'token') return tokens.length > 0 && !isRefused;
    if (subject === 'parameter') return !isRefused;
    return subject !== 'sent' || (hasBody && !isRefused);
  }).flatMap((name) => {
    const level = severityOf(name, severity);
    return level === 'off' ? [] : [level === 'warn' ? `${name} (warns)` : name];
  });
}

function onFailure(step: Step): string {
  switch (step.onFail) {
    case 'abort':
      return `and the spec is blocked by ${stepName(step)}`;
    case 'continue':
    case 'warn':
      return 'and the spec goes on with a warning';
    case 'skip':
      return 'and the spec goes on; it is skipped where it needs what this step gives';
  }
}
