import { dirname, join } from 'node:path/posix';
import type { Metadata } from '../language/metadata.ts';
import { hasErrors, readHead, type Spec } from '../language/parse.ts';
import { mayNameSecrets, secretNamesIn } from '../language/step/step-variables.ts';

/** The metadata that planning needs. */
const SUMMARY_KEYS = [
  'endpoint',
  'method',
  'path',
  'domain',
  'tags',
  'swagger',
  'status',
  'tokens',
  'data',
  'concurrency',
] as const satisfies readonly (keyof Metadata)[];

const NO_NAMES: readonly string[] = [];

export type SummaryMetadata = Pick<Metadata, (typeof SUMMARY_KEYS)[number]>;

/** What planning needs of a spec: ten thousand parsed specs would take 100 MB. */
export type SpecSummary = {
  /** As messages show it. */
  readonly path: string;
  readonly metadata: SummaryMetadata;
  /** The specs that its steps use, relative to it. */
  readonly uses: readonly string[];
  /** Its frontmatter is invalid, so its content is unknown. */
  readonly isUnread: boolean;
  /** The secrets that its steps name; absent where the steps must be parsed to know them. */
  readonly secretNames?: readonly string[];
  readonly text: () => string;
  /** The whole spec, as it was when summarized. May parse the text again: store the result if it is needed twice. */
  readonly read: () => Spec;
};

/** The summary of a spec that stays in memory as parsed. */
export const summarize = (spec: Spec): SpecSummary => ({
  path: spec.source.path,
  metadata: spec.metadata,
  uses: usedBy(spec),
  isUnread: isUnread(spec),
  ...(!mayNameSecrets(spec.source.text) && { secretNames: NO_NAMES }),
  text: () => spec.source.text,
  read: () => spec,
});

/** Whether the errors of a spec are in its frontmatter rather than below it. */
function isUnread({ source, diagnostics, isSpec }: Spec): boolean {
  if (!hasErrors(diagnostics)) return false;
  const head = readHead(source);
  return !isSpec || head === undefined || !head.claims || hasErrors(head.diagnostics);
}

/** The path of a file that a spec names relative to itself. */
export const pathBeside = (spec: string, file: string): string => join(dirname(spec), file);

const usedBy = ({ uses }: Pick<Spec, 'uses'>): readonly string[] => uses.map(({ file }) => file);

export const summarizeMetadata = (metadata: Metadata): SummaryMetadata =>
  Object.fromEntries(SUMMARY_KEYS.map((key) => [key, metadata[key]])) as SummaryMetadata;

/** The names of the secrets in the steps of a spec, each once. */
export const secretNamesOf = ({ source, steps }: Spec): readonly string[] =>
  mayNameSecrets(source.text) || steps.some(({ origin }) => origin !== undefined)
    ? [...new Set(secretNamesIn(JSON.stringify(steps)))]
    : [];
