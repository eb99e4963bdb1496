import { dirname, relative, resolve } from 'node:path';
import { type FileProblem, findUpward, readInside, readSource } from '../files.ts';
import { startOrder } from '../plan/order.ts';
import { Console } from '../report/console.ts';
import { ReportFold } from '../report/fold.ts';
import { holdGate, percentagesOf } from '../report/gate.ts';
import { type History, lastFailed, usualDurations, withTrends } from '../report/history.ts';
import { isKept } from '../report/shard-file.ts';
import { createTokenCache } from '../run/token-exchange.ts';
import { noContract } from '../run/contract.ts';
import type { Environment } from '../run/environment.ts';
import type { RunEvent } from '../run/events.ts';
import type { Job } from '../run/job.ts';
import { createRedactor, type Redactor } from '../run/redact.ts';
import { type Clock, run } from '../run/run.ts';
import { registerSecrets, registerSecretsOf } from '../run/secrets.ts';
import { shuffled } from '../run/schedule.ts';
import { createSharedAnswers } from '../run/shared.ts';
import { createRandom } from '../spec/builtins.ts';
import type { Spec } from '../spec/parse.ts';
import { printConclusion, sayWhatIsWrong } from './conclusion.ts';
import type { LoadedContract } from './contract.ts';
import { createEnvironmentLookup } from './environments.ts';
import { EXIT, exitCodeOf } from './exit-code.ts';
import { gateOf } from './gate.ts';
import { Memory } from './memory.ts';
import { createNetwork, readFaults } from './network.ts';
import { observe } from './observed.ts';
import { formatsOf, type RunFlags } from './options.ts';
import { readPast, savePast } from './past.ts';
import { planJobs } from './plan.ts';
import { writeReports } from './reports.ts';
import { listing, selectSpecs } from './selection.ts';
import { dropOldShard, placesOf, saveEmptyShard, saveShard } from './shard-run.ts';
import { createStopper } from './stopper.ts';
import { createScreen, type Terminal } from './terminal.ts';

/** The process, as far as a command needs it. */
export type Host = {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly version: string;
  readonly stdout: Terminal;
  readonly stderr: { readonly write: (text: string) => unknown };
  readonly clock: Clock;
  /** From 0, below 1. */
  readonly random: () => number;
  /** The first signal stops the run, the second stops its cleanup too. */
  readonly onStop: (stop: (nth: number) => void) => () => void;
};

