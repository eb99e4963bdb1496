import { stepName } from '../language/step/step.ts';
import type { SpecResult } from '../run/events.ts';

/** An attempt of a step that the transport repeated. */
type Retried = {
  /** Whether there was a response, such as 503. */
  readonly isAnswered: boolean;
  readonly durationMs: number;
  readonly message: string;
};

/** All repeated attempts of a spec, in order. */
export const retriesOf = ({ steps }: SpecResult): readonly Retried[] =>
  steps.flatMap((step) =>
    step.retried.map((attempt): Retried => {
      const what = 'status' in attempt ? `answered ${attempt.status}` : attempt.error;
      const span = attempt.span === undefined ? '' : ` (span ${attempt.span})`;
      return {
        isAnswered: 'status' in attempt,
        durationMs: attempt.durationMs,
        message: `${stepName(step)}: ${what}${span}; tried again`,
      };
    }),
  );
