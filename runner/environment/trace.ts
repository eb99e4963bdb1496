import type { Diagnostics } from '../language/diagnostic.ts';
import type { Fields } from '../language/yaml/fields.ts';
import type { Json } from '../language/yaml/yaml.ts';

/** Requests carry a trace id. */
export type TraceSettings = {
  /** The page of a trace, with `{traceId}` in the place of its id. */
  readonly url?: string;
};

export const TRACE_KEYS = ['trace', 'traceUrl'];

const TRACE_URL = /^https?:\/\/[^\s{}<>"]*\{traceId\}[^\s{}<>"]*$/i;

/** Checks the keys of an environment about traces. */
export function checkTrace(fields: Fields, diagnostics: Diagnostics): void {
  fields.flag('trace');
  const url = fields.text('traceUrl');
  if (url !== undefined && !TRACE_URL.test(url))
    diagnostics.error(
      'wrong-type',
      fields.spanOf('traceUrl'),
      `"traceUrl": expected an http or https URL with {traceId} in it, found ${JSON.stringify(url)}`,
      'for example https://traces.example.com/trace/{traceId}',
    );
}

/** What an environment says about traces; undefined where it sends none. */
export function traceOf({ trace, traceUrl }: Readonly<Record<string, Json>>): TraceSettings | undefined {
  if (trace !== true) return undefined;
  return typeof traceUrl === 'string' ? { url: traceUrl } : {};
}