/** `verify [paths]`: runs specs, reports, writes back. Answers with the exit code. */
export async function runCommand(flags: RunFlags, host: Host): Promise<number> {
  const { cwd, clock } = host;
  const folder = resolve(cwd, flags.reports);
  if (flags.shard !== undefined && !flags.list && !flags.dryRun) await dropOldShard(folder, flags.shard);
  const past = readPast(folder);
  const selection = await selectSpecs(flags, past.history, host);
  if (selection.specs.length === 0) {
    host.stdout.write(`nothing to run: ${selection.why}\n`);
    return EXIT.nothingSelected;
  }
  if (flags.list) {
    host.stdout.write(listing(selection.specs));
    return EXIT.passed;
  }
  const gate = gateOf(
    flags,
    selection.specs.map(({ source }) => source.path),
    cwd,
  );
  const faults = await readFaults(flags.faults);
  const lookup = createEnvironmentLookup({
    cwd,
    config: flags.config,
    name: flags.env,
    processEnv: host.env,
    sandbox: async () => (await import('../sandbox/index.ts')).sandboxEnvironment(),
    overrides: flags,
  });
  const plan = await planJobs(selection.specs, { cwd, lookup, repeat: flags.repeat });
  const durations = usualDurations(past.history);
  const places = placesOf(plan, flags.shard, durations);
  const jobs = places.map((place): Job => ({ ...plan[place]!, ordinal: place }));
  const environments = jobs.flatMap(({ environment }) => ('problems' in environment ? [] : [environment]));
  if (flags.dryRun) {
    const { dryRun } = await import('./dry-run.ts');
    host.stdout.write(
      dryRun(jobs, { vars: flags.vars, readSecret: lookup.readSecret, nowMs: clock.nowMs() }),
    );
    return EXIT.passed;
  }
  const shard = flags.shard && {
    shard: flags.shard,
    plan,
    seed: flags.seed,
    documents: flags.contract ? { swagger: flags.swagger ?? null } : null,
  };
  if (shard !== undefined && jobs.length === 0) {
    host.stdout.write(`nothing to run: shard ${shard.shard.index} of ${shard.shard.total} is empty\n`);
    const notes = await remember([saveEmptyShard(folder, shard, host)]);
    host.stderr.write(notes.map((note) => `verify: ${note}\n`).join(''));
    return EXIT.passed;
  }

  const stopper = createStopper(flags, host);
  const redactor = createRedactor();
  for (const environment of new Set(environments))
    registerSecrets(environment, lookup.readSecret(environment), redactor);
  for (const { spec, environment } of jobs)
    if (!('problems' in environment)) registerSecretsOf(spec, lookup.readSecret(environment), redactor);
  const network = await createNetwork(
    { environments, connections: flags.jobs, faults, readOnly: flags.readOnly },
    host,
  );
  const fold = new ReportFold();
  const shardEvents: RunEvent[] = [];
  const readLine = (file: string, line: number) => readLineOf(selection.specs, file, line, cwd);
  const screen = createScreen(host.stdout, host.env, readLine);
  const started = clock.elapsedMs();
  const console = new Console(screen, { quiet: flags.quiet, elapsedMs: () => clock.elapsedMs() - started });
  const ticking = screen.isLive ? setInterval(() => console.tick(), 100) : undefined;
  const memory = new Memory(folder);
  const changed = new Set(
    jobs.filter(({ spec }) => memory.hasChanged(spec)).map(({ spec }) => spec.source.path),
  );
  const observer = observe(folder, redactor, clock.nowMs);
  const notes: string[] = [past.note, memory.note].filter((note) => note !== undefined);
  const runsOf = new Map<string, number>();
  for (const { spec } of jobs) runsOf.set(spec.source.path, (runsOf.get(spec.source.path) ?? 0) + 1);
  const writing: Promise<void>[] = [];
  const documents = flags.contract ? await contractFor(jobs, environments, flags, cwd) : undefined;
  const seed = flags.seed ?? String(Math.floor(host.random() * 1_000_000_000));

  const shared = createSharedAnswers();
  const events = run(jobs, {
    send: network.send,
    clock,
    seed,
    jobs: flags.jobs,
    vars: flags.vars,
    readSecret: lookup.readSecret,
    readAttachment: (spec, file) =>
      readInside(rootOf(spec, flags.patterns, cwd), dirname(resolve(cwd, spec)), file),
    redactor,
    tokens: createTokenCache(clock.elapsedMs),
    contract: documents?.contract ?? noContract,
    ...(documents !== undefined && { onExchange: observer.onExchange }),
    severity: flags.severity,
    strictKnown: flags.strictKnown,
    readOnly: flags.readOnly,
    sharePrerequisites: flags.sharePrerequisites,
    shared,
    order: orderOf(jobs, flags, seed, past.history, durations),
    onFinished: stopper.finished,
    stop: stopper.stop,
    signal: stopper.inFlight,
    cleanupSignal: stopper.cleanup,
    startedAtMs: clock.nowMs(),
  });
  for await (const event of events) {
    fold.add(event);
    if (flags.shard !== undefined && isKept(event)) shardEvents.push(event);
    if (flags.reporters.includes('console')) console.add(event);
    if (event.type === 'spec-finished' && flags.write)
      writing.push(
        memory
          .add(jobs[event.index]!.spec, event.result, runsOf.get(event.result.file)!, host)
          .then((note) => {
            if (note !== undefined) notes.push(note);
          }),
      );
  }
  clearInterval(ticking);
  stopper.release();
  await Promise.all(writing);
  if (flags.write)
    notes.push(
      ...(await memory.addReuses(
        jobs.map(({ spec }) => spec),
        shared.timesReused,
        host,
      )),
    );
  await network.close();

  const coverage = documents?.coverageOf(fold.report);
  const report = { ...withTrends(fold.report, past.history), ...(coverage !== undefined && { coverage }) };
  const specs = [...new Set(jobs.map(({ spec }) => spec))].map((spec) => redactSource(spec, redactor));
  const sources = specs.map(({ source }) => source);
  notes.push(
    ...(await writeReports(
      report,
      { formats: formatsOf(flags), folder, extras: { version: host.version, specs } },
      host,
    )),
    ...(await remember([
      // Shards may share a folder, and each must see the same history: what they have to add, the merge remembers.
      shard === undefined && flags.write ? memory.save() : undefined,
      flags.contract ? observer.save() : undefined,
      shard === undefined ? savePast(folder, past, report) : undefined,
      shard &&
        saveShard(
          folder,
          { ...shard, places, changed, learned: memory.learned, sources, events: shardEvents },
          host,
        ),
    ])),
  );
  const gateLines =
    gate === undefined
      ? undefined
      : holdGate(report, gate, { nowMs: clock.nowMs(), coverage: percentagesOf(coverage), changed });
  const conclusion = {
    report,
    notes,
    gateLines,
    failOnFlaky: flags.failOnFlaky,
    hasNoEnvironment: environments.length === 0,
  };
  if (flags.reporters.includes('console')) printConclusion(conclusion, screen);
  else sayWhatIsWrong(conclusion, host);
  return exitCodeOf(conclusion);
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
  const failed = lastFailed(history);
  return startOrder(
    jobs.map(({ spec: { source } }) => ({
      hasFailed: failed.has(source.path),
      durationMs: durations.get(source.path),
    })),
  );
}

