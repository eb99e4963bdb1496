import { resolve } from 'node:path';
import { readSource, shownPath } from '../files.ts';
import { holdGate } from '../report/gate.ts';
import { withTrends } from '../report/history.ts';
import { mergeShards, type ParsedShard, parseShard } from '../report/shard-file.ts';
import { printConclusion } from './conclusion.ts';
import { exitCodeOf } from './exit-code.ts';
import { readGate } from './gate.ts';
import { formatsOf, readRunFlags, UsageError } from './options.ts';
import { readPast, savePast } from './past.ts';
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
  const shards = files.map((file) => readShardFile(String(file), host.cwd));
  const merged = mergeShards(shards);
  if ('problem' in merged)
    throw new UsageError(`merge: ${merged.problem}`, 'merge all shards of one run, each once');
  const folder = resolve(host.cwd, flags.reports);
  const past = readPast(folder);
  const report = withTrends(merged.report, past.history);
  const notes = [
    ...(past.note === undefined ? [] : [past.note]),
    ...(await writeReports(
      report,
      { formats: formatsOf(flags), folder, extras: { version: host.version } },
      host,
    )),
  ];
  const unsaved = await savePast(folder, past, report);
  if (unsaved !== undefined) notes.push(`not kept for later runs: ${unsaved.problem}`);
  const rules =
    flags.gate || flags.maxAgeMs !== undefined
      ? { ...readGate(host.cwd, host.cwd), ...(flags.maxAgeMs !== undefined && { maxAgeMs: flags.maxAgeMs }) }
      : undefined;
  const gateLines =
    rules && holdGate(report, rules, { nowMs: host.clock.nowMs(), coverage: {}, changed: new Set() });
  const hasNoEnvironment = report.specs.every((spec) => spec.environment === null);
  const conclusion = { report, notes, gateLines, failOnFlaky: flags.failOnFlaky, hasNoEnvironment };
  if (flags.reporters.includes('console'))
    printConclusion(
      conclusion,
      createScreen(host.stdout, host.env, () => undefined),
    );
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
