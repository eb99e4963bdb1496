import type { ApiOperation } from './api-model.ts';
import type { StandIns } from '../sample/templates.ts';
import type { StepDraft } from './draft.ts';

/** A spec under construction; a failed attempt is discarded with its copy. */
export type Builder = {
  readonly steps: readonly StepDraft[];
  /** The templates of values found so far, by the words of their names. */
  readonly provided: ReadonlyMap<string, string>;
  readonly standIns: StandIns;
  readonly needs: readonly string[];
};

export const EMPTY: Builder = { steps: [], provided: new Map(), standIns: new Map(), needs: [] };

/** Records the source of a value. */
export const withProvided = (builder: Builder, key: string, template: string, standIn?: unknown): Builder => {
  const name = /^\{\{([\w.]+)\}\}$/.exec(template)?.[1];
  return {
    ...builder,
    provided: new Map([...builder.provided, [key, template]]),
    standIns:
      name === undefined || standIn === undefined
        ? builder.standIns
        : new Map([...builder.standIns, [name, standIn]]),
  };
};

/** Records a value that only a person can provide. */
export const withNeed = (builder: Builder, need: string): Builder =>
  builder.needs.includes(need) ? builder : { ...builder, needs: [...builder.needs, need] };

/** Adds a name to the variables that a step extracts. */
export const withExtract = (builder: Builder, key: string, name: string, path: string): Builder => ({
  ...builder,
  steps: builder.steps.map((step) =>
    step.operation.key === key ? { ...step, extract: new Map([...step.extract, [name, path]]) } : step,
  ),
});

/** The existing step of an operation. */
export const stepOf = (builder: Builder, operation: ApiOperation): StepDraft | undefined =>
  builder.steps.find((step) => step.operation.key === operation.key);
