import type { Send } from '../../http/exchange.ts';
import { problemOfSeverity } from '../../environment/severity.ts';
import type { Selection } from '../../plan/select.ts';
import { UsageError } from '../../workspace/usage-error.ts';
import type { Host } from '../host.ts';
import { RUN_DEFAULTS, type RunFlags } from '../run-flags.ts';

/** The options of a workspace: those of the command line in camel case, and replacements for parts of the process. */
export type WorkspaceOptions = Partial<Omit<RunFlags, 'selection'>> & {
  /** The criteria of a selection: specs have to meet all of them. */
  readonly selection?: Partial<Selection>;
  /** The folder, variables, clock and streams to use in place of those of this process. */
  readonly host?: Partial<Host>;
  /** Replaces sockets, for an API in memory; retries, limits and redirects are applied as usual. */
  readonly send?: Send;
  /** Aborting it stops the run as Ctrl-C does: requests in flight may end, and cleanup still runs. */
  readonly signal?: AbortSignal;
};

/** The complete options of a run. Throws {@link UsageError} for values with which a run would do nothing, or never end. */
export function completeFlags(options: WorkspaceOptions): RunFlags {
  const { selection, host: _host, send: _send, signal: _signal, ...given } = options;
  const said = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const flags: RunFlags = { ...RUN_DEFAULTS, ...said };
  atLeast(1, flags.jobs, 'jobs');
  atLeast(1, flags.repeat, 'repeat');
  atLeast(1, flags.bail, 'bail');
  atLeast(0, flags.retries, 'retries');
  if (flags.patterns.length === 0)
    throw new UsageError('patterns: expected at least one file, folder or glob, found none');
  if (flags.shard !== undefined) {
    const { index, total } = flags.shard;
    atLeast(1, index, 'shard.index');
    atLeast(index, total, 'shard.total');
  }
  for (const [check, severity] of Object.entries(flags.severity)) {
    const problem = problemOfSeverity(check, severity);
    if (problem !== undefined) throw new UsageError(`severity: ${problem.message}`, problem.hint);
  }
  const isPart = flags.until !== undefined || flags.lines !== undefined;
  if (isPart && (flags.gate || flags.shard !== undefined))
    throw new UsageError(
      `${flags.gate ? 'gate' : 'shard'}: a part of a spec proves nothing`,
      'leave out until and lines',
    );
  return {
    ...flags,
    selection: { ...RUN_DEFAULTS.selection, ...selection },
    vars: { ...flags.vars, ...flags.secrets },
    // A broken sandbox, or a part of a spec, proves nothing.
    keep: flags.keep && flags.faults.length === 0 && !isPart,
  };
}

function atLeast(minimum: number, value: number | undefined, name: string): void {
  if (value === undefined || (Number.isInteger(value) && value >= minimum)) return;
  throw new UsageError(`${name}: expected a whole number of at least ${minimum}, found ${value}`);
}
