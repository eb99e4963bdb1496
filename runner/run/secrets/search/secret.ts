import type { SecretForm } from './forms.ts';

/** A text that is hidden wherever it occurs. */
export type Secret = {
  readonly text: string;
  readonly shown: string;
  /** Whether `shown` names this text only; otherwise each view may use another name. */
  readonly isVariable: boolean;
  /** Whether only the name it was found under makes it a secret: then a view may show it. */
  readonly isByName: boolean;
};

/** What one view shows and hides. */
export type HidingRules = {
  readonly nameOf: (secret: Secret) => string;
  /** Texts that are shown despite their sensitive names. */
  readonly allowed: ReadonlySet<string>;
};

/** A form of a secret, as the search keeps it. */
export type SecretEntry = {
  readonly id: number;
  secret: Secret;
  readonly form: SecretForm;
  readonly length: number;
  pattern?: string;
  beginning?: RegExp | null;
};

/** The entries that a view hides. */
export const hiddenIn = (
  { allowed }: HidingRules,
  entries: readonly SecretEntry[],
): readonly SecretEntry[] =>
  allowed.size === 0
    ? entries
    : entries.filter(({ secret }) => !secret.isByName || !allowed.has(secret.text));

/** Longest first, so that a secret inside another does not leave the rest visible, nor a form inside another form. */
export const longestFirst = (a: SecretEntry, b: SecretEntry): number => b.length - a.length || a.id - b.id;

/** Compiled once: the same few secrets are found again and again. */
export const patternOf = (entry: SecretEntry): string => (entry.pattern ??= entry.form.pattern());
