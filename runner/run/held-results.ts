import type { StepResult } from './events.ts';

/** Passes the results of a spec on in order; the last answered test step waits, with all results after it. */
export type HeldResults = {
  readonly add: (result: StepResult) => void;
  /** The results that wait, the answered test step first. */
  readonly waiting: () => readonly StepResult[];
  /** Passes on the waiting results; `first` replaces the first of them. */
  readonly release: (first?: StepResult) => void;
};

/**
 * A check of the whole spec is shown at its last answered test step, which is known only at the end. Nothing waits once
 * `isSettled`.
 */
export function holdResults(handOn: (result: StepResult) => void, isSettled: () => boolean): HeldResults {
  let held: readonly StepResult[] = [];
  const release = (first?: StepResult): void => {
    const results = first === undefined ? held : [first, ...held.slice(1)];
    held = [];
    for (const result of results) handOn(result);
  };
  return {
    waiting: () => held,
    release,
    add: (result) => {
      const isAnswered = result.section === 'test' && result.response !== null;
      if (isAnswered || isSettled()) release();
      if (isSettled() || (held.length === 0 && !isAnswered)) handOn(result);
      else held = [...held, result];
    },
  };
}
