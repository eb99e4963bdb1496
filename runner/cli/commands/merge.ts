import { resolve } from 'node:path';
import { readSource, shownPath } from '../../workspace/files.ts';
import { joinObserved, toObserved } from '../../drift/observed/observed.ts';
import { summarize } from '../../plan/spec-summary.ts';
import { expandUses } from '../../plan/uses.ts';
import { conclusionOf } from '../../report/conclusion.ts';
import { decideGate, leftOutOf, percentagesOf } from '../../report/gate.ts';
import type { GateRules, GateDecision } from '../../report/gate-rules.ts';
import { lastRuns, splitAt } from '../../report/history.ts';
import { withTrends } from '../../report/history/trend.ts';
import { jsonOfSpec } from '../../report/writers/json.ts';
import { type Merged, mergeShards } from '../../report/merge-shards.ts';
import { type EarlierProofs, earlierProofs, proofOf } from '../../report/proof.ts';
import { type ParsedShard, parseShard } from '../../report/read-shard.ts';
import { planNameOf } from '../../report/shard-file.ts';
import { parseSpec, type Spec } from '../../language/parse.ts';
import type { SourceFile } from '../../language/source.ts';
import { createLimits, readNamedFile } from '../../workspace/confine.ts';
import { exitCodeOf } from '../exit-code.ts';
import { sayIdleFault } from '../../session/faults.ts';
import { gateOf } from '../../session/gate.ts';
import { keepIn, type Kept, keptNothing } from '../../session/keep.ts';
import type { RawFlags } from '../flags/flag.ts';
import { readRunFlags } from '../flags/read-run-flags.ts';
import { formatsOf } from '../../session/run-flags.ts';
import { UsageError } from '../../workspace/usage-error.ts';
import { saveObserved } from '../../workspace/observations.ts';
import { readHistory, saveHistory, type StoredHistory } from '../../workspace/history-store.ts';
import { printConclusion, printProblems } from '../print-conclusion.ts';
import { ProofStore } from '../../workspace/proof-store.ts';
import { linesOnDisk, replay } from '../replay.ts';
import { writeReports } from '../../session/reports.ts';
import type { Host } from '../../session/host.ts';
import { withNotice } from '../with-notice.ts';
import { createScreen, displayOn } from '../terminal.ts';
import type { Report } from '../../report/report.ts';

/** `verify merge FILES…`: the reports of one run, from the files of its shards. Answers with the run's exit code. */
export async function mergeCommand(files: readonly string[], raw: RawFlags, host: Host): Promise<number> {
  const flags = readRunFlags(files, raw, host.env);
  if (files.length === 0)
    throw new UsageError('merge: no files', 'name the shard-i-of-n.jsonl files of all shards');
  const merged = mergeShards(files.map((file) => readShardFile(file, host.cwd)));
  if ('problem' in merged)
    throw new UsageError(`merge: ${merged.problem}`, 'merge all shards of one run, each once');
  const asked = gateOf(
    flags,
    merged.report.specs.map(({ file }) => file),
    host.cwd,
  );
  const folder = resolve(host.cwd, flags.reports);
  const storedHistory = readHistory(folder);
  // The shards may be merged later than newer runs, and more than once.
  const [before, others] = splitAt(storedHistory.history, merged.report.startedAt);
  const specs = specsOf(merged.sources, host.cwd);
  const known = new Map(specs.map((spec) => [spec.source.path, spec]));
  const coverage = await measure(merged, specs, flags.maxDocumentMb, host.cwd);
  const report = {
    ...withTrends(merged.report, before),
    ...(coverage !== undefined && { coverage }),
  };
  const screen = createScreen(host, linesOnDisk(host));
  const isPrinted = flags.reporters.includes('console');
  if (isPrinted) replay(report, screen, flags);
  const proofStore = new ProofStore(folder);
  const proofs = earlierProofs([...others, ...before], proofStore.files());
  const formats = formatsOf(flags);
  const extras = { version: host.version, specOf: (file: string) => known.get(file) };
  const kept = await keepMerged({ folder, storedHistory, proofStore }, merged, report, host);
  const lost = [kept.historyProblem ?? storedHistory.problem, proofStore.problem, ...kept.lost].filter(
    (problem) => problem !== undefined,
  );
  const hasNoEnvironment = report.specs.length > 0 && report.specs.every((spec) => spec.environment === null);
  const judged = { merged, proofs, lost, hasNoEnvironment };
  const gate = asked && judge(report, asked.rules, judged, host.clock.nowMs());
  const { report: written, missing } = await writeReports(
    {
      ...report,
      ...(gate !== undefined && { gate }),
      conclusion: conclusionOf(
        report,
        leftOutOf(report, merged),
        hasNoEnvironment ? undefined : lastRuns(before, report),
      ),
    },
    { lines: () => report.specs.map(jsonOfSpec), whole: () => report.specs },
    { formats: ['json', ...formats], folder, extras, printCommands: displayOn(host).printCommands },
    host,
  );
  const concluded = {
    report: written,
    notes: [
      ...(storedHistory.note === undefined ? [] : [storedHistory.note]),
      ...kept.notes,
      ...(asked === undefined ? [...lost, ...missing] : asked.notes),
      ...merged.idleFaults.map(sayIdleFault),
    ],
    failOnFlaky: flags.failOnFlaky,
    hasNoEnvironment,
    hasIdleFault: merged.idleFaults.length > 0,
    isReportMissing: missing.length > 0,
  };
  const conclusion = await withNotice(concluded, flags, host);
  if (isPrinted) printConclusion(conclusion, screen);
  else printProblems(conclusion, host);
  return exitCodeOf(conclusion);
}

