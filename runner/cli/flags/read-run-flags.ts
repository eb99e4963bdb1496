import { UsageError } from '../../workspace/usage-error.ts';
import { LIVE_EVENTS, RUN_DEFAULTS, type RunFlags } from '../../session/run-flags.ts';
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
  refuseMixedOutput(given.reporters);
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

/** Events on standard output are for programs, which would stumble over the lines of others. */
function refuseMixedOutput(reporters: readonly string[]): void {
  const live = reporters.filter((each) => each.startsWith(LIVE_EVENTS));
  const other = reporters.find((each) => each === 'console' || each === 'github');
  if (live.length > 1)
    throw new UsageError(`--reporter: ${live.join(' and ')}: events are written to one place as they happen`);
  if (other !== undefined && live[0] === `${LIVE_EVENTS}-`)
    throw new UsageError(
      `--reporter: ${other} and ${LIVE_EVENTS}- both print to standard output`,
      `leave ${other} out, or name a file: ${LIVE_EVENTS}events.jsonl`,
    );
}
