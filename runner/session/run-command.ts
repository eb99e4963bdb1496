import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Card } from '../plan/card.ts';
import { startOrder } from '../plan/order.ts';
import { earlierProofs, vanished } from '../report/proof.ts';
import { createLastFailed, type History, usualDurations } from '../report/history.ts';
import type { Job } from '../run/job.ts';
import { registerSource } from '../run/secrets/source.ts';
import { shuffled } from '../run/schedule.ts';
import { createRandom } from '../language/builtins.ts';
import type { Spec } from '../language/parse.ts';
import { createCatalogue } from '../workspace/catalogue.ts';
import { createLimits, refuseNoFolder } from '../workspace/confine.ts';
import { conclude } from './conclude.ts';
import { createEnvironmentLookup } from '../workspace/environments.ts';
import { execute } from './execute.ts';
import { atLeastUnknown, defectOf, EXIT } from './exit-code.ts';
import { readFaults, refuseFaultsElsewhere } from './faults.ts';
import { gateOf } from './gate.ts';
import { sayUnkept } from './keep.ts';
import { createKeptNames } from '../workspace/kept-names.ts';
import { once } from '../language/once.ts';
import { ProofStore } from '../workspace/proof-store.ts';
import type { RunFlags } from './run-flags.ts';
import { readPast } from '../workspace/past.ts';
import { planJobs } from './plan.ts';
import { sayNotes } from './print-conclusion.ts';
import { RecentCache } from '../language/recent-cache.ts';
import { isAmong, type Selected, sayOthers, selectSpecs } from './selection.ts';
import { Spool } from '../workspace/spool.ts';
import { createStopper, type Stopper } from './stopper.ts';
import { withTeardown } from './teardown.ts';
import { dropOldShard, shareOf, runOptionsOf, saveEmptyShard, type ShardPlan } from './shard-run.ts';
import { printLines } from './terminal.ts';
import { tuneV8, tuneV8For } from './tune-v8.ts';
import type { Host } from './host.ts';
import type { Prepared } from './prepared.ts';

/** `verify [paths]`: runs specs, reports, writes back. Answers with the exit code. */
export async function runCommand(flags: RunFlags, host: Host): Promise<number> {
  tuneV8();
  refuseNoFolder(flags.swagger, host.cwd);
  const folder = resolve(host.cwd, flags.reports);
  return withTeardown(async (teardown) => {
    const sendsNothing = flags.list || flags.dryRun;
    const spool = new Spool(sendsNothing ? undefined : folder);
    teardown.add(() => spool.close());
    // A signal ends what sends nothing at once; from its plan to its reports, a run ends in order.
    const stopper = createStopper(flags, sendsNothing ? noSignals : host);
    teardown.add(stopper.release);
    const code = await runWith({ spool, folder, stopper }, flags, host);
    return stopper.interrupt.aborted ? EXIT.interrupted : code;
  });
}

const noSignals: Pick<Host, 'onStop' | 'onCrash'> = {
  onStop: () => () => undefined,
  onCrash: () => () => undefined,
};

type Opened = { readonly spool: Spool; readonly folder: string; readonly stopper: Stopper };

async function runWith({ spool, folder, stopper }: Opened, flags: RunFlags, host: Host): Promise<number> {
  // 4 × jobs: the specs that run and those whose results are being collected, each as parsed and with the steps that it uses.
  const recent = new RecentCache<object, Spec>(4 * flags.jobs);
  if (flags.shard !== undefined && !flags.list && !flags.dryRun) await dropOldShard(folder, flags.shard);
  const faults = await readFaults(flags.faults);
  const names = createKeptNames({ folder, cwd: host.cwd, patterns: flags.patterns });
  const past = readPast(folder, names);
  const limits = createLimits({ cwd: host.cwd, patterns: flags.patterns, swagger: flags.swagger });
  const proofStore = new ProofStore(folder, limits.given, names);
  const proofs = once(() => earlierProofs(past.history, proofStore.files()));
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
  const known = {
    catalogue: createCatalogue(spool, recent),
    history: past.history,
    isKnown: (path: string) => proofs().known.has(path),
    environmentOf: async ({ path }: Card) => {
      const environment = await lookup.forFolder(dirname(resolve(host.cwd, path)));
      return 'problems' in environment ? undefined : environment.name;
    },
  };
  const selected = await selectSpecs(flags, known, host);
  sayNotes(sayOthers(selected.others), host);
  if (selected.cards.length === 0) {
    printLines(host.stdout, [`nothing to run: ${selected.why}`]);
    return EXIT.nothingSelected;
  }
  const prepared = await prepare(
    selected,
    { folder, past, names, proofStore, proofs, spool, limits, lookup, recent },
    flags,
    host,
  );
  tuneV8For(prepared.jobs.length);
  refuseFaultsElsewhere(flags.faults, prepared.environments);
  if (flags.list || flags.dryRun) {
    const { printPlan } = await import('./dry-run/print-plan.ts');
    return printPlan(prepared, flags, host);
  }
  if (prepared.shard !== undefined && prepared.jobs.length === 0)
    return concludeEmptyShard(folder, { ...prepared.shard, faults: flags.faults }, host);
  const executed = await execute(prepared, { faults, stopper }, flags, host);
  const code = await conclude(prepared, executed, flags, host);
  const failure = stopper.failure();
  if (failure === undefined) return code;
  sayNotes([executed.redactor.text(defectOf(failure.error))], host);
  return atLeastUnknown(code);
}

