import type { ApiOperation } from './api-model.ts';

/** A step of a new spec. */
export type StepDraft = {
  readonly id: string;
  readonly operation: ApiOperation;
  readonly path: string;
  /** Undefined for the token of the spec. */
  readonly token: string | undefined;
  readonly params: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: BodyDraft | undefined;
  /** Extracted variables and their JSONPaths. */
  readonly extract: ReadonlyMap<string, string>;
  readonly statuses: readonly (number | string)[];
  /** Expectations by JSONPath. */
  readonly expected: ReadonlyMap<string, unknown>;
  readonly expectedHeaders: Readonly<Record<string, unknown>>;
  /** Why the step exists. */
  readonly description: string | undefined;
};

/** The body of a request. */
export type BodyDraft =
  | { readonly kind: 'json'; readonly value: unknown; readonly contentType: string | undefined }
  | { readonly kind: 'form'; readonly fields: Readonly<Record<string, unknown>> };

/** A new spec, before it is text. */
export type SpecDraft = {
  readonly operation: ApiOperation;
  /** What distinguishes it from other specs of its operation: nothing, or `without token`. */
  readonly variant: string | undefined;
  readonly title: string;
  readonly summary: string;
  readonly token: string;
  readonly usesFallback: boolean;
  readonly prerequisites: readonly StepDraft[];
  readonly test: StepDraft;
  readonly cleanup: readonly StepDraft[];
  /** Values that only a person can provide. */
  readonly needs: readonly string[];
};
