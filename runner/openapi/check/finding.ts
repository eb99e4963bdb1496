import type { DocumentPosition } from '../document/position.ts';
import type { ParameterLocation } from '../operation/serialization.ts';

/** What the contract looks at, in the order in which findings are reported. */
export const CHECKS = [
  'document-found',
  'operation-found',
  'deprecated-operation',
  'token-documented',
  'request-params',
  'request-content-type',
  'request-body',
  'read-only-field',
  'response-status',
  'response-content-type',
  'response-headers',
  'response-schema',
  'response-format',
  'undocumented-field',
  'write-only-field',
  'example-shape',
] as const;

export type CheckName = (typeof CHECKS)[number];
export type Severity = 'error' | 'warn';
export type Severities = Readonly<Partial<Record<CheckName, Severity | 'off'>>>;

/** How much each check matters unless the caller says otherwise. */
export const defaultSeverities: Readonly<Record<CheckName, Severity>> = {
  'document-found': 'error',
  'operation-found': 'warn',
  'deprecated-operation': 'warn',
  'token-documented': 'warn',
  'request-params': 'error',
  'request-content-type': 'warn',
  'request-body': 'error',
  'read-only-field': 'warn',
  'response-status': 'error',
  'response-content-type': 'warn',
  'response-headers': 'warn',
  'response-schema': 'error',
  'response-format': 'warn',
  'undocumented-field': 'warn',
  'write-only-field': 'warn',
  'example-shape': 'warn',
};

/** What comparing one exchange with its API document gave: one fact. */
export type ContractFinding = {
  readonly check: CheckName;
  readonly severity: Severity;
  readonly outcome: 'passed' | 'failed' | 'not-made';
  readonly message: string;
  readonly expected?: unknown;
  readonly actual?: unknown;
  /** JSON Pointer to the first value concerned. */
  readonly pointer?: string;
  /** The same place for people; `[*]` where several items are alike. */
  readonly jsonPath?: string;
  /** The parameter concerned. */
  readonly parameter?: { readonly name: string; readonly in: ParameterLocation };
  /** What it was read from: where that holds a secret, `veiled` is shown, and none of the values. */
  readonly source?: Source;
  /** The message without the values that it shows; absent where it shows none. */
  readonly veiled?: string | undefined;
  /** How many values this finding speaks for. */
  readonly count?: number;
  readonly document?: { readonly path: string } & DocumentPosition;
  readonly hint?: string;
  /** Who is likely wrong. */
  readonly side?: 'api' | 'spec' | 'document';
};

/** The texts that values were decoded or cut from, as they were sent. */
export type Source = {
  /** The name of the header that holds them. */
  readonly header?: string;
  readonly texts: readonly string[];
};

/** A finding before its check and severity are known. */
export type FindingDraft = Omit<ContractFinding, 'check' | 'severity'> & { readonly severity?: Severity };
