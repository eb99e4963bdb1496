import { dirname, join, relative, resolve } from 'node:path';
import {
  explainFileError,
  type FileProblem,
  findSpecs,
  findUpward,
  readInside,
  readSource,
  replaceFile,
  shownPath,
  writeReportFile,
} from '../files.ts';
import type { Send } from '../http/exchange.ts';
import { Console, summaryLines } from '../report/console.ts';
import { ReportFold } from '../report/fold.ts';
import { renderJsonReport } from '../report/json.ts';
import { createTokenCache } from '../run/auth.ts';
import { type Contract, noContract } from '../run/contract.ts';
import type { Environment } from '../run/environment.ts';
import type { SpecResult } from '../run/events.ts';
import type { Job } from '../run/job.ts';
import { createRedactor } from '../run/redact.ts';
import { type Clock, run } from '../run/run.ts';
import { parseSpec, type Spec } from '../spec/parse.ts';
import { fingerprint, writeBack } from '../writeback/write-back.ts';
import { createEnvironmentLookup } from './environments.ts';
import { EXIT, exitCodeOf } from './exit-code.ts';
import { type RunFlags, UsageError } from './options.ts';
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
  const selection = await selectSpecs(flags, host);
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
  });
  const jobs: Job[] = [];
  for (const spec of selection.specs)
    jobs.push({ spec, environment: await lookup.forFolder(dirname(resolve(cwd, spec.source.path))) });

  const stopping = new AbortController();
  const stoppingCleanup = new AbortController();
  const release = host.onStop((nth) => (nth === 1 ? stopping : stoppingCleanup).abort());
  const redactor = createRedactor();
  const network = await createNetwork(jobs, flags.jobs, faults, host);
  const fold = new ReportFold();
  const screen = createScreen(host.stdout, host.env, (file, line) =>
    readLineOf(selection.specs, file, line, cwd),
  );
  const started = clock.elapsedMs();
  const console = new Console(screen, { quiet: flags.quiet, elapsedMs: () => clock.elapsedMs() - started });
  const ticking = screen.isLive ? setInterval(() => console.tick(), 100) : undefined;
  const memory = readMemory(join(resolve(cwd, flags.reports), MEMORY_FILE));
  const notes: string[] = [];
  const writing: Promise<void>[] = [];

  const events = run(jobs, {
    send: network.send,
    clock,
    seed: flags.seed ?? String(Math.floor(host.random() * 1_000_000_000)),
    jobs: flags.jobs,
    vars: flags.vars,
    readSecret: lookup.readSecret,
    readAttachment: (spec, file) =>
      readInside(rootOf(spec, flags.patterns, cwd), dirname(resolve(cwd, spec)), file),
    redactor,
    tokens: createTokenCache(clock.nowMs),
    contract: flags.contract ? await contractFor(jobs, flags, cwd) : noContract,
    severity: flags.severity,
    strictKnown: flags.strictKnown,
    signal: stopping.signal,
    cleanupSignal: stoppingCleanup.signal,
    startedAtMs: clock.nowMs(),
  });
  for await (const event of events) {
    fold.add(event);
    if (flags.reporters.includes('console')) console.add(event);
    if (event.type === 'spec-finished' && flags.write)
      writing.push(writeVerdict(jobs[event.index]!.spec, event.result, host, memory, notes));
  }
  clearInterval(ticking);
  release();
  await Promise.all(writing);
  await network.close();

  const report = fold.report;
  notes.push(...(await writeReports(report, flags, cwd, memory)));
  if (flags.reporters.includes('console')) {
    const requests = report.specs.flatMap((spec) => spec.steps).reduce((sum, step) => sum + step.attempts, 0);
    const lines = summaryLines(report.summary, { ...report, requests, notes }, screen.page);
    screen.write(`${lines.join('\n')}\n`);
  }
  const hasNoEnvironment = jobs.every(({ environment }) => 'problems' in environment);
  return exitCodeOf(report.summary, { interrupted: report.interrupted, hasNoEnvironment });
}

async function contractFor(jobs: readonly Job[], flags: RunFlags, cwd: string): Promise<Contract> {
  const { loadContract } = await import('./contract.ts');
  const environments = jobs.flatMap(({ environment }) => ('problems' in environment ? [] : [environment]));
  return loadContract({ cwd, folder: flags.swagger, specs: jobs.map(({ spec }) => spec), environments });
}

type Selection = { readonly specs: readonly Spec[]; readonly others: number };

async function selectSpecs({ patterns }: RunFlags, { cwd }: Host): Promise<Selection> {
  const { files, missing } = await findSpecs(patterns, cwd);
  if (missing.length > 0)
    throw new UsageError(
      `${missing.join(', ')}: no such file or folder`,
      'name specs, folders or globs, for example: verify specs/',
    );
  const specs: Spec[] = [];
  for (const { path, isNamed } of files) {
    const shown = shownPath(path, cwd);
    const source = readSource(path, shown);
    const spec = 'problem' in source ? unreadable(shown, source) : parseSpec(source);
    if (spec.isSpec || isNamed) specs.push(spec.isSpec ? spec : notASpec(spec));
  }
  return { specs, others: files.length - specs.length };
}

