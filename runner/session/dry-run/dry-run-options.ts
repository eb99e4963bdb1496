import type { Environment } from '../../environment/environment.ts';
import type { Json } from '../../language/yaml/yaml.ts';
import { noContract } from '../../run/check/contract.ts';
import type { ReadAttachment } from '../../run/request/build-input.ts';
import type { ReadSecret } from '../../run/scope/scope.ts';
import type { ReadinessOptions } from '../../run/why-not-run.ts';
import { readAttachment } from '../../workspace/attachments.ts';
import type { Host } from '../host.ts';
import type { Prepared } from '../prepared.ts';
import type { RunFlags } from '../run-flags.ts';
import { contractFor, redactorFor } from '../start-run.ts';

/** The inputs of a dry run. */
export type DryRunOptions = {
  readonly vars: Readonly<Record<string, Json>>;
  /** The names of `vars` that `--secret` gives. */
  readonly secretVars: ReadonlySet<string>;
  readonly readSecret: (environment: Environment) => ReadSecret;
  readonly readAttachment: ReadAttachment;
  readonly nowMs: number;
  readonly seed: string;
} & Omit<ReadinessOptions, 'scopeIn'>;

/** The inputs of a dry run of these specs. */
export async function dryRunOptions(prepared: Prepared, flags: RunFlags, host: Host): Promise<DryRunOptions> {
  const { lookup, limits } = prepared;
  const documents = flags.contract ? await contractFor(prepared, flags, host.cwd) : undefined;
  return {
    vars: flags.vars,
    secretVars: new Set(Object.keys(flags.secrets)),
    readSecret: lookup.readSecret,
    readOnly: flags.readOnly,
    severity: flags.severity,
    contract: documents?.contract ?? noContract,
    redactor: redactorFor(prepared, flags, host),
    readAttachment: (asked) => readAttachment(asked, limits, host.cwd),
    nowMs: host.clock.nowMs(),
    seed: prepared.seed,
  };
}
