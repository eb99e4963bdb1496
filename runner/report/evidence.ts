import type { Check, ShownResponse } from '../run/events.ts';
import { owned } from '../run/secrets/cut.ts';

/** What of an answer tells failures apart, in characters. */
const KEPT = 300;

/** The beginning of an answer. It ends between words, as half of what becomes a secret later could not be hidden any more. */
export function excerptOf(body: string): string {
  if (body.length <= KEPT) return body;
  return owned(/^.*(?<=[\s,;])/s.exec(body.slice(0, KEPT))?.[0] ?? '');
}

/** The answer for lack of which a step was not sent, such as that of a login; it is what its check has found. */
export function answerBefore({ name, actual }: Check): Pick<ShownResponse, 'status' | 'body'> | undefined {
  if (name !== 'token' || typeof actual !== 'object' || actual === null) return undefined;
  const { status, body } = actual as { readonly status?: unknown; readonly body?: unknown };
  if (typeof status !== 'number') return undefined;
  return { status, body: typeof body === 'string' ? body : JSON.stringify(body ?? '') };
}
