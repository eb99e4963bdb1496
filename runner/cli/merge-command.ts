import { resolve } from 'node:path';
import { readSource, shownPath } from '../files.ts';
import { cardOf } from '../plan/card.ts';
import { expandUses } from '../plan/expand.ts';
import { holdGate, percentagesOf } from '../report/gate.ts';
import type { Report } from '../report/fold.ts';
import { withTrends } from '../report/history.ts';
import { mergeShards, type ParsedShard, parseShard, type ShardHead } from '../report/shard-file.ts';
import { parseSpec, type Spec } from '../spec/parse.ts';
import type { SourceFile } from '../spec/source.ts';
import { printConclusion, sayWhatIsWrong } from './print-conclusion.ts';
import { exitCodeOf } from './exit-code.ts';
import { gateOf } from './gate.ts';
import { Memory } from './memory.ts';
import { formatsOf, readRunFlags, UsageError } from './options.ts';
import { readPast, savePast } from './past.ts';
import { linesOnDisk, replay } from './replay.ts';
import { writeReports } from './reports.ts';
import type { Host } from './run-command.ts';
import { createScreen } from './terminal.ts';

/** `verify merge FILES…`: the reports of one run, from the files of its shards. Answers with the run's exit code. */
export async function mergeCommand(
  files: readonly string[],
  raw: Readonly<Record<string, unknown>>,
  host: Host,
): Promise<number> {
  const flags = readRunFlags(files, raw, host.env);
  if (files.length === 0)
    throw new UsageError('merge: no files', 'name the shard-i-of-n.jsonl files of all shards');
  const merged = mergeShards(files.map((file) => readShardFile(String(file), host.cwd)));
  if ('problem' in merged)
    throw new UsageError(`merge: ${merged.problem}`, 'merge all shards of one run, each once');
  const gate = gateOf(
    flags,
    merged.report.specs.map(({ file }) => file),
    host.cwd,
  );
  const folder = resolve(host.cwd, flags.reports);
  const past = readPast(folder);
  const specs = specsOf(merged.sources, host.cwd);
  const known = new Map(specs.map((spec) => [spec.source.path, spec]));
  const coverage = await measure(merged.report, merged.documents, specs, host.cwd);
  const report = {
    ...withTrends(merged.report, past.history),
    ...(coverage !== undefined && { coverage }),
  };
  const screen = createScreen(host.stdout, host.env, linesOnDisk(host.cwd));
  const isPrinted = flags.reporters.includes('console');
  if (isPrinted) replay(report, screen, flags);
  const notes = [
    ...(past.note === undefined ? [] : [past.note]),
    ...(await writeReports(
      report,
      () => report.specs,
      {
        formats: ['json', ...formatsOf(flags)],
        folder,
        extras: { version: host.version, specOf: (file) => known.get(file) },
      },
      host,
    )),
  ];
  const memory = new Memory(folder);
  memory.learn(merged.learned);
  const hasLearned = Object.keys(merged.learned).length > 0;
  for (const saving of [savePast(folder, past, report), hasLearned ? memory.save() : undefined]) {
    const unsaved = await saving;
    if (unsaved !== undefined) notes.push(`not kept for later runs: ${unsaved.problem}`);
  }
  const { changed } = merged;
  const gateLines =
    gate && holdGate(report, gate, { nowMs: host.clock.nowMs(), coverage: percentagesOf(coverage), changed });
  const hasNoEnvironment = report.specs.length > 0 && report.specs.every((spec) => spec.environment === null);
  const conclusion = { report, notes, gateLines, failOnFlaky: flags.failOnFlaky, hasNoEnvironment };
  if (isPrinted) printConclusion(conclusion, screen);
  else sayWhatIsWrong(conclusion, host);
  return exitCodeOf(conclusion);
}

function readShardFile(file: string, cwd: string): ParsedShard {
  const path = resolve(cwd, file);
  const source = readSource(path, shownPath(path, cwd));
  if ('problem' in source) throw new UsageError(`merge: ${source.problem}`);
  const shard = parseShard(source.path, source.text);
  if ('problem' in shard) throw new UsageError(`merge: ${shard.problem}`, 'run that shard again');
  return shard;
}

/** The specs as the shards read them, with what they use in its place. */
function specsOf(sources: readonly SourceFile[], cwd: string): readonly Spec[] {
  const specs = new Map(sources.map((source) => [source.path, parseSpec(source)]));
  const open = (path: string) => {
    const known = specs.get(path);
    if (known !== undefined) return known;
    const source = readSource(resolve(cwd, path), path);
    return 'problem' in source ? source : parseSpec(source);
  };
  return [...specs.values()].map((spec) => expandUses(spec, open));
}

async function measure(
  report: Report,
  documents: ShardHead['documents'],
  specs: readonly Spec[],
  cwd: string,
): Promise<Report['coverage']> {
  if (documents === null) return undefined;
  const { loadContract } = await import('./contract.ts');
  const folder = documents.swagger ?? undefined;
  return (await loadContract({ cwd, folder, cards: specs.map(cardOf), environments: [] })).coverageOf(report);
}
