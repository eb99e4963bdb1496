import type { SchemaStore } from '../../openapi/check/schema-checks.ts';
import type { ApiModel, ApiOperation } from './api-model.ts';
import type { Builder } from './builder.ts';
import type { StepDraft } from './draft.ts';
import type { EnvironmentFacts } from './environment-facts.ts';
import type { Producers } from './producers.ts';

/** The inputs of planning. */
export type Planning = {
  readonly model: ApiModel;
  readonly producers: Producers;
  readonly schemasOf: (operation: ApiOperation) => SchemaStore;
  readonly environmentOf: (operation: ApiOperation) => EnvironmentFacts | undefined;
};

/** How the values of a request are found. */
export type CallMode = {
  /** Whether identities are looked up, or made up in the documented form. */
  readonly ids: 'found' | 'made-up';
  /** The path parameter that gets an unknown identity. */
  readonly unknown?: string | undefined;
  readonly token?: string | undefined;
};

/** One request that is being planned. */
export type Work = {
  builder: Builder;
  /** Discarded plans of requests, over all attempts for one spec. */
  readonly tries: { count: number };
  readonly planning: Planning;
  readonly operation: ApiOperation;
  readonly mode: CallMode;
  /** The operations that led to this request, including itself, to prevent cycles. */
  readonly above: readonly string[];
  /** Plans the request of another operation before this one. */
  readonly plan: (work: Work) => StepDraft;
};

/** The longest chain of requests, and the most attempts for one spec. */
export const MAX_CHAIN = 5;
export const MAX_TRIES = 60;
