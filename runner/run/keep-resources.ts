import { toCurl } from '../http/curl.ts';
import type { Send } from '../http/exchange.ts';
import { stepName, type Step } from '../language/step/step.ts';
import type { StepResult } from './events.ts';
import { createEventRedactor } from './secrets/redact-event.ts';
import { runTurns } from './sections.ts';
import type { StepContext } from './step-context.ts';

/** Builds the request of a cleanup step without sending it, and warns with the commands that send it. */
export async function leaveInPlace(context: StepContext, step: Step): Promise<readonly string[]> {
  const { options } = context;
  const send: Send = (request, signal) =>
    request.isTokenExchange === true
      ? options.send(request, signal)
      : Promise.resolve({
          request,
          attempts: [{ durationMs: 0, error: { code: 'aborted', message: 'kept' } }],
        });
  const results: StepResult[] = [];
  const { retry: _, ...once } = step;
  await runTurns({ ...context, options: { ...options, send } }, once, (result) => results.push(result));
  const show = createEventRedactor(options.redactor);
  return results.map((result) => {
    const event = show({ type: 'step-finished', index: 0, step: result });
    const shown = event.type === 'step-finished' ? event.step.request : null;
    return shown === null
      ? `left in place: ${stepName(step)} could not be built: ${result.reason ?? ''}`
      : `left in place (--keep); to do what ${stepName(step)} does: ${toCurl({ ...shown, headers: withoutUsual(shown.headers) })}`;
  });
}

const withoutUsual = (headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(headers).filter(([name]) => !/^(user-agent|accept|content-length)$/i.test(name)),
  );
