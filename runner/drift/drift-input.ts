import type { Documents } from '../openapi/document/load.ts';
import type { Spec } from '../language/parse.ts';
import type { Observed } from './observed/observed.ts';
import type { NullableReading } from '../openapi/schema/conversion.ts';

/** The three sides that are compared, and how they are shown. */
export type DriftInput = {
  readonly specs: readonly Spec[];
  readonly documents: Documents;
  /** What a spec's `swagger:` is looked up as, and in which folders. */
  readonly lookUp: (spec: Spec) => {
    readonly swagger: string | undefined;
    readonly folders: readonly string[];
  };
  /** Paths of the documents that are compared whole: their operations need specs. */
  readonly whole: readonly string[];
  /** Undefined when no run has been observed. */
  readonly observed: Observed | undefined;
  readonly show: (text: string) => string;
  /** Whether `nullable` counts wherever it is written. */
  readonly nullable?: NullableReading;
};
