import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { SpecSummary } from '../plan/spec-summary.ts';
import { createPlan } from '../plan/plan.ts';
import { earlierProofs, vanished } from '../report/proof.ts';
import { createLastFailed, usualDurations } from '../report/history.ts';
import { registerSource } from '../run/secrets/source.ts';
import { concurrencyKeysOf } from '../run/run.ts';
import { SpecStore } from '../workspace/spec-store.ts';
import { stampOf } from '../workspace/files.ts';
import { createLimits } from '../workspace/confine.ts';
import { createEnvironmentLookup } from '../workspace/environments.ts';
import { readFaults } from './faults.ts';
import { gateOf } from './gate.ts';
import { createKeptNames } from '../workspace/kept-names.ts';
import { once } from '../language/once.ts';
import { ProofStore } from '../workspace/proof-store.ts';
import type { RunFlags } from './run-flags.ts';
import { readHistory } from '../workspace/history-store.ts';
import { readForPlan } from './read-for-plan.ts';
import { isAmong, type Selected, selectSpecs } from './selection.ts';
import type { Spool } from '../workspace/spool.ts';
import { dropOldShard, runOptionsOf } from './shard-run.ts';
import type { Fault } from '../sandbox/faults.ts';
import type { Host } from './host.ts';
import type { Prepared } from './prepared.ts';

/** The run's spool and reports folder. */
type Opened = { readonly spool: Spool; readonly folder: string };

/** The selected specs, and the state of earlier runs. */
export type Chosen = {
  readonly selected: Selected;
  readonly known: EarlierRuns;
  readonly faults: readonly Fault[];
};

/** Reads the state of earlier runs, and selects the specs to run. */
export async function choose({ spool, folder }: Opened, flags: RunFlags, host: Host): Promise<Chosen> {
  // 4 × jobs: the specs that run and those whose results are being collected, each as parsed and with the steps that it uses.
  const store = new SpecStore({ spool, recent: 4 * flags.jobs });
  if (flags.shard !== undefined && !flags.list && !flags.dryRun) await dropOldShard(folder, flags.shard);
  const faults = await readFaults(flags.faults);
  const names = createKeptNames({ folder, cwd: host.cwd, patterns: flags.patterns });
  const storedHistory = readHistory(folder, names);
  const reportStamp = stampOf(join(folder, 'report.json'));
  const limits = createLimits({ cwd: host.cwd, patterns: flags.patterns, swagger: flags.swagger });
  const proofStore = new ProofStore(folder, limits.given, names);
  const proofs = once(() => earlierProofs(storedHistory.history, proofStore.files()));
  const lookup = createEnvironmentLookup({
    cwd: host.cwd,
    config: flags.config,
    name: flags.env,
    vars: flags.vars,
    processEnv: host.env,
    sandbox: async () => (await import('../sandbox/index.ts')).sandboxEnvironment(),
    overrides: flags,
    onBroken: (text) => registerSource(text, host.env, host.redactor),
  });
  const selected = await selectSpecs(
    flags,
    {
      store,
      history: storedHistory.history,
      isKnown: (path: string) => proofs().known.has(path),
      environmentOf: async ({ path }: SpecSummary) => {
        const environment = await lookup.forFolder(dirname(resolve(host.cwd, path)));
        return 'problems' in environment ? undefined : environment.name;
      },
    },
    host,
  );
  return {
    selected,
    known: { folder, storedHistory, reportStamp, names, proofStore, proofs, spool, limits, lookup, store },
    faults,
  };
}

/** The state of earlier runs, and the store that reads specs. */
type EarlierRuns = Pick<
  Prepared,
  | 'folder'
  | 'storedHistory'
  | 'reportStamp'
  | 'names'
  | 'proofStore'
  | 'proofs'
  | 'spool'
  | 'limits'
  | 'lookup'
> & {
  readonly store: SpecStore;
};

/** Plans the run: environments, jobs and their order, the gate, and the share of a shard. */
export async function prepare(
  { selected: { summaries, found, aliases }, known: { store, ...known } }: Chosen,
  flags: RunFlags,
  host: Host,
): Promise<Prepared> {
  const gate = gateOf(
    flags,
    summaries.map(({ path }) => path),
    host.cwd,
  );
  // Computed now, because the run itself adds proofs.
  const gone =
    gate === undefined && flags.shard === undefined
      ? []
      : vanished(known.proofs(), new Set([...found, ...aliases]), isAmong(flags.patterns, host.cwd));
  const isThere = (file: string): boolean => existsSync(resolve(host.cwd, file));
  const leftOut = {
    unselected: found.size - summaries.length,
    vanished: flags.shard === undefined ? gone.filter((file) => !isThere(file)) : gone,
  };
  const whole = await readForPlan(summaries, {
    cwd: host.cwd,
    lookup: known.lookup,
    store,
    limits: known.limits,
  });
  const isPart = flags.until !== undefined || flags.lines !== undefined;
  const ofPart = isPart ? await import('./part-of-run.ts') : undefined;
  const specs = ofPart === undefined ? whole : ofPart.narrowSpecs(whole, flags);
  const seed = flags.seed ?? String(Math.floor(host.random() * 1_000_000_000));
  const { history } = known.storedHistory;
  const { all, places, jobs, order, part } = createPlan(specs, {
    repeat: flags.repeat,
    shard: flags.shard,
    // Empty: use the seed of the run.
    shuffleSeed: flags.shuffle === '' ? seed : flags.shuffle,
    earlier:
      history.length === 0
        ? undefined
        : { hasFailed: createLastFailed(history), durations: usualDurations(history) },
    keysOf: concurrencyKeysOf,
  });
  return {
    ...known,
    ...leftOut,
    displaced: flags.shard === undefined ? gone.filter(isThere) : [],
    jobs,
    environments: jobs.flatMap(({ environment }) => ('problems' in environment ? [] : [environment])),
    seed,
    order,
    gate,
    ...(part !== undefined && { part }),
    ...(ofPart !== undefined && { sentPart: ofPart.sayPart(flags) }),
    ...(flags.shard !== undefined && {
      shard: {
        shard: flags.shard,
        plan: all,
        places,
        ...runOptionsOf(flags),
        documents: flags.contract ? { swagger: flags.swagger ?? null } : null,
        ...leftOut,
        proofs: known.proofs(),
      },
    }),
  };
}
