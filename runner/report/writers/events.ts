import type { RunEvent, SpecResult, StepResult } from '../../run/events.ts';
import type { RenderedFrom } from '../report.ts';

/** The end of a run in the event stream, with its conclusion. */
type RunEnd = Extract<RunEvent, { readonly type: 'run-finished' }> &
  Pick<RenderedFrom, 'summary' | 'gate' | 'conclusion'>;

/** The result of a step before its spec finished; its exchange is in the result of the spec. */
type StepEnd = {
  readonly type: 'step-finished';
  readonly index: number;
  readonly step: Pick<StepResult, 'id' | 'section' | 'verdict' | 'durationMs' | 'attempts'>;
};

/**
 * The events of a run as JSON Lines, in the order of the plan. They are made from the report, so that merged runs have them
 * too, and no value that became a secret late is in them.
 */
export function* renderEvents(report: RenderedFrom): Generator<string> {
  const { startedAt, seed, specs, durationMs, interrupted, cutBy, summary, gate, conclusion } = report;
  yield eventLine({
    type: 'run-started',
    version: 1,
    startedAt,
    seed,
    specs: Array.from(specs, ({ file, endpoint }) => ({ file, endpoint })),
  });
  let index = 0;
  for (const spec of specs) yield* specLines(index++, spec);
  const end: RunEnd = {
    type: 'run-finished',
    durationMs,
    interrupted,
    ...(cutBy !== undefined && { cutBy }),
    summary,
    ...(gate !== undefined && { gate }),
    ...(conclusion !== undefined && { conclusion }),
  };
  yield eventLine(end);
}

function* specLines(index: number, result: SpecResult): Generator<string> {
  yield eventLine({ type: 'spec-started', index });
  for (const step of result.steps) yield eventLine(stepEnd(index, step));
  yield eventLine({ type: 'spec-finished', index, result });
}

const stepEnd = (index: number, { id, section, verdict, durationMs, attempts }: StepResult): StepEnd => ({
  type: 'step-finished',
  index,
  step: { id, section, verdict, durationMs, attempts },
});

/** An event of a run that is not over. Of a step, its exchange comes with the result of its spec. */
export const liveLine = (event: RunEvent): string =>
  eventLine(event.type === 'step-finished' ? stepEnd(event.index, event.step) : event);

/** The line after `run-finished` of events that were written as they happened. */
export const concludedLine = ({ summary, gate, conclusion }: Omit<RenderedFrom, 'specs'>): string =>
  `${JSON.stringify({
    type: 'run-concluded',
    summary,
    ...(gate !== undefined && { gate }),
    ...(conclusion !== undefined && { conclusion }),
  })}\n`;

/** An event on a line of its own; JSON has no line breaks in texts. */
const eventLine = (event: Exclude<RunEvent, { readonly type: 'step-finished' }> | StepEnd | RunEnd): string =>
  `${JSON.stringify(event)}\n`;
