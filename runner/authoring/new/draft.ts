import type { ApiOperation } from './api-model.ts';

/** A step of a new spec. */
export type StepDraft = {
  readonly id: string;
  readonly operation: ApiOperation;
  readonly path: string;
  /** Undefined where the token of the spec is meant. */
  readonly token: string | undefined;
  readonly params: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: BodyDraft | undefined;
  /** Names and the JSONPaths that they are taken from. */
  readonly extract: ReadonlyMap<string, string>;
  readonly statuses: readonly (number | string)[];
  /** Expectations by JSONPath. */
  readonly expected: ReadonlyMap<string, unknown>;
  readonly expectedHeaders: Readonly<Record<string, unknown>>;
  /** Why it is there. */
  readonly description: string | undefined;
};

/** What a request carries. */
export type BodyDraft =
  | { readonly kind: 'json'; readonly value: unknown; readonly contentType: string | undefined }
  | { readonly kind: 'form'; readonly fields: Readonly<Record<string, unknown>> };

/** A new spec, before it is text. */
export type SpecDraft = {
  readonly operation: ApiOperation;
  /** What sets it apart from others of its operation: nothing, `without token`. */
  readonly variant: string | undefined;
  readonly title: string;
  readonly summary: string;
  readonly token: string;
  readonly usesFallback: boolean;
  readonly prerequisites: readonly StepDraft[];
  readonly test: StepDraft;
  readonly cleanup: readonly StepDraft[];
  /** What only a person can give. */
  readonly needs: readonly string[];
};
