import { dirname, join } from 'node:path/posix';
import type { Metadata } from '../language/metadata.ts';
import { hasErrors, readHead, type Spec } from '../language/parse.ts';
import { mayNameSecrets } from '../language/step/step-variables.ts';

/** What a plan needs of a spec's metadata. */
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

export type SummaryMetadata = Pick<Metadata, (typeof SUMMARY_KEYS)[number]>;

/** What a plan knows of a spec; ten thousand specs that were read to their ends would take 100 MB. */
export type SpecSummary = {
  /** As messages show it. */
  readonly path: string;
  readonly metadata: SummaryMetadata;
  /** The specs that its steps use, relative to it. */
  readonly uses: readonly string[];
  /** What its frontmatter says is not known, because it cannot be read. */
  readonly isUnread: boolean;
  /** Whether its steps may name secrets. */
  readonly mayNameSecrets: boolean;
  readonly text: () => string;
  /** All of it, as it was when the summary was written. May parse the text again, so whoever asks twice keeps the answer. */
  readonly read: () => Spec;
};

/** The summary of a spec that stays in memory. */
export const summarize = (spec: Spec): SpecSummary => ({
  path: spec.source.path,
  metadata: spec.metadata,
  uses: usedBy(spec),
  isUnread: isUnread(spec),
  mayNameSecrets: mayNameSecrets(spec.source.text),
  text: () => spec.source.text,
  read: () => spec,
});

/** Looks for the rare spec with errors whether they are of its frontmatter, or of what stands below. */
function isUnread({ source, diagnostics, isSpec }: Spec): boolean {
  if (!hasErrors(diagnostics)) return false;
  const head = readHead(source);
  return !isSpec || head === undefined || !head.claims || hasErrors(head.diagnostics);
}

/** The path of a file that a spec names relative to itself. */
export const pathBeside = (spec: string, file: string): string => join(dirname(spec), file);

export const usedBy = ({ uses }: Pick<Spec, 'uses'>): readonly string[] => uses.map(({ file }) => file);

export const summarizeMetadata = (metadata: Metadata): SummaryMetadata =>
  Object.fromEntries(SUMMARY_KEYS.map((key) => [key, metadata[key]])) as SummaryMetadata;
