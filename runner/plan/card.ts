import type { Metadata } from '../spec/metadata.ts';
import type { Spec } from '../spec/parse.ts';
import { secretNamesIn } from '../spec/step-variables.ts';
import { mayUse } from '../spec/use.ts';

/** What a plan needs of a spec's metadata. */
export type CardMetadata = Pick<
  Metadata,
  | 'endpoint'
  | 'method'
  | 'path'
  | 'domain'
  | 'tags'
  | 'swagger'
  | 'status'
  | 'tokens'
  | 'data'
  | 'concurrency'
>;

/** What a plan knows of a spec; ten thousand specs that were read to their ends would take 100 MB. */
export type Card = {
  /** As messages show it. */
  readonly path: string;
  readonly metadata: CardMetadata;
  /** Whether it may have steps that use other specs. */
  readonly mayUse: boolean;
  /** Names of the secrets that its steps name, `NAME` for `{{env.NAME}}`. */
  readonly secrets: readonly string[];
  /** All of it, as it was when the card was written. May parse the text again, so whoever asks twice keeps the answer. */
  readonly read: () => Spec;
};

/** The card of a spec that stays in memory. */
export const cardOf = (spec: Spec): Card => ({
  path: spec.source.path,
  metadata: spec.metadata,
  mayUse: mayUse(spec.source.text),
  secrets: spec.source.text.includes('env.') ? secretsOf(spec) : [],
  read: () => spec,
});

export const secretsOf = ({ steps }: Spec): readonly string[] => secretNamesIn(JSON.stringify(steps));
