import { RUN_DEFAULTS, type RunFlags } from '../../session/run-flags.ts';
import { type RawFlags, readFlags } from './flag.ts';
import { RUN_TABLE } from './tables.ts';

/** The options of a run, read and checked. Throws a `UsageError`. */
export function readRunFlags(
  patterns: readonly string[],
  raw: RawFlags,
  env: Readonly<Record<string, string | undefined>>,
): RunFlags {
  const { tag, domain, status, endpoint, method, token, grep, repeat, limits, ...given } = readFlags(
    RUN_TABLE,
    raw,
    env,
  );
  return {
    ...given,
    patterns: patterns.length > 0 ? patterns : RUN_DEFAULTS.patterns,
    keep: given.faults.length === 0,
    vars: { ...given.vars, ...given.secrets },
    selection: { tag, domain, status, endpoint, method, token, grep },
    repeat: repeat ?? RUN_DEFAULTS.repeat,
    // A variable that is set to nothing counts as absent.
    limits: limits || undefined,
  };
}
