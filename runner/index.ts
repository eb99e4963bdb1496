/** The programmatic API: text to specs, specs to a run, its events to a report. */
export { createInMemorySend } from './http/in-memory.ts';
export type { Attempt, Exchange, HttpRequest, HttpResponse, Send } from './http/exchange.ts';
export { ReportFold, type Report, type Summary } from './report/fold.ts';
export { type Card, cardOf } from './plan/card.ts';
export { createTokenCache } from './run/request/token-exchange.ts';
export { noContract } from './run/check/contract.ts';
export { type Environment, resolveEnvironment } from './environment/environment.ts';
export { readEnvironmentsFile } from './environment/environments-file.ts';
export type { Check, RunEvent, SpecResult, StepResult, Verdict } from './run/events.ts';
export type { Job } from './run/job.ts';
export { createRedactor } from './run/secrets/redact.ts';
export { type Clock, run, type RunOptions } from './run/run.ts';
export { createSharedAnswers } from './run/shared.ts';
export { parseSpec, type Spec } from './language/parse.ts';
export type { SourceFile } from './language/source.ts';
export type { Step } from './language/step/step.ts';
export { writeBack } from './writeback/write-back.ts';