/** Waits for what is kept for later runs; the sentences say what is not. */
async function remember(
  saving: readonly (Promise<FileProblem | undefined> | undefined)[],
): Promise<readonly string[]> {
  const problems = await Promise.all(saving.filter((each) => each !== undefined));
  return problems.flatMap((each) => (each === undefined ? [] : [`not kept for later runs: ${each.problem}`]));
}

/** A spec for the reports: its text without secrets. */
const redactSource = (spec: Spec, redactor: Redactor): Spec => ({
  ...spec,
  source: { ...spec.source, text: redactor.text(spec.source.text) },
});

async function contractFor(
  jobs: readonly Job[],
  environments: readonly Environment[],
  { swagger }: RunFlags,
  cwd: string,
): Promise<LoadedContract> {
  const { loadContract } = await import('./contract.ts');
  return loadContract({ cwd, folder: swagger, specs: jobs.map(({ spec }) => spec), environments });
}

/** Files that a spec sends lie below the folder that was asked for, else below the topmost that has environments. */
function rootOf(spec: string, patterns: readonly string[], cwd: string): string {
  const path = resolve(cwd, spec);
  const asked = patterns
    .map((each) => resolve(cwd, each))
    .filter((each) => path !== each && !relative(each, path).startsWith('..'));
  if (asked[0] !== undefined) return asked[0];
  const configured = findUpward(dirname(path), 'environments.yaml').at(-1);
  return configured === undefined ? dirname(path) : dirname(configured);
}

function readLineOf(specs: readonly Spec[], file: string, line: number, cwd: string): string | undefined {
  let text = specs.find((spec) => spec.source.path === file)?.source.text;
  if (text === undefined) {
    const source = readSource(resolve(cwd, file), file);
    text = 'problem' in source ? undefined : source.text;
  }
  return text?.replace(/^\ufeff/, '').split(/\r?\n/)[line - 1];
}
