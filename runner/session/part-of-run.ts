import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { variablesIn } from '../language/step/step-variables.ts';
import type { WrittenJson } from '../language/template/written.ts';
import { partOfSpec, type WantedStep } from '../plan/part.ts';
import type { Environment } from '../environment/environment.ts';
import type { Job } from '../run/job.ts';
import { findSpecs } from '../workspace/discovery.ts';
import { shownPath } from '../workspace/files.ts';
import { UsageError } from '../workspace/usage-error.ts';
import type { RunFlags } from './run-flags.ts';

/**
 * Resolves `specs/a.md:42` and names of specs to paths, and returns the lines. A run of a part proves nothing, so it keeps
 * nothing.
 */
export async function resolveTargets(flags: RunFlags, cwd: string): Promise<RunFlags> {
  const patterns: string[] = [];
  const lines = new Map<string, number>();
  for (const pattern of flags.patterns) {
    const [, file, line] = /^(.+\.\w+):(\d+)(?::\d+)?$/.exec(pattern) ?? [];
    const hasLine = file !== undefined && !existsSync(resolve(cwd, pattern));
    const found = await pathsOf(hasLine ? file : pattern, cwd);
    patterns.push(...found);
    if (!hasLine) continue;
    if (found.length !== 1)
      throw new UsageError(
        `${pattern}: ${found.length} specs have this name`,
        `name one of them: ${found.join(', ')}`,
      );
    const path = shownPath(resolve(cwd, found[0]!), cwd);
    if (lines.has(path)) throw new UsageError(`${path} is named with two lines`, 'name one line of a spec');
    lines.set(path, Number(line));
  }
  const isPart = lines.size > 0 || flags.until !== undefined;
  if (!isPart) return { ...flags, patterns };
  if (flags.gate || flags.shard !== undefined)
    throw new UsageError(
      `${flags.gate ? '--gate' : '--shard'}: a part of a spec proves nothing`,
      'leave out --until, and the line behind the path',
    );
  const severity = { 'endpoint-called': 'off', ...flags.severity };
  return { ...flags, patterns, lines, severity, keep: false };
}

/** A path unchanged; for a name, or a part of a path, the matching specs below specs/. */
async function pathsOf(pattern: string, cwd: string): Promise<readonly string[]> {
  if (/[*?{}[\]!]/.test(pattern) || existsSync(resolve(cwd, pattern)) || !existsSync(resolve(cwd, 'specs')))
    return [pattern];
  const { files } = await findSpecs(['specs'], cwd);
  const shown = files.map(({ path }) => shownPath(path, cwd));
  const found = shown.filter(
    (path) => path.slice('specs/'.length).includes(pattern) || path.endsWith(`/${pattern}`),
  );
  return found.length === 0 ? [pattern] : found;
}

/** The part of its specs that a run is limited to: `up to create_link`, `specs/a.md:42`. */
export const sayPart = ({ lines = new Map(), until }: Pick<RunFlags, 'lines' | 'until'>): string =>
  [
    ...(until === undefined ? [] : [`up to ${until}`]),
    ...Array.from(lines, ([path, line]) => `${path}:${line}`),
  ].join(', ');

type Planned = Pick<Job, 'summary' | 'environment'>;

/** Reduces specs to their wanted parts. Throws {@link UsageError} where a spec has no such step. */
export function narrowSpecs<T extends Planned>(specs: readonly T[], flags: RunFlags): readonly T[] {
  const { lines, until } = flags;
  const why = `run in part: ${sayPart(flags)}`;
  return specs.map((each) => {
    const line = lines?.get(each.summary.path);
    if (line !== undefined && until !== undefined)
      throw new UsageError('--until: the path names a line already', 'leave one of them out');
    const id = until === undefined ? undefined : { id: until };
    const wanted = line === undefined ? id : { line };
    return wanted === undefined ? each : narrow(each, wanted, why);
  });
}

function narrow<T extends Planned>(planned: T, wanted: WantedStep, why: string): T {
  const { summary, environment } = planned;
  const whole = summary.read();
  if (whole.steps.length === 0) return planned;
  const always = 'problems' in environment ? [] : variablesOfEnvironment(environment);
  const needsAll = !('problems' in environment) && environment.cookies;
  const spec = partOfSpec(whole, wanted, { always, needsAll, why });
  if ('problem' in spec) throw new UsageError(spec.problem);
  return { ...planned, summary: { ...summary, read: () => spec } };
}

const variablesOfEnvironment = ({ tokens, headers, variables }: Environment): readonly string[] =>
  [tokens, headers, variables].flatMap((each) =>
    variablesIn(JSON.parse(JSON.stringify(each)) as WrittenJson),
  );