function unreadable(path: string, { problem }: FileProblem): Spec {
  const spec = parseSpec({ path, text: '' });
  return {
    ...spec,
    diagnostics: [{ rule: 'unreadable', severity: 'error', message: problem, span: { start: 0, end: 0 } }],
  };
}

function notASpec(spec: Spec): Spec {
  const message = 'expected a spec, found no frontmatter with an endpoint and no "## Test Request"';
  return {
    ...spec,
    diagnostics: [
      ...spec.diagnostics,
      { rule: 'not-a-spec', severity: 'error', message, span: { start: 0, end: 1 } },
    ],
  };
}

async function readFaults(
  texts: readonly string[],
): Promise<readonly import('../sandbox/faults.ts').Fault[]> {
  if (texts.length === 0) return [];
  const { parseFault } = await import('../sandbox/index.ts');
  return texts.map((text) => {
    const parsed = parseFault(text);
    if (parsed.kind === 'invalid') throw new UsageError(`--fault: ${parsed.message}`);
    return parsed.fault;
  });
}

type Network = { readonly send: Send; readonly close: () => Promise<void> };

/** The sandbox answers for its own origin, sockets for all others; what no environment needs is not loaded. */
async function createNetwork(
  jobs: readonly Job[],
  connections: number,
  faults: readonly import('../sandbox/faults.ts').Fault[],
  host: Host,
): Promise<Network> {
  const environments = jobs.flatMap(({ environment }) => ('problems' in environment ? [] : [environment]));
  const usesSandbox = environments.some((each) => each.sandbox);
  const sockets =
    !usesSandbox || environments.some((each) => !each.sandbox || leavesSandbox(each))
      ? (await import('../http/send.ts')).createSend({ connections })
      : undefined;
  if (!usesSandbox) return { send: sockets!.send, close: sockets!.close };
  const { createSandbox, sandboxOrigin } = await import('../sandbox/index.ts');
  const { createInMemorySend } = await import('../http/in-memory.ts');
  const sandbox = createInMemorySend(
    createSandbox({ faults, now: host.clock.nowMs, random: host.random }).fetch,
  );
  return {
    send: (request, signal) =>
      request.url.startsWith(`${sandboxOrigin}/`) || sockets === undefined
        ? sandbox(request, signal)
        : sockets.send(request, signal),
    close: async () => sockets?.close(),
  };
}

/** A sandbox environment may still name hosts of its own. */
const leavesSandbox = ({ baseUrl, fallbackUrl, routes, tokens }: Environment): boolean =>
  [
    baseUrl,
    fallbackUrl,
    ...routes.map((route) => route.baseUrl),
    ...Object.values(tokens).map((token) => token.exchange?.url),
  ].some((url) => url !== undefined && !url.startsWith('http://sandbox.localhost:'));

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

/** What is remembered between runs: the steps of each spec when its verdict was last written. */
type Memory = { readonly proven: Record<string, string> };
const MEMORY_FILE = 'proven.json';

function readMemory(path: string): Memory {
  const source = readSource(path, MEMORY_FILE);
  try {
    const data: unknown = 'problem' in source ? {} : JSON.parse(source.text);
    return { proven: { ...(data as Record<string, string>) } };
  } catch {
    return { proven: {} };
  }
}

async function writeVerdict(
  spec: Spec,
  result: SpecResult,
  { cwd, clock }: Host,
  memory: Memory,
  notes: string[],
): Promise<void> {
  const file = spec.source.path;
  const at = new Date(clock.nowMs()).toISOString();
  const outcome = writeBack(spec, result, at, memory.proven[file]);
  if (outcome.kind === 'refused') notes.push(`${file}: not updated: ${outcome.reason}`);
  if (result.verdict !== 'passed' && result.verdict !== 'failed') return;
  try {
    if (
      outcome.kind === 'changed' &&
      (await replaceFile(resolve(cwd, file), outcome.text, spec.source.text)) === 'changed-meanwhile'
    ) {
      notes.push(`${file}: not updated, because it was edited during the run`);
      return;
    }
    if (outcome.kind !== 'refused') memory.proven[file] = fingerprint(spec);
  } catch (error) {
    notes.push(`${file}: not updated: ${explainFileError(error, file)}`);
  }
}

async function writeReports(
  report: ReportFold['report'],
  flags: RunFlags,
  cwd: string,
  memory: Memory,
): Promise<readonly string[]> {
  const folder = resolve(cwd, flags.reports);
  const proven = Object.fromEntries(Object.entries(memory.proven).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  const problems = [
    await writeReportFile(folder, 'report.json', renderJsonReport(report)),
    flags.write
      ? await writeReportFile(folder, MEMORY_FILE, `${JSON.stringify(proven, null, 2)}\n`)
      : undefined,
  ];
  return problems.flatMap((each) =>
    each === undefined ? [] : [`the report is incomplete: ${each.problem}`],
  );
}