type MergedRun = Exclude<Merged, { readonly problem: string }>;

type Memory = {
  readonly folder: string;
  readonly storedHistory: StoredHistory;
  readonly proofStore: ProofStore;
};

/** Writes the history, proofs and observations of the shards, as one run would. */
async function keepMerged(
  { folder, storedHistory, proofStore }: Memory,
  { learned, isBroken, observed }: MergedRun,
  report: Report,
  host: Host,
): Promise<Kept> {
  if (isBroken) return keptNothing;
  proofStore.merge(learned);
  const parts = observed.map(toObserved).filter((part) => part !== undefined);
  return keepIn(
    folder,
    {
      proofs: Object.keys(learned).length > 0 && (() => proofStore.save()),
      history: () => saveHistory(folder, storedHistory, report, { isMerged: true }),
      observed: parts.length > 0 && (() => saveObserved(folder, joinObserved(parts))),
    },
    host,
  );
}

type Judged = {
  readonly merged: MergedRun;
  readonly proofs: EarlierProofs;
  readonly lost: readonly string[];
  readonly hasNoEnvironment: boolean;
};

/** The gate's decision on all shards together; a proof that any of them knows counts. */
function judge(
  report: Report,
  rules: GateRules,
  { merged, proofs, ...known }: Judged,
  nowMs: number,
): GateDecision {
  return decideGate(report, rules, {
    ...known,
    nowMs,
    coverage: percentagesOf(report.coverage),
    changed: merged.changed,
    proofOf: (spec) =>
      proofOf(spec, proofs, nowMs) ?? (merged.proven.has(planNameOf(spec)) ? { by: 'a shard' } : undefined),
    unselected: merged.unselected,
    vanished: merged.vanished,
  });
}

function readShardFile(file: string, cwd: string): ParsedShard {
  const path = resolve(cwd, file);
  const source = readSource(path, shownPath(path, cwd));
  if ('problem' in source) throw new UsageError(`merge: ${source.problem}`);
  const shard = parseShard(source.path, source.text);
  if ('problem' in shard) throw new UsageError(`merge: ${shard.problem}`, 'run that shard again');
  return shard;
}

/** The specs as the shards read them, with the steps they use. */
function specsOf(sources: readonly SourceFile[], cwd: string): readonly Spec[] {
  const specs = new Map(sources.map((source) => [source.path, parseSpec(source)]));
  const paths = [...specs.keys()];
  const folders = createLimits({ cwd, patterns: paths, swagger: undefined }).forSpecs(paths, []);
  const open = (path: string) => {
    const known = specs.get(path);
    if (known !== undefined) return known;
    const source = readNamedFile(resolve(cwd, path), path, folders, cwd);
    return 'problem' in source ? source : parseSpec(source);
  };
  return [...specs.values()].map((spec) => expandUses(spec, open));
}

async function measure(
  { report, documents }: MergedRun,
  specs: readonly Spec[],
  maxDocumentMb: number | undefined,
  cwd: string,
): Promise<Report['coverage']> {
  if (documents === null) return undefined;
  const { loadContract } = await import('../../session/load-contract.ts');
  const folder = documents.swagger ?? undefined;
  const limits = createLimits({ cwd, patterns: specs.map(({ source }) => source.path), swagger: folder });
  const summaries = specs.map(summarize);
  const options = { cwd, folder, summaries, environments: [], limits, maxDocumentMb };
  return (await loadContract(options)).coverageOf(report);
}
