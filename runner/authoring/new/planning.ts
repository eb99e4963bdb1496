import type { SchemaStore } from '../../openapi/check/schema-checks.ts';
import type { ApiModel, ApiOperation } from './api-model.ts';
import type { Builder } from './builder.ts';
import type { StepDraft } from './draft.ts';
import type { EnvironmentFacts } from './environment-facts.ts';
import type { Producers } from './producers.ts';

/** What specs are planned with. */
export type Planning = {
  readonly model: ApiModel;
  readonly producers: Producers;
  readonly schemasOf: (operation: ApiOperation) => SchemaStore;
  readonly environmentOf: (operation: ApiOperation) => EnvironmentFacts | undefined;
};

/** How the values of a request are found. */
export type CallMode = {
  /** Whether identities are looked for, or made up in the form that the document says. */
  readonly ids: 'found' | 'made-up';
  /** The path parameter that names nothing. */
  readonly unknown?: string | undefined;
  readonly token?: string | undefined;
};

/** One request that is being planned. */
export type Work = {
  builder: Builder;
  /** Requests that were planned and thrown away, of all for one spec. */
  readonly tries: { count: number };
  readonly planning: Planning;
  readonly operation: ApiOperation;
  readonly mode: CallMode;
  /** The operations for which this request is planned, and itself: a chain does not lead back to them. */
  readonly above: readonly string[];
  /** Plans the request of another operation before this one. */
  readonly plan: (work: Work) => StepDraft;
};

/** Chains of requests are not longer than this, nor are more tried for one spec. */
export const MAX_CHAIN = 5;
export const MAX_TRIES = 60;
