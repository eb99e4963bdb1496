import type { Attempt, HttpRequest, HttpResponse, Redirect, Timings } from '../http/exchange.ts';
import type { Answer } from '../language/answer.ts';
import type { Held } from '../language/expression/condition.ts';
import type { Retry } from '../language/step/read-conditions.ts';
import type { RenderedExpect } from './check/expect.ts';
import type { ShownPolls } from './events.ts';
import type { Recording } from './exchanges/recording.ts';
import type { RenderedStep, RequestProblem } from './request/render.ts';

/** The repeated tries and followed redirects, and the timings of the last try. */
export type Tried = {
  readonly retried: readonly Attempt[];
  readonly redirects: readonly Redirect[] | undefined;
  readonly timings: Timings | undefined;
};

/** A step that was answered. */
export type AnsweredStep = Tried & {
  readonly filled: RenderedStep;
  readonly expect: RenderedExpect;
  readonly request: HttpRequest;
  readonly response: HttpResponse;
  readonly answer: Answer;
  /** The URL that answered, after redirects. */
  readonly answeredBy: string;
  readonly durationMs: number;
  /** How much of `durationMs` this process was busy with checks of other answers. */
  readonly busyMs: number;
};

/** A step that was not answered. */
export type Failed = RequestProblem & Partial<Tried> & { readonly request?: HttpRequest };

/** A condition that a step waited for and that did not come true. */
export type NeverHeld = {
  readonly retry: Retry;
  readonly held: Held;
  /** The values that the condition read in each answer, in words. */
  readonly seen: string;
};

/** The outcome of a step, before it becomes a result. */
export type StepOutcome = {
  readonly last: AnsweredStep | Failed;
  readonly attempts: number;
  /** How many requests were sent; undefined if it ended before the first. */
  readonly requests?: number;
  readonly api: string;
  readonly apiReason: string;
  readonly token: string;
  /** What a step that polls saw, and its last answer. */
  readonly polled?: { readonly shown: ShownPolls; readonly answered: AnsweredStep | undefined };
  /** Present where the run has an archive. */
  readonly recording?: Recording;
  /** Present when the step polls and its condition did not come true, or was unknown for the last answer. */
  readonly neverHeld?: NeverHeld;
};
