import type { ApiOperation } from './api-model.ts';
import type { StandIns } from '../sample/templates.ts';
import type { StepDraft } from './draft.ts';

/** What a spec has so far while it is put together; a try that comes to nothing is thrown away with its copy. */
export type Builder = {
  readonly steps: readonly StepDraft[];
  /** What is known of each thing that was looked for: a template, by its words. */
  readonly provided: ReadonlyMap<string, string>;
  readonly standIns: StandIns;
  readonly needs: readonly string[];
};

export const EMPTY: Builder = { steps: [], provided: new Map(), standIns: new Map(), needs: [] };

/** Notes where a value comes from. */
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

/** Notes what only a person can give. */
export const withNeed = (builder: Builder, need: string): Builder =>
  builder.needs.includes(need) ? builder : { ...builder, needs: [...builder.needs, need] };

/** Adds a name to what a step extracts. */
export const withExtract = (builder: Builder, key: string, name: string, path: string): Builder => ({
  ...builder,
  steps: builder.steps.map((step) =>
    step.operation.key === key ? { ...step, extract: new Map([...step.extract, [name, path]]) } : step,
  ),
});

/** The step of an operation that is there already. */
export const stepOf = (builder: Builder, operation: ApiOperation): StepDraft | undefined =>
  builder.steps.find((step) => step.operation.key === operation.key);