async function concludeEmptyShard(
  folder: string,
  run: ShardPlan & Pick<RunFlags, 'faults'>,
  host: Host,
): Promise<number> {
  const { index, total } = run.shard;
  printLines(host.stdout, [`nothing to run: shard ${index} of ${total} is empty`]);
  const problem = await saveEmptyShard(folder, run, host);
  sayNotes(sayUnkept(problem), host);
  return problem === undefined ? EXIT.passed : EXIT.unknown;
}

type Known = Pick<
  Prepared,
  'folder' | 'past' | 'names' | 'proofStore' | 'proofs' | 'spool' | 'limits' | 'lookup'
> & {
  readonly recent: RecentCache<object, Spec>;
};

async function prepare(
  { cards, found, aliases }: Selected,
  { recent, ...known }: Known,
  flags: RunFlags,
  host: Host,
): Promise<Prepared> {
  const gate = gateOf(
    flags,
    cards.map(({ path }) => path),
    host.cwd,
  );
  // Asked for now: what the run itself proves is no earlier proof.
  const gone =
    gate === undefined && flags.shard === undefined
      ? []
      : vanished(known.proofs(), new Set([...found, ...aliases]), isAmong(flags.patterns, host.cwd));
  const isThere = (file: string): boolean => existsSync(resolve(host.cwd, file));
  const leftOut = {
    unselected: found.size - cards.length,
    vanished: flags.shard === undefined ? gone.filter((file) => !isThere(file)) : gone,
  };
  const plan = await planJobs(cards, {
    cwd: host.cwd,
    lookup: known.lookup,
    repeat: flags.repeat,
    recent,
    limits: known.limits,
  });
  const { history } = known.past;
  const durations = usualDurations(history);
  const { places, part } = shareOf(plan, flags.shard, durations);
  const jobs =
    flags.shard === undefined ? plan : places.map((place) => ({ ...plan[place]!, ordinal: place }));
  const seed = flags.seed ?? String(Math.floor(host.random() * 1_000_000_000));
  return {
    ...known,
    ...leftOut,
    displaced: flags.shard === undefined ? gone.filter(isThere) : [],
    jobs,
    environments: jobs.flatMap(({ environment }) => ('problems' in environment ? [] : [environment])),
    seed,
    order: orderOf(jobs, flags, seed, history, durations),
    gate,
    ...(part !== undefined && { part }),
    ...(flags.shard !== undefined && {
      shard: {
        shard: flags.shard,
        plan,
        places,
        ...runOptionsOf(flags),
        documents: flags.contract ? { swagger: flags.swagger ?? null } : null,
        ...leftOut,
        proofs: known.proofs(),
      },
    }),
  };
}

/** The order of starting: drawn by a seed with `--shuffle`, else what failed last and what takes long first. */
function orderOf(
  jobs: readonly Job[],
  { shuffle }: RunFlags,
  seed: string,
  history: History,
  durations: ReadonlyMap<string, number>,
): readonly number[] {
  if (shuffle !== undefined)
    return shuffled(
      jobs.map((_, index) => index),
      createRandom(shuffle === '' ? seed : shuffle).next,
    );
  if (history.length === 0) return jobs.map((_, index) => index);
  const hasFailed = createLastFailed(history);
  return startOrder(
    jobs.map(({ card: { path } }) => ({
      hasFailed: hasFailed(path),
      durationMs: durations.get(path),
    })),
  );
}
