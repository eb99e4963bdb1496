import type { DocumentPosition } from '../document/position.ts';
import type { ParameterLocation } from '../operation/serialization.ts';
import type { CheckName } from '../contract-checks.ts';

export type Severity = 'error' | 'warn';
export type Severities = Readonly<Partial<Record<CheckName, Severity | 'off'>>>;

/** One result of comparing an exchange with its API document. */
export type ContractFinding = {
  readonly check: CheckName;
  readonly severity: Severity;
  readonly outcome: 'passed' | 'failed' | 'not-made';
  readonly message: string;
  readonly expected?: unknown;
  readonly actual?: unknown;
  /** JSON Pointer to the first value concerned. */
  readonly pointer?: string;
  /** The same as JSONPath; `[*]` if several items are alike. */
  readonly jsonPath?: string;
  /** The parameter concerned. */
  readonly parameter?: { readonly name: string; readonly in: ParameterLocation };
  /** The text it was read from. If that holds a secret, `veiled` is shown, and none of the values. */
  readonly source?: Source;
  /** The message without its values; absent if it shows none. */
  readonly veiled?: string | undefined;
  /** How many values this finding stands for. */
  readonly count?: number;
  readonly document?: { readonly path: string } & DocumentPosition;
  readonly hint?: string;
  /** Which side is probably wrong. */
  readonly side?: 'api' | 'spec' | 'document';
};

/** The sent texts that values were decoded or cut from. */
export type Source = {
  /** The name of the header, if they are a header's. */
  readonly header?: string;
  readonly texts: readonly string[];
};

/** A finding before its check and severity are known. */
export type FindingDraft = Omit<ContractFinding, 'check' | 'severity'> & { readonly severity?: Severity };
