import type { Attempt, HttpRequest, HttpResponse, Redirect, Timings } from '../http/exchange.ts';
import type { Answer } from '../language/answer.ts';
import type { Held } from '../language/expression/condition.ts';
import type { Retry } from '../language/step/read-conditions.ts';
import type { RenderedExpect } from './check/expect.ts';
import type { RenderedStep, RequestProblem } from './request/render.ts';

/** What the transport repeated and followed, and where the time of the last try went. */
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
  /** How much of it this process was busy with the checks of other answers. */
  readonly busyMs: number;
};

/** A step that was not. */
export type Failed = RequestProblem & Partial<Tried> & { readonly request?: HttpRequest };

/** What a step waited for in vain. */
export type NeverHeld = {
  readonly retry: Retry;
  readonly held: Held;
  /** What the condition looked at in each answer, in words. */
  readonly seen: string;
};

/** What became of a step, before it is shown. */
export type StepOutcome = {
  readonly last: AnsweredStep | Failed;
  readonly attempts: number;
  readonly api: string;
  readonly apiReason: string;
  readonly token: string;
  /** Present when the step polls and what it waits for never came, or could not be told of the last answer. */
  readonly neverHeld?: NeverHeld;
};
