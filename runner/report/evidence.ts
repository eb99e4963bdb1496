import type { Check, ShownResponse } from '../run/events.ts';
import { owned } from '../run/secrets/cut.ts';

/** The length of a response's beginning that identifies a failure, in characters. */
const KEPT = 300;

/**
 * The beginning of a response. It ends between words, because half of a value that becomes a secret later could not be
 * redacted.
 */
export function excerptOf(body: string): string {
  if (body.length <= KEPT) return body;
  return owned(/^.*(?<=[\s,;])/s.exec(body.slice(0, KEPT))?.[0] ?? '');
}

/** The response that prevented a step from being sent, such as that of a login; its check found it. */
export function answerBefore({ name, actual }: Check): Pick<ShownResponse, 'status' | 'body'> | undefined {
  if (name !== 'token' || typeof actual !== 'object' || actual === null) return undefined;
  const { status, body } = actual as { readonly status?: unknown; readonly body?: unknown };
  if (typeof status !== 'number') return undefined;
  return { status, body: typeof body === 'string' ? body : JSON.stringify(body ?? '') };
}
