import type { Metadata } from '../spec/metadata.ts';
import type { Spec } from '../spec/parse.ts';
import { mayNameSecrets } from '../spec/step-variables.ts';
import { mayUse } from '../spec/use.ts';

/** What a plan needs of a spec's metadata. */
const CARD_KEYS = [
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

export type CardMetadata = Pick<Metadata, (typeof CARD_KEYS)[number]>;

/** What a plan knows of a spec; ten thousand specs that were read to their ends would take 100 MB. */
export type Card = {
  /** As messages show it. */
  readonly path: string;
  readonly metadata: CardMetadata;
  /** Whether it may have steps that use other specs. */
  readonly mayUse: boolean;
  /** Whether its steps may name secrets. */
  readonly mayNameSecrets: boolean;
  readonly text: () => string;
  /** All of it, as it was when the card was written. May parse the text again, so whoever asks twice keeps the answer. */
  readonly read: () => Spec;
};

/** The card of a spec that stays in memory. */
export const cardOf = (spec: Spec): Card => ({
  path: spec.source.path,
  metadata: spec.metadata,
  mayUse: mayUse(spec.source.text),
  mayNameSecrets: mayNameSecrets(spec.source.text),
  text: () => spec.source.text,
  read: () => spec,
});

/** What a card says of a spec that does not stay in memory: a part of its text would keep the whole of it there. */
export const detachedMetadata = (metadata: Metadata): CardMetadata =>
  JSON.parse(
    JSON.stringify(Object.fromEntries(CARD_KEYS.map((key) => [key, metadata[key]]))),
  ) as CardMetadata;
