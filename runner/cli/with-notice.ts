import type { FinishedRun } from '../session/finished-run.ts';
import type { Host } from '../session/host.ts';
import type { RunFlags } from '../session/run-flags.ts';

/** A finished run, after its notice was sent if one was requested; a note says that it was not delivered. */
export async function withNotice<T extends FinishedRun & { readonly notes: readonly string[] }>(
  run: T,
  { notify: kind }: Pick<RunFlags, 'notify'>,
  host: Host,
): Promise<T> {
  if (kind === undefined) return run;
  const { notify } = await import('../session/results/notify.ts');
  const problem = await notify(kind, run.report, host);
  return problem === undefined ? run : { ...run, notes: [...run.notes, problem] };
}
