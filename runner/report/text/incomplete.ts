import { type CutBy, NOT_STARTED } from '../../run/events.ts';
import type { CompactResult } from '../compact.ts';
import type { Folded } from '../report.ts';
import { idOf } from '../spec-name.ts';
import { count, firstNames } from './text.ts';

type Run = Pick<Folded<unknown>, 'interrupted' | 'cutBy' | 'part' | 'shard' | 'missing'>;

/** What cut a run. Reports of older versions may say only that it was interrupted. */
export const cutOf = ({ cutBy, interrupted }: Pick<Run, 'interrupted' | 'cutBy'>): CutBy | undefined =>
  cutBy ?? (interrupted ? 'a signal' : undefined);

/** Why a run is not a whole one, in the words of a heading: `cut by --timeout`. */
export function shortfallsOf({ part, shard, missing = [], ...run }: Run): readonly string[] {
  const cutBy = cutOf(run);
  return [
    ...(cutBy === undefined ? [] : [`cut by ${cutBy}`]),
    ...(part === undefined ? [] : [`run in part: ${part}`]),
    ...(shard === undefined ? [] : [`shard ${shard.index} of ${shard.total}`]),
    ...(missing.length === 0 ? [] : ['reports are missing']),
  ];
}

/** Why a run is not a whole one, and which specs its cut left without a verdict. */
export function incompleteOf(run: Run & Pick<Folded<CompactResult>, 'specs'>): readonly string[] {
  const { part, shard, missing = [] } = run;
  return [
    ...linesOfCut(run),
    ...(part === undefined ? [] : [`run in part: ${part}; proves nothing`]),
    ...(shard === undefined
      ? []
      : [`shard ${shard.index} of ${shard.total}: the other specs are in the other shards`]),
    ...missing,
  ];
}

/** A run that is not a whole one, as formats show it that know only cases: passed by none of them. */
export type RunCase = {
  readonly name: string;
  readonly verdict: 'errored' | 'skipped';
  readonly lines: readonly string[];
};

/** The case of a run that was cut, ran in part or lacks reports; with a gate, that of the gate says it. */
export function runCaseOf({ gate, conclusion, ...run }: Omit<Folded<unknown>, 'specs'>): RunCase | undefined {
  const { shard: _shard, ...own } = run;
  const short = shortfallsOf(own);
  if (gate !== undefined || short.length === 0) return undefined;
  const isUnknown = cutOf(run) !== undefined || run.missing !== undefined;
  return {
    name: short.join(', '),
    verdict: isUnknown ? 'errored' : 'skipped',
    lines: conclusion?.incomplete ?? short,
  };
}

/** That a run was cut, and how many specs it left without a verdict; undefined if it was not. */
export function sayCut(
  run: Pick<Folded<CompactResult>, 'interrupted' | 'cutBy' | 'specs'>,
): string | undefined {
  const cutBy = cutOf(run);
  if (cutBy === undefined) return undefined;
  const { unfinished, notStarted } = cutSpecsOf(run);
  const counts = [
    ...(unfinished.length === 0 ? [] : [`${count(unfinished.length, 'spec')} not finished`]),
    ...(notStarted.length === 0 ? [] : [`${count(notStarted.length, 'spec')} not started`]),
  ];
  return `the run was cut by ${cutBy}: ${counts.join(', ') || 'what it did not reach is not known'}`;
}

function linesOfCut(run: Parameters<typeof sayCut>[0]): readonly string[] {
  const said = sayCut(run);
  if (said === undefined) return [];
  const { unfinished, notStarted } = cutSpecsOf(run);
  return [
    said,
    ...(unfinished.length === 0 ? [] : [`not finished: ${firstNames(unfinished)}`]),
    ...(notStarted.length === 0 ? [] : [`not started: ${firstNames(notStarted)}`]),
  ];
}

/** The specs that a cut left without a verdict; those of older reports are known by their reason. */
function cutSpecsOf({ specs }: Pick<Folded<CompactResult>, 'specs'>) {
  const unfinished: string[] = [];
  const notStarted: string[] = [];
  for (const spec of specs)
    if (!('reason' in spec)) continue;
    else if (spec.reason === NOT_STARTED) notStarted.push(idOf(spec));
    else if (spec.cut) unfinished.push(idOf(spec));
  return { unfinished, notStarted };
}
