import { suggest } from '../language/diagnostic.ts';
import { positionAt, type SourceFile, type Span } from '../language/source.ts';
import type { WrittenJson } from '../language/template/written.ts';
import type { EnvironmentsFile } from './environments-file.ts';
import { findUnmentioned, outermostPath, ranksOf, SANDBOX_LAYER, topRankOf } from './layers.ts';
import { layerSeverities } from './severity.ts';
import { nestedLimitsNotes } from './shared-limits.ts';
import { toEnvironment } from './to-environment.ts';
import type { Environment } from './environment.ts';
import { type EnvironmentData, joinLists, mergeData, severityIn } from './merge-environments.ts';

export type EnvironmentResult =
  | { readonly environment: Environment }
  | {
      readonly problem: string;
      readonly hint: string;
      /** The place of the problem, if it is in a file. */
      readonly at?: { readonly source: SourceFile; readonly span: Span };
    };

/**
 * The environment called `name` (or the nearest default), from the nearest file extended by those above it. `base` is what an
 * environment with `sandbox: true` extends.
 */
export function resolveEnvironment(
  files: readonly EnvironmentsFile[],
  name: string | undefined,
  base: Readonly<Record<string, unknown>>,
): EnvironmentResult {
  const byDefault = chooseDefault(files);
  const chosen = name ?? byDefault.chosen;
  if (files.length === 0)
    return {
      problem: 'no environments.yaml was found beside the spec or above it',
      hint: 'write one that says baseUrl and tokens, or name it with --config',
    };
  const known = [...new Set(files.flatMap((file) => Object.keys(file.environments)))];
  if (chosen === undefined)
    return {
      problem: 'no environment was chosen',
      hint: `add "default:" to ${files[0]!.source.path}, or use --env ${known.join(' | ')}`,
    };
  if (!files.some((file) => Object.hasOwn(file.environments, chosen)))
    return {
      problem: `the environment "${chosen}" is not in ${files.map((file) => file.source.path).join(' or ')}`,
      hint: suggest(chosen, known),
    };
  const ranks = ranksOf(files);
  const isNested = files.length > 1;
  const own = files.map(({ environments }) =>
    Object.hasOwn(environments, chosen) ? environments[chosen]! : {},
  );
  const said = files.map((file, at) => ({
    path: file.source.path,
    data: joinLists(file.shared, mergeData(file.shared, own[at]!), own[at]!),
    rank: ranks[at]!,
    ...(isNested && { others: othersIn(file, chosen) }),
  }));
  const shared = files.map((file) => file.shared);
  const merged = [...own, ...shared].reduceRight<Record<string, WrittenJson>>(mergeData, {});
  const start = base as EnvironmentData;
  const layers =
    merged['sandbox'] === true
      ? [...said, { path: SANDBOX_LAYER, data: start, rank: topRankOf(said) }]
      : said;
  const unmentioned = findUnmentioned(layers);
  if (unmentioned !== undefined)
    return refuseUnmentioned({ ...unmentioned, outermost: outermostPath(layers) }, chosen, files);
  const { severity, notes } = layerSeverities(files.map((file) => severityIn(file, chosen)));
  return {
    environment: {
      ...toEnvironment(
        chosen,
        merged['sandbox'] === true ? mergeData(start, merged) : merged,
        files.map((file) => file.source.path),
        layers,
      ),
      severity,
      notes: [...(name === undefined ? byDefault.notes : []), ...notes, ...nestedLimitsNotes(layers)],
    },
  };
}

/** What a file sets for the other environments. */
const othersIn = ({ environments }: EnvironmentsFile, chosen: string): readonly EnvironmentData[] =>
  Object.entries(environments).flatMap(([name, data]) => (name === chosen ? [] : [data]));

/**
 * The default of the outermost file that has one, or of a file that it trusts: a nested file must not choose the environment
 * that receives a token.
 */
function chooseDefault(files: readonly EnvironmentsFile[]): {
  readonly chosen?: string;
  readonly notes: readonly string[];
} {
  const ranks = ranksOf(files);
  const said = files.flatMap((file, at) =>
    file.default === undefined ? [] : [{ source: file.source, chosen: file.default, rank: ranks[at]! }],
  );
  const top = Math.max(...said.map(({ rank }) => rank));
  const winner = said.find(({ rank }) => rank === top);
  if (winner === undefined) return { notes: [] };
  const notes = said
    .filter(({ rank, chosen }) => rank < top && chosen !== winner.chosen)
    .map(({ source, chosen }) => {
      const { line } = positionAt(source.text, Math.max(0, source.text.search(/^["']?default["']?\s*:/m)));
      return `${source.path}:${line}: default: ${chosen} has no effect, because ${winner.source.path} says default: ${winner.chosen}`;
    });
  return { chosen: winner.chosen, notes };
}

/** A nested file must not read a secret that the files above it do not mention. */
function refuseUnmentioned(
  {
    name,
    layer,
    outermost,
  }: NonNullable<ReturnType<typeof findUnmentioned>> & { readonly outermost: string },
  environment: string,
  files: readonly EnvironmentsFile[],
): EnvironmentResult {
  const { source } = files.find((file) => file.source.path === layer.path)!;
  const start = Math.max(0, source.text.indexOf(`env.${name}`));
  return {
    problem: `${layer.path} reads {{env.${name}}}, which ${outermost} does not mention`,
    hint: `add "secrets: [${name}]" to the environment "${environment}" in ${outermost}, or "trustNested: true" beside its "environments:"`,
    at: { source, span: { start, end: start + `env.${name}`.length } },
  };
}
