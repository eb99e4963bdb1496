import { dirname, relative, resolve } from 'node:path';
import { findUpward, readInside, readSource, writeReportFile } from '../files.ts';
import { Console, summaryLines } from '../report/console.ts';
import { ReportFold } from '../report/fold.ts';
import { renderJsonReport } from '../report/json.ts';
import { createTokenCache } from '../run/auth.ts';
import { type Contract, noContract } from '../run/contract.ts';
import type { Environment } from '../run/environment.ts';
import type { Job } from '../run/job.ts';
import { createRedactor } from '../run/redact.ts';
import { type Clock, run } from '../run/run.ts';
import { shuffled } from '../run/schedule.ts';
import { createSharedAnswers } from '../run/shared.ts';
import { createRandom } from '../spec/builtins.ts';
import type { Spec } from '../spec/parse.ts';
import { createEnvironmentLookup } from './environments.ts';
import { EXIT, exitCodeOf } from './exit-code.ts';
import { Memory } from './memory.ts';
import { createNetwork, readFaults } from './network.ts';
import type { RunFlags } from './options.ts';
import { planJobs } from './plan.ts';
import { selectSpecs } from './selection.ts';
import { createStopper } from './stopper.ts';
import { createScreen, type Terminal } from './terminal.ts';

/** The process, as far as a command needs it. */
export type Host = {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: Terminal;
  readonly clock: Clock;
  /** From 0, below 1. */
  readonly random: () => number;
  /** The first signal stops the run, the second stops its cleanup too. */
  readonly onStop: (stop: (nth: number) => void) => () => void;
};

/** `verify [paths]`: runs specs, reports, writes back. Answers with the exit code. */
export async function runCommand(flags: RunFlags, host: Host): Promise<number> {
  const { cwd, clock } = host;
  const selection = await selectSpecs(flags.patterns, cwd);
  if (selection.specs.length === 0) {
    host.stdout.write(
      `nothing to run: ${selection.others === 0 ? 'no Markdown files' : 'no specs'} in ${flags.patterns.join(' ')}\n`,
    );
    return EXIT.nothingSelected;
  }
  const faults = await readFaults(flags.faults);
  const lookup = createEnvironmentLookup({
    cwd,
    config: flags.config,
    name: flags.env,
    processEnv: host.env,
    sandbox: async () => (await import('../sandbox/index.ts')).sandboxEnvironment(),
    overrides: flags,
  });
  const jobs = await planJobs(selection.specs, { cwd, lookup, repeat: flags.repeat });

  const stopper = createStopper(flags, host);
  const redactor = createRedactor();
  const environments = jobs.flatMap(({ environment }) => ('problems' in environment ? [] : [environment]));
  const network = await createNetwork(
    { environments, connections: flags.jobs, faults, readOnly: flags.readOnly },
    host,
  );
  const fold = new ReportFold();
  const screen = createScreen(host.stdout, host.env, (file, line) =>
    readLineOf(selection.specs, file, line, cwd),
  );
  const started = clock.elapsedMs();
  const console = new Console(screen, { quiet: flags.quiet, elapsedMs: () => clock.elapsedMs() - started });
  const ticking = screen.isLive ? setInterval(() => console.tick(), 100) : undefined;
  const memory = new Memory(resolve(cwd, flags.reports));
  const notes: string[] = [];
  const runsOf = new Map<string, number>();
  for (const { spec } of jobs) runsOf.set(spec.source.path, (runsOf.get(spec.source.path) ?? 0) + 1);
  const writing: Promise<void>[] = [];

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
    tokens: createTokenCache(clock.nowMs),
    contract: flags.contract ? await contractFor(jobs, environments, flags, cwd) : noContract,
    severity: flags.severity,
    strictKnown: flags.strictKnown,
    readOnly: flags.readOnly,
    sharePrerequisites: flags.sharePrerequisites,
    shared,
    order: orderOf(jobs, flags, seed),
    stop: stopper.stop,
    signal: stopper.inFlight,
    cleanupSignal: stopper.cleanup,
    startedAtMs: clock.nowMs(),
  });
  for await (const event of events) {
    fold.add(event);
    if (flags.reporters.includes('console')) console.add(event);
    if (event.type === 'spec-finished') stopper.finished(event.result);
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
  await network.close();

  const report = fold.report;
  notes.push(...(await writeReports(report, flags, cwd, memory)));
  if (flags.reporters.includes('console')) {
    const requests = report.specs.flatMap((spec) => spec.steps).reduce((sum, step) => sum + step.attempts, 0);
    const lines = summaryLines(report.summary, { ...report, requests, notes }, screen.page);
    screen.write(`${lines.join('\n')}\n`);
  }
  const isGateMet = !flags.failOnFlaky || report.specs.every((spec) => !spec.flaky);
  const hasNoEnvironment = jobs.every(({ environment }) => 'problems' in environment);
  return exitCodeOf(report.summary, { interrupted: report.interrupted, hasNoEnvironment, isGateMet });
}

/** The order of starting: drawn by a seed with `--shuffle`, else as they are reported. */
function orderOf(jobs: readonly Job[], { shuffle }: RunFlags, seed: string): readonly number[] {
  const order = jobs.map((_, index) => index);
  return shuffle === undefined ? order : shuffled(order, createRandom(shuffle === '' ? seed : shuffle).next);
}

async function contractFor(
  jobs: readonly Job[],
  environments: readonly Environment[],
  flags: RunFlags,
  cwd: string,
): Promise<Contract> {
  const { loadContract } = await import('./contract.ts');
  return loadContract({ cwd, folder: flags.swagger, specs: jobs.map(({ spec }) => spec), environments });
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

async function writeReports(
  report: ReportFold['report'],
  flags: RunFlags,
  cwd: string,
  memory: Memory,
): Promise<readonly string[]> {
  const folder = resolve(cwd, flags.reports);
  const problems = [
    await writeReportFile(folder, 'report.json', renderJsonReport(report)),
    flags.write ? await memory.save() : undefined,
  ];
  return problems.flatMap((each) =>
    each === undefined ? [] : [`the report is incomplete: ${each.problem}`],
  );
}
