import { SAFE_METHODS } from '../http/read-only.ts';
import { hasErrors, type Spec } from '../language/parse.ts';
import { stepName } from '../language/step/step.ts';
import type { Environment } from '../environment/environment.ts';
import type { Check, SpecDiagnostic, StepResult } from './events.ts';
import { preflight, refuseDocument } from './preflight.ts';
import type { Scope } from './scope/scope.ts';
import { decide, decider, type Decision } from './verdict.ts';
import type { RunOptions } from './run-options.ts';

/** Why a spec has no environment to run in. */
export type EnvironmentProblem = { readonly problems: readonly SpecDiagnostic[] };

/** Whether a spec runs, and with what; or why not. */
export type Readiness =
  | {
      readonly runs: true;
      readonly environment: Environment;
      readonly scope: Scope;
      readonly severity: RunOptions['severity'];
      /** Whether its document was found; shown with its first answer. */
      readonly document: Check | undefined;
    }
  | {
      readonly runs: false;
      readonly decision: Decision;
      /** The step that lacks a variable or a document, if that is the reason. */
      readonly step?: StepResult;
    };

export type ReadinessOptions = Pick<RunOptions, 'readOnly' | 'redactor' | 'severity' | 'contract'> & {
  readonly scopeIn: (environment: Environment) => Scope;
};

/**
 * The one place that decides, before the first request, that a spec does not run: because of its document, its environment,
 * `--read-only`, an unknown variable, or an unreadable API document.
 */
export function whyNotRun(
  spec: Spec,
  environment: Environment | EnvironmentProblem,
  options: ReadinessOptions,
): Readiness {
  const unusable = ofDocument(spec);
  if (unusable !== undefined) return { runs: false, decision: unusable };
  if ('problems' in environment) {
    const reason = environment.problems[0]?.message ?? 'no environment';
    return { runs: false, decision: { verdict: 'errored', reason } };
  }
  const unsafe = options.readOnly ? ofMethods(spec) : undefined;
  if (unsafe !== undefined) return { runs: false, decision: unsafe };
  const scope = options.scopeIn(environment);
  const severity = { ...environment.severity, ...options.severity };
  const document = options.contract.findDocument(spec, severity);
  const context = { spec, scope, options };
  const step = preflight(context) ?? refuseDocument(context, document);
  return step === undefined
    ? { runs: true, environment, scope, severity, document }
    : { runs: false, decision: decide(spec, [step]), step };
}

/** A document with an error is errored, even when its status is skipped: what it says is not certain. */
function ofDocument({ metadata, diagnostics }: Spec): Decision | undefined {
  if (hasErrors(diagnostics)) {
    const broken = diagnostics.find(({ severity }) => severity === 'error')!;
    return { verdict: 'errored', reason: broken.message };
  }
  return metadata.status === 'skipped'
    ? { verdict: 'skipped', reason: metadata.skipReason ?? 'the spec says status: skipped' }
    : undefined;
}

function ofMethods({ steps }: Spec): Decision | undefined {
  const unsafe = steps.find(({ section, method }) => section !== 'cleanup' && !SAFE_METHODS.includes(method));
  return (
    unsafe && {
      verdict: 'skipped',
      reason: `read-only: ${stepName(unsafe)} would send ${unsafe.method}`,
      ...decider(unsafe),
      skippedBy: 'read-only',
    }
  );
}
