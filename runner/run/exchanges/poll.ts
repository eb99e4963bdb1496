import { spanIdOf } from '../../http/trace.ts';
import { type Held, holds } from '../../language/expression/condition.ts';
import type { Retry } from '../../language/step/read-conditions.ts';
import type { Step } from '../../language/step/step.ts';
import { busyTimeOf } from '../busy-time.ts';
import { hiddenBody, type MarkedPlaces } from '../check/contract-input.ts';
import { placesOfRedacted } from '../check/extract.ts';
import { patternsOfAnswer } from '../check/patterns.ts';
import { PolledValues } from '../check/poll-values.ts';
import type { StepResult } from '../events.ts';
import type { Spans } from '../request/trace.ts';
import type { StepContext } from '../step-context.ts';
import type { AnsweredStep, Failed, StepOutcome } from '../step-outcome.ts';
import { placesToHide } from './show-exchanges.ts';
import { hidesAt, showPolls } from './show-polls.ts';

/** Repeats a step until its condition holds, or until it has been tried often or long enough. */
export async function poll(
  { scope, options, signal }: StepContext,
  step: Step,
  retry: Retry,
  once: () => Promise<AnsweredStep | Failed>,
  spans: Spans | undefined,
): Promise<Pick<StepOutcome, 'last' | 'attempts' | 'polled' | 'neverHeld'>> {
  const started = options.clock.elapsedMs();
  let intervalMs = retry.intervalMs;
  const seen = new PolledValues(retry.until);
  let answered: AnsweredStep | undefined;
  for (let attempts = 1; ; attempts++) {
    const atMs = options.clock.elapsedMs() - started;
    const last = await once();
    if ('answer' in last) answered = last;
    const held: Held =
      'answer' in last
        ? busyTimeOf(options.clock).during(() =>
            holds(retry.until, {
              answer: last.answer,
              lookup: scope.lookup,
              testPattern: patternsOfAnswer(last.answer),
            }),
          )
        : { outcome: 'differs' };
    if ('answer' in last || last.request !== undefined) {
      const answer = 'answer' in last ? last.answer : undefined;
      const isHidden = answer && hidesAt(placesOfRedacted(step, answer, scope, options.redactor), answer);
      const traceparent = spans?.last();
      const span = traceparent && spanIdOf(traceparent);
      seen.add(answer, { atMs, span, isHidden });
    }
    if (held.outcome === 'held') return { last, attempts, polled: { shown: seen.shown, answered } };
    const isOver =
      retry.maxMs !== undefined && options.clock.elapsedMs() - started + intervalMs > retry.maxMs;
    const isUnsendable = 'check' in last && last.request === undefined;
    if (attempts >= retry.attempts || isOver || isUnsendable || signal.aborted)
      return {
        last,
        attempts,
        polled: { shown: seen.shown, answered },
        neverHeld: { retry, held, seen: String(seen) },
      };
    await options.clock.sleep(intervalMs, signal);
    intervalMs *= retry.backoff;
  }
}

/** What a step saw before a poll without an answer. */
export function withPolls(
  context: StepContext,
  step: Step,
  { polled, token }: StepOutcome,
  result: StepResult,
): StepResult {
  if (polled === undefined || polled.shown.polls.length === 0) return result;
  const { answered, shown } = polled;
  if (answered === undefined) return { ...result, polled: shown };
  const { answer } = answered;
  const marked: MarkedPlaces = { request: [], response: [] };
  const places = placesToHide(context, step, { ...answered, token }, answer, marked);
  const body = hiddenBody(answered.request, answered.filled, marked);
  const { request } = result;
  return {
    ...result,
    polled: showPolls(shown, answer, places),
    ...(request !== null && body !== undefined && { request: { ...request, body } }),
  };
}
